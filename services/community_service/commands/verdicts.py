"""Use cases of intake: a verdict becomes a sentence once, or goes back with every rule it breaks."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from services.community_service import justice
from services.community_service.commands import amendments
from services.community_service.commands.cases import offices_of
from services.community_service.domain import verdicts
from services.community_service.domain.verdicts import rejection, violations
from services.community_service.errors.verdicts import IntakeUnexpected, IntakeUnreadable, VerdictAlreadyRecorded
from services.community_service.events import SentenceRejected
from services.community_service.identity import Identity
from services.community_service.queries import sentences as queries
from services.community_service.store import sentences
from services.community_service.store import verdicts as store
from services.community_service.store.verdicts import hold_verdict
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Refusal, RulesBroken
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.consume import EventUnexpected, EventUnreadable
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed, from_kafka
from shared.postgres.pool import Connection


async def pronounce(
    conn: Connection, identity: Identity, verdict: justice.SentencePronounced, actor: Actor, now: datetime
) -> queries.SentenceView:
    """A verdict by hand; the same one again answers with its sentence. Raises RulesBroken, VerdictRecorded."""
    await _need_own_verdict(conn, actor, verdict)
    return await queries.sentence(conn, await _record(conn, identity, verdict, actor, now))


async def _need_own_verdict(conn: Connection, actor: Actor, verdict: justice.SentencePronounced) -> None:
    """The court's clerk or the supervising prosecutor; an office that the register has not told us of yet passes."""
    if offices := await offices_of(conn, actor, verdict):
        actor.require_organisation(*offices)


async def take(
    conn: Connection,
    identity: Identity,
    verdict: justice.SentencePronounced,
    event_id: str,
    actor: Actor,
    now: datetime,
) -> None:
    """A verdict from the intake topic: assigned, or rejected back to the sender."""
    try:
        await _record(conn, identity, verdict, actor, now)
    except (RulesBroken, VerdictAlreadyRecorded) as refusal:
        await journal.append(conn, [rejection(verdict, event_id, refusal)], actor=actor.subject, now=now)


async def _record(
    conn: Connection, identity: Identity, verdict: justice.SentencePronounced, actor: Actor, now: datetime
) -> UUID:
    """The id of the verdict's sentence, new or known. What is recorded is never judged again by later limits."""
    fingerprint = identity.fingerprint(verdict)
    await hold_verdict(conn, verdict.court_code, verdict.verdict_number)
    if known := await _known(conn, verdict, fingerprint):
        return known
    person = identity.person(verdict.nik)
    sentence, happened = verdicts.assign(verdict, new_id(), person, local_day(now))
    prison_days = verdicts.prison_days(verdict, verdicts.rules_of(verdict))
    if await sentences.add_sentence(conn, sentence, verdict, prison_days, fingerprint, now):
        await journal.append(conn, happened, actor=actor.subject, now=now)
        await amendments.catch_up(conn, verdict.court_code, verdict.verdict_number, sentence.id, now)
        return sentence.id
    twin = await _known(conn, verdict, fingerprint)
    assert twin
    return twin


async def _known(conn: Connection, verdict: justice.SentencePronounced, fingerprint: bytes) -> UUID | None:
    recorded = await store.recorded_verdict(conn, verdict.court_code, verdict.verdict_number)
    if recorded is None:
        return None
    if recorded["fingerprint"] != fingerprint:
        raise VerdictAlreadyRecorded(court_code=verdict.court_code)
    sentence_id: UUID = recorded["id"]
    return sentence_id


_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_ACTOR = "system:intake"
_KNOWN = ", ".join(
    event.type for event in (justice.SentencePronounced, justice.SentenceAmended, justice.SentenceRevoked)
)


async def unreadable(conn: Connection, record: Record, error: Exception, now: datetime) -> None:
    """The sender of what went to the dead letters hears why, where the fault is in the message."""
    if refusal := _refusal(error):
        await journal.append(conn, [_answer(record, refusal)], actor=_ACTOR, now=now)


def _refusal(error: Exception) -> Refusal | None:
    match error:
        case EventUnreadable():
            return error
        case EventUnexpected():
            return IntakeUnexpected(known=_KNOWN)
        case Malformed():
            return IntakeUnreadable()
        case _:
            return None


def _answer(record: Record, refusal: Refusal) -> SentenceRejected:
    envelope, place = _envelope(record), f"{record.topic}/{record.partition}/{record.offset}"
    said = _said(envelope.data if envelope else record.value)
    event_id = envelope.id[:200] if envelope else place
    return SentenceRejected(
        rejection_id=uuid5(NAMESPACE_URL, f"urn:masohi:intake:{envelope.source if envelope else ''}:{event_id}"),
        court_code=_code(said, "court_code") or "unknown",
        verdict_number=None,
        prosecutor_code=_code(said, "prosecutor_code"),
        intake_event_id=event_id,
        violations=violations(refusal),
        concerns="unreadable",
    )


def _envelope(record: Record) -> Envelope | None:
    try:
        return from_kafka(record.value, record.headers)
    except Malformed:
        return None


def _said(raw: bytes | None) -> dict[str, Any]:
    """What can be read of it; a structured event that is none may still hold its data."""
    try:
        said = orjson.loads(raw or b"")
    except orjson.JSONDecodeError:
        return {}
    inner = said.get("data", said) if isinstance(said, dict) else {}
    return inner if isinstance(inner, dict) else {}


def _code(said: dict[str, Any], name: str) -> str | None:
    """A code as the register writes it, and nothing else that someone may have put there."""
    value = said.get(name)
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None
