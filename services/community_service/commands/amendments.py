"""Use cases of a changed verdict: amended or revoked, from the intake topic or by hand; and the prosecutor's review."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, TypeAdapter

from services.community_service import justice
from services.community_service.commands.cases import need_office
from services.community_service.commands.placements import free_ahead
from services.community_service.domain import amendments as rules
from services.community_service.domain.amendments import Judged
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.verdicts import rejection_id, violations
from services.community_service.errors.amendments import ChangeAlreadyRecorded, ChangeSuperseded
from services.community_service.errors.cases import WrongState
from services.community_service.events import SentenceRejected
from services.community_service.fields import Day, Number
from services.community_service.queries import sentences as queries
from services.community_service.store import amendments as store
from services.community_service.store import cases, ledger, sentences, verdicts
from services.community_service.store.amendments import Change
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Refusal, RulesBroken
from shared.journal import journal
from shared.postgres.pool import Connection

_KINDS: dict[str, TypeAdapter[justice.SentenceAmended] | TypeAdapter[justice.SentenceRevoked]] = {
    "amendment": TypeAdapter(justice.SentenceAmended),
    "revocation": TypeAdapter(justice.SentenceRevoked),
}


class ChangeOf(BaseModel):
    """`change_number` is that of the deciding document."""

    change_number: Number
    decided_on: Day


class AmendSentence(ChangeOf):
    """What holds from now on, in full (K8)."""

    ground: justice.Ground
    hours: Annotated[int, Field(ge=1, le=10_000)]
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    replaces: justice.Replaced | None = None


class RevokeSentence(ChangeOf):
    reason: justice.RevocationReason


class ReviewSentence(BaseModel):
    """A correction took minutes from a completed sentence: it goes on, or its completion stands."""

    decision: Literal["reopened", "completion_stands"]


async def amend(
    conn: Connection, sentence_id: UUID, cmd: AmendSentence, actor: Actor, now: datetime
) -> queries.SentenceView:
    """Raises RulesBroken with every rule it breaks, ChangeSuperseded, ChangeRecorded, WrongState, Forbidden."""
    return await _by_hand(conn, sentence_id, cmd, justice.SentenceAmended, actor, now)


async def revoke(
    conn: Connection, sentence_id: UUID, cmd: RevokeSentence, actor: Actor, now: datetime
) -> queries.SentenceView:
    """Raises RulesBroken, ChangeSuperseded, ChangeRecorded, Forbidden."""
    return await _by_hand(conn, sentence_id, cmd, justice.SentenceRevoked, actor, now)


async def _by_hand(
    conn: Connection, sentence_id: UUID, cmd: ChangeOf, event: type[Change], actor: Actor, now: datetime
) -> queries.SentenceView:
    known = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, known)
    named = {"court_code": known.court_code, "verdict_number": known.verdict_number}
    change = event.model_validate(cmd.model_dump() | named)
    if not await _is_known(conn, change):
        await _apply(conn, sentence_id, change, f"http:{actor.subject}"[:200], actor, now)
    return await queries.sentence(conn, sentence_id)


async def take(conn: Connection, change: Change, event_id: str, actor: Actor, now: datetime) -> None:
    """From the intake topic. Before its verdict it waits; what breaks rules goes back to the sender."""
    await verdicts.hold_verdict(conn, change.court_code, change.verdict_number)
    recorded = await verdicts.recorded_verdict(conn, change.court_code, change.verdict_number)
    sentence_id: UUID | None = recorded["id"] if recorded else None
    if sentence_id:
        await sentences.load_sentence(conn, sentence_id)
    try:
        if await _is_known(conn, change):
            return
    except ChangeAlreadyRecorded as refusal:
        await _reject(conn, sentence_id, change, event_id, refusal, actor, now)
        return
    if sentence_id is None:
        await store.add(conn, change, event_id, actor.subject, "waiting", None, now)
    else:
        await _settle(conn, sentence_id, change, event_id, actor, now)


async def catch_up(conn: Connection, court_code: str, verdict_number: str, sentence_id: UUID, now: datetime) -> None:
    """The verdict has come: what was said about it before is applied, in the order in which it was decided."""
    for row in await store.waiting(conn, court_code, verdict_number):
        change = _KINDS[row["kind"]].validate_json(row["said"])
        await _settle(conn, sentence_id, change, row["intake_event_id"], Actor(row["sent_by"]), now)


async def _is_known(conn: Connection, change: Change) -> bool:
    """Raises ChangeRecorded where its number is taken by another one."""
    recorded = await store.recorded(conn, change)
    if recorded is None:
        return False
    if (recorded["kind"], recorded["said"]) != (store.kind_of(change), change.model_dump_json()):
        raise ChangeAlreadyRecorded
    return True


async def _settle(
    conn: Connection, sentence_id: UUID, change: Change, event_id: str, actor: Actor, now: datetime
) -> None:
    try:
        await _apply(conn, sentence_id, change, event_id, actor, now)
    except ChangeSuperseded:
        await store.add(conn, change, event_id, actor.subject, "superseded", sentence_id, now)
    except (RulesBroken, WrongState) as refusal:
        await store.add(conn, change, event_id, actor.subject, "rejected", sentence_id, now)
        await _reject(conn, sentence_id, change, event_id, refusal, actor, now)


async def _apply(
    conn: Connection, sentence_id: UUID, change: Change, event_id: str, actor: Actor, now: datetime
) -> None:
    """Judges first, then writes: a refusal leaves nothing behind."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    judged = await store.load_judged(conn, sentence_id)
    act = _amend if isinstance(change, justice.SentenceAmended) else _revoke
    await act(conn, sentence, judged, change, actor, now)  # type: ignore[arg-type]
    await store.add(conn, change, event_id, actor.subject, "applied", sentence_id, now)
    await store.save_latest(conn, sentence_id, change)


