"""Use cases of intake: a verdict becomes a sentence once, or goes back with every rule it breaks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service import queries
from services.community_service.commands import changes
from services.community_service.commands.offices import offices_of
from services.community_service.commands.rejections import rejection_id, violations
from services.community_service.domain import intake
from services.community_service.errors.intake import VerdictRecorded
from services.community_service.events import SentencePronounced, SentenceRejected
from services.community_service.identity import Identity
from services.community_service.store import sentences as store
from services.community_service.store.changes import hold_verdict
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import BrokenRules, Refusal
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


async def pronounce(
    conn: Connection, identity: Identity, verdict: SentencePronounced, actor: Actor, now: datetime
) -> queries.SentenceView:
    """A verdict by hand; the same one again answers with its sentence. Raises BrokenRules, VerdictRecorded."""
    await _need_own_verdict(conn, actor, verdict)
    return await queries.sentence(conn, await _record(conn, identity, verdict, actor, now))


async def _need_own_verdict(conn: Connection, actor: Actor, verdict: SentencePronounced) -> None:
    """The court's clerk or the supervising prosecutor; an office that the register has not told us of yet passes."""
    if offices := await offices_of(conn, actor, verdict):
        actor.require_organisation(*offices)


async def take(
    conn: Connection, identity: Identity, verdict: SentencePronounced, event_id: str, actor: Actor, now: datetime
) -> None:
    """A verdict from the intake topic: assigned, or rejected back to the sender."""
    try:
        await _record(conn, identity, verdict, actor, now)
    except (BrokenRules, VerdictRecorded) as refusal:
        await journal.append(conn, [rejection(verdict, event_id, refusal)], actor=actor.subject, now=now)


async def _record(
    conn: Connection, identity: Identity, verdict: SentencePronounced, actor: Actor, now: datetime
) -> UUID:
    """The id of the verdict's sentence, new or known. What is recorded is never judged again by later limits."""
    fingerprint = identity.fingerprint(verdict)
    await hold_verdict(conn, verdict.court_code, verdict.verdict_number)
    if known := await _known(conn, verdict, fingerprint):
        return known
    person = identity.person(verdict.nik)
    sentence, happened = intake.assign(verdict, new_id(), person, local_day(now))
    prison_days = intake.prison_days(verdict, intake.rules_of(verdict))
    if await store.add_sentence(conn, sentence, verdict, prison_days, fingerprint, now):
        await journal.append(conn, happened, actor=actor.subject, now=now)
        await changes.catch_up(conn, verdict.court_code, verdict.verdict_number, sentence.id, now)
        return sentence.id
    twin = await _known(conn, verdict, fingerprint)
    assert twin
    return twin


async def _known(conn: Connection, verdict: SentencePronounced, fingerprint: bytes) -> UUID | None:
    recorded = await store.recorded_verdict(conn, verdict.court_code, verdict.verdict_number)
    if recorded is None:
        return None
    if recorded["fingerprint"] != fingerprint:
        raise VerdictRecorded(court_code=verdict.court_code)
    sentence_id: UUID = recorded["id"]
    return sentence_id


def rejection(verdict: SentencePronounced, event_id: str, refusal: Refusal) -> SentenceRejected:
    """The answer to the sender: every broken rule, in English, with its figures and no personal data.

    The number of a child's verdict is left out (C4); the sender knows its own event by `intake_event_id`.
    """
    return SentenceRejected(
        rejection_id=rejection_id(verdict.court_code, verdict.verdict_number),
        court_code=verdict.court_code,
        verdict_number=verdict.verdict_number if intake.is_adult(verdict) else None,
        prosecutor_code=verdict.prosecutor_code,
        intake_event_id=event_id,
        violations=violations(refusal),
    )
