"""Use case of messages on the intake topic that are dead letters: the sender gets a rejection."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import orjson

from services.community_service import justice
from services.community_service.commands import verdicts_answers
from services.community_service.domain.verdicts import violations
from services.community_service.errors.verdicts import IntakeUnexpected, IntakeUnreadable
from services.community_service.events import SentenceRejected
from services.community_service.fields import without_nik
from services.community_service.identity import Identity
from shared.errors import Refusal
from shared.messaging.consume import EventUnexpected, EventUnreadable
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed, from_kafka
from shared.postgres.pool import Connection

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_ACTOR = "system:intake"
_KNOWN = ", ".join(
    event.type for event in (justice.SentencePronounced, justice.SentenceAmended, justice.SentenceRevoked)
)


async def reject(identity: Identity, conn: Connection, record: Record, error: Exception, now: datetime) -> None:
    """Tells the sender of a dead letter why, if the fault is in the message."""
    if refusal := _refusal(error):
        await verdicts_answers.send(conn, _rejection(identity, record, refusal), _ACTOR, now)


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


def _rejection(identity: Identity, record: Record, refusal: Refusal) -> SentenceRejected:
    envelope, place = _envelope(record), f"{record.topic}/{record.partition}/{record.offset}"
    fields = _fields(envelope.data if envelope else record.value)
    event_id = envelope.id[:200] if envelope else place
    return SentenceRejected(
        rejection_id=identity.unreadable(envelope.source if envelope else "", event_id),
        court_code=_code(fields, "court_code") or "unknown",
        verdict_number=None,
        prosecutor_code=_code(fields, "prosecutor_code"),
        intake_event_id=without_nik(event_id),
        violations=violations(refusal),
        concerns="unreadable",
    )


def _envelope(record: Record) -> Envelope | None:
    try:
        return from_kafka(record.value, record.headers)
    except Malformed:
        return None


def _fields(raw: bytes | None) -> dict[str, Any]:
    """The fields that can be read. They may be in `data`, as in a structured CloudEvent that is not valid."""
    try:
        fields = orjson.loads(raw or b"")
    except orjson.JSONDecodeError:
        return {}
    inner = fields.get("data", fields) if isinstance(fields, dict) else {}
    return inner if isinstance(inner, dict) else {}


def _code(fields: dict[str, Any], name: str) -> str | None:
    """The field if it is a code of the register. Any other text is left out: it may be personal data."""
    value = fields.get(name)
    return value if isinstance(value, str) and _CODE.fullmatch(value) else None
