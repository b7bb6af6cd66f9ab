"""Use cases of a changed verdict: amended or revoked, from the intake topic or by hand; and the prosecutor's review."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service import justice
from services.community_service.commands import verdicts_answers
from services.community_service.commands.cases import need_own_case, save
from services.community_service.commands.verdicts_answers import Answered
from services.community_service.domain import amendments, amendments_closed
from services.community_service.domain.amendments import VerdictChange
from services.community_service.domain.amendments_closed import HELD
from services.community_service.domain.cases import Case
from services.community_service.domain.diversions import need_verdict
from services.community_service.domain.verdicts import violations
from services.community_service.errors.amendments import (
    ChangeAlreadyRecorded,
    ChangesClash,
    ChangeSuperseded,
    RegimeInDoubt,
)
from services.community_service.errors.cases import WrongState
from services.community_service.events import SentenceRejected
from services.community_service.fields import Day, Name, Number
from services.community_service.identity import Identity
from services.community_service.queries import sentences as queries
from services.community_service.store import amendments as store
from services.community_service.store import breaches_orders as orders
from services.community_service.store import cases, verdicts
from shared.edge.access import Actor
from shared.errors import Refusal, RulesBroken
from shared.postgres.pool import Connection
from shared.privacy.errors import PersonErased
from shared.texts import without_nik


class EnterChange(BaseModel):
    """`change_number` is that of the deciding document.

    `supersedes` names the change that it follows, where both are of one day and their numbers do not tell."""

    change_number: Number
    decided_on: Day
    supersedes: Number | None = None


class AmendSentence(EnterChange):
    """What holds from now on, in full (K8)."""

    ground: justice.Ground
    hours: Annotated[int, Field(ge=1, le=10_000)]
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    replaces: justice.Replaced | None = None
    sanctions: justice.Sanctions | None = None
    place: Name | None = None
    work: Name | None = None
    days_per_week: Annotated[int, Field(ge=1, le=7)] | None = None
    days_per_month: Annotated[int, Field(ge=1, le=31)] | None = None
    detained_days: Annotated[int, Field(ge=0, le=36_500)] | None = None


class RevokeSentence(EnterChange):
    reason: justice.RevocationReason


class ReviewSentence(BaseModel):
    """A correction took minutes from a completed sentence: it goes on, or its completion stands."""

    decision: Literal["reopened", "completion_stands"]


async def amend(
    conn: Connection, sentence_id: UUID, cmd: AmendSentence, actor: Actor, now: datetime
) -> queries.SentenceView:
    """Raises RulesBroken with every rule it breaks, ChangeSuperseded, ChangeAlreadyRecorded, WrongState, Forbidden."""
    return await _enter(conn, sentence_id, cmd, justice.SentenceAmended, actor, now)


async def revoke(
    conn: Connection, sentence_id: UUID, cmd: RevokeSentence, actor: Actor, now: datetime
) -> queries.SentenceView:
    """Raises RulesBroken, ChangeSuperseded, ChangeAlreadyRecorded, Forbidden."""
    return await _enter(conn, sentence_id, cmd, justice.SentenceRevoked, actor, now)


async def _enter(
    conn: Connection, sentence_id: UUID, cmd: EnterChange, event: type[VerdictChange], actor: Actor, now: datetime
) -> queries.SentenceView:
    """A change that somebody enters by hand; the same one again answers with its sentence. `held_changes` of the answer
    says where it waits for the prosecutor."""
    case = await cases.load_by_sentence(conn, sentence_id)
    need_own_case(case, actor)
    need_verdict(case.sentence)
    named = {"court_code": case.sentence.court_code, "verdict_number": case.sentence.verdict_number}
    change = event.model_validate(cmd.model_dump() | named)
    match await store.find(conn, change):
        case None:
            try:
                await _apply(conn, case, change, None, actor, now)
            except HELD as reason:
                await _hold(conn, case, change, None, reason, actor, now)
        case "other":
            raise ChangeAlreadyRecorded
    return await queries.sentence(conn, sentence_id)


async def receive(
    conn: Connection, identity: Identity, change: VerdictChange, event_id: str, actor: Actor, now: datetime
) -> None:
    """From the intake topic. A change waits for its verdict. A change that breaks rules goes back to the sender."""
    await verdicts.lock_verdict(conn, change.court_code, change.verdict_number)
    verdict = await verdicts.recorded_verdict(conn, change.court_code, change.verdict_number)
    case = await cases.load_by_sentence(conn, verdict["id"]) if verdict else None
    match await store.find(conn, change):
        case "same":
            return
        case "other":
            await _reject(conn, identity, case, change, event_id, ChangeAlreadyRecorded(), actor, now)
        case None if case is None:
            await store.add(conn, change, event_id, actor.subject, "waiting", None, now)
        case None:
            await _apply_or_reject(conn, identity, case, change, event_id, actor, now)


async def apply_waiting(
    conn: Connection, identity: Identity, court_code: str, verdict_number: str, sentence_id: UUID, now: datetime
) -> None:
    """The verdict has come. The changes that waited for it are applied in the order in which they were decided."""
    for row in await store.waiting(conn, court_code, verdict_number):
        case = await cases.load_by_sentence(conn, sentence_id)
        change = store.change_of(row)
        await _apply_or_reject(conn, identity, case, change, row["intake_event_id"], Actor(row["sent_by"]), now)


async def _apply_or_reject(
    conn: Connection, identity: Identity, case: Case, change: VerdictChange, event_id: str, actor: Actor, now: datetime
) -> None:
    try:
        await _apply(conn, case, change, event_id, actor, now)
    except ChangeSuperseded as refusal:
        change_id = await store.add(conn, change, event_id, actor.subject, "superseded", case.sentence.id, now)
        answered = Answered(change_id, change, event_id)
        await verdicts_answers.answer_change(conn, case.sentence, answered, "superseded", refusal, actor, now)
    except HELD as reason:
        await _hold(conn, case, change, event_id, reason, actor, now)
    except (RulesBroken, WrongState, ChangesClash, PersonErased, RegimeInDoubt) as refusal:
        await store.add(conn, change, event_id, actor.subject, "rejected", case.sentence.id, now)
        await _reject(conn, identity, case, change, event_id, refusal, actor, now)


async def _apply(
    conn: Connection, case: Case, change: VerdictChange, event_id: str | None, actor: Actor, now: datetime
) -> None:
    """The rules decide before anything is written: a refusal leaves nothing behind."""
    judged = await store.load_judged(conn, case.sentence.id)
    match change:
        case justice.SentenceAmended() if judged.closed:
            order = await orders.load_order(conn, case.sentence.id)
            after, done = amendments_closed.amend_closed(case, judged, order, change, now)
            await orders.save_order(conn, order, after)
        case justice.SentenceAmended():
            done = amendments.amend(case, judged, change, now)
        case justice.SentenceRevoked():
            done = amendments.revoke(case, judged, change, now)
    await save(conn, case, done, actor, now)
    change_id = await store.add(conn, change, event_id, actor.subject, "applied", case.sentence.id, now)
    await store.save_latest(conn, case.sentence.id, change, latest=amendments.is_latest(judged, change))
    if judged.closed and isinstance(change, justice.SentenceAmended):
        answered = Answered(change_id, change, event_id)
        await verdicts_answers.answer_change(conn, case.sentence, answered, "applied", None, actor, now)


async def _hold(
    conn: Connection,
    case: Case,
    change: VerdictChange,
    event_id: str | None,
    reason: Refusal,
    actor: Actor,
    now: datetime,
) -> None:
    """It is not lost: it waits for the prosecutor, and its sender hears so."""
    sentence = case.sentence
    change_id = await store.add(conn, change, event_id, actor.subject, "held", sentence.id, now, held_for=reason.slug)
    answered = Answered(change_id, change, event_id)
    await verdicts_answers.answer_change(conn, sentence, answered, "held", reason, actor, now)


async def _reject(
    conn: Connection,
    identity: Identity,
    case: Case | None,
    change: VerdictChange,
    event_id: str,
    refusal: Refusal,
    actor: Actor,
    now: datetime,
) -> None:
    """The fact names the verdict's number only where it is known to be an adult's (C4)."""
    sentence = case.sentence if case else None
    fact = SentenceRejected(
        rejection_id=identity.rejection(change.court_code, change.verdict_number),
        court_code=change.court_code,
        verdict_number=change.verdict_number if sentence and sentence.regime == "adult" else None,
        prosecutor_code=sentence.prosecutor_code if sentence else None,
        intake_event_id=without_nik(event_id),
        violations=violations(refusal),
        concerns=store.kind_of(change),
    )
    await verdicts_answers.send(conn, fact, actor.subject, now)


async def review(
    conn: Connection, sentence_id: UUID, cmd: ReviewSentence, actor: Actor, now: datetime
) -> queries.SentenceView:
    """Raises WrongState unless a review is open, Forbidden."""
    case = await cases.load_by_sentence(conn, sentence_id)
    need_own_case(case, actor)
    await save(conn, case, amendments.review(case, cmd.decision, now), actor, now)
    return await queries.sentence(conn, sentence_id)