async def _amend(
    conn: Connection, sentence: Sentence, judged: Judged, change: justice.SentenceAmended, actor: Actor, now: datetime
) -> None:
    served, today = await ledger.load_served(conn, sentence.id), local_day(now)
    matters = await cases.open_matters(conn, sentence.id)
    done = rules.amend(sentence, judged, change, served, now, today, matters)
    await sentences.save_terms(conn, done.sentence, done.replaced_prison_days, done.replaced_fine_rupiah)
    await sentences.save_caps(conn, done.sentence, today)
    await ledger.credit(conn, done.sentence, done.entries, now)
    await journal.append(conn, done.happened, actor=actor.subject, now=now)
    await free_ahead(conn, sentence, done.sentence, actor, now)


async def _revoke(
    conn: Connection, sentence: Sentence, judged: Judged, change: justice.SentenceRevoked, actor: Actor, now: datetime
) -> None:
    gone, happened = rules.revoke(sentence, judged, change, local_day(now))
    await sentences.save_state(conn, gone)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    await free_ahead(conn, sentence, gone, actor, now)


async def _reject(
    conn: Connection,
    sentence_id: UUID | None,
    change: Change,
    event_id: str,
    refusal: Refusal,
    actor: Actor,
    now: datetime,
) -> None:
    """The number of the verdict is said only where it is known to be an adult's (C4)."""
    sentence = await sentences.load_sentence(conn, sentence_id) if sentence_id else None
    fact = SentenceRejected(
        rejection_id=rejection_id(change.court_code, change.verdict_number),
        court_code=change.court_code,
        verdict_number=change.verdict_number if sentence and sentence.regime == "adult" else None,
        prosecutor_code=sentence.prosecutor_code if sentence else None,
        intake_event_id=event_id,
        violations=violations(refusal),
        concerns="amendment" if isinstance(change, justice.SentenceAmended) else "revocation",
    )
    await journal.append(conn, [fact], actor=actor.subject, now=now)


async def review(
    conn: Connection, sentence_id: UUID, cmd: ReviewSentence, actor: Actor, now: datetime
) -> queries.SentenceView:
    """Raises WrongState unless a review is open, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    moved, happened = rules.review(sentence, cmd.decision)
    await sentences.save_state(conn, moved)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.sentence(conn, sentence_id)
