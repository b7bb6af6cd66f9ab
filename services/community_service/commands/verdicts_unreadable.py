"""Use case of messages on the intake topic that are dead letters: the sender gets a rejection."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from services.community_service import justice
from services.community_service.commands import verdicts_answers
from services.community_service.domain.verdicts import violations
from services.community_service.errors.verdicts import IntakeUnexpected, IntakeUnreadable
from services.community_service.events import Concern, SentenceRejected
from services.community_service.fields import Code
from services.community_service.identity import Identity
from shared.errors import Refusal
from shared.json_names import NameTwice, need_names_once
from shared.messaging.cloudevents import from_kafka
from shared.messaging.consume import EventUnexpected, EventUnreadable
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed
from shared.messaging.inbox import EventConflict
from shared.postgres.pool import Connection
from shared.texts import without_nik

_CODE = TypeAdapter[str](Code)
_ACTOR = "system:intake"
_CONCERNS: dict[str, Concern] = {
    justice.SentencePronounced.type: "pronouncement",
    justice.DiversionDetermined.type: "pronouncement",
    justice.SentenceAmended.type: "amendment",
    justice.SentenceRevoked.type: "revocation",
}


async def reject(identity: Identity, conn: Connection, record: Record, error: Exception, now: datetime) -> None:
    """Tells the sender of a dead letter why."""
    if answer := answer_to(identity, record, error):
        await verdicts_answers.send(conn, answer, _ACTOR, now)


def answer_to(identity: Identity, record: Record, error: Exception) -> SentenceRejected | None:
    """None where the fault is not in the message. Nothing of the message is quoted, so everyone can read the answer."""
    refusal = _refusal(error)
    return _rejection(identity, record, error, refusal) if refusal else None


def _refusal(error: Exception) -> Refusal | None:
    match error:
        case EventUnreadable() | EventConflict():
            return error
        case EventUnexpected():
            return IntakeUnexpected(known=", ".join(_CONCERNS))
        case Malformed():
            return IntakeUnreadable(why=error)
        case _:
            return None


def _rejection(identity: Identity, record: Record, error: Exception, refusal: Refusal) -> SentenceRejected:
    sent = error if isinstance(error, Malformed) else from_kafka(record.value, record.headers)
    event_id = sent.id or f"{record.topic}/{record.partition}/{record.offset}"
    fields = _fields(sent.data)
    return SentenceRejected(
        rejection_id=identity.unreadable(sent.source or "", event_id),
        court_code=_code(fields, "court_code") or "unknown",
        verdict_number=None,
        prosecutor_code=_code(fields, "prosecutor_code"),
        intake_event_id=without_nik(event_id),
        violations=violations(refusal),
        concerns=_CONCERNS[sent.type]
        if isinstance(error, EventConflict) and isinstance(sent, Envelope)
        else "unreadable",
    )


def _fields(raw: bytes | None) -> dict[str, Any]:
    """The fields that can be read. They may be in `data`, as in a structured CloudEvent that is not valid."""
    try:
        need_names_once(raw or b"")  # nobody chooses which of two courts is told
        fields = orjson.loads(raw or b"")
    except (NameTwice, orjson.JSONDecodeError):
        return {}
    inner = fields.get("data", fields) if isinstance(fields, dict) else {}
    return inner if isinstance(inner, dict) else {}


def _code(fields: dict[str, Any], name: str) -> str | None:
    """The field if it is a code of the register. Any other text is left out: it may be personal data."""
    try:
        return _CODE.validate_python(fields.get(name), strict=True)
    except ValidationError:
        return None
