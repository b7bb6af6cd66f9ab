"""What goes back to the sender when a verdict, or a change of one, is not taken in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from services.community_service.errors.oversight import IntakeUnexpected, IntakeUnreadable
from services.community_service.events import (
    SentencePronounced,
    SentenceRejected,
    VerdictAmended,
    VerdictRevoked,
    Violation,
)
from shared.errors import BrokenRules, Refusal
from shared.journal import journal
from shared.messaging.consume import Unexpected, Unreadable
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed, from_kafka
from shared.postgres.pool import Connection

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_ACTOR = "system:intake"
_KNOWN = ", ".join(event.type for event in (SentencePronounced, VerdictAmended, VerdictRevoked))


def violations(refusal: Refusal) -> list[Violation]:
    """Every broken rule, in English, with its figures and no personal data."""
    broken = refusal.broken if isinstance(refusal, BrokenRules) else (refusal,)
    return [Violation(rule=r.rule, article=r.article, slug=r.slug, detail=r.message("en")) for r in broken]


def rejection_id(court_code: str, verdict_number: str) -> UUID:
    """The same for the same verdict, so that its rejections stay in order."""
    return uuid5(NAMESPACE_URL, f"urn:masohi:verdict:{court_code}:{verdict_number}")


async def unreadable(conn: Connection, record: Record, error: Exception, now: datetime) -> None:
    """The sender of what went to the dead letters hears why, where the fault is in the message."""
    if refusal := _refusal(error):
        await journal.append(conn, [_answer(record, refusal)], actor=_ACTOR, now=now)


def _refusal(error: Exception) -> Refusal | None:
    match error:
        case Unreadable():
            return error
        case Unexpected():
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
