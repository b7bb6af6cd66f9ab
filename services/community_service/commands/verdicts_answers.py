"""Answers to the senders of the intake topic, in order for each court."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.community_service.domain.amendments import VerdictChange
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.verdicts import violations
from services.community_service.events import ChangeOutcome, SentenceRejected, VerdictChangeAnswered
from services.community_service.store.amendments import kind_of
from services.community_service.store.verdicts import lock_answers
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import without_nik


@dataclass(frozen=True, slots=True)
class Answered:
    """A change of a verdict by its id here, with the id of its message; None where it was entered by hand."""

    id: UUID
    change: VerdictChange
    event_id: str | None


async def send(conn: Connection, answer: SentenceRejected | VerdictChangeAnswered, actor: str, now: datetime) -> None:
    await lock_answers(conn, answer.court_code)
    await journal.append(conn, [answer], actor=actor, now=now)


async def answer_change(
    conn: Connection,
    sentence: Sentence | None,
    answered: Answered,
    outcome: ChangeOutcome,
    reason: Refusal | None,
    actor: Actor,
    now: datetime,
) -> None:
    """What became of a change. The fact names the verdict's number only where it is known to be an adult's (C4)."""
    fact = VerdictChangeAnswered(
        change_id=answered.id,
        court_code=answered.change.court_code,
        verdict_number=answered.change.verdict_number if sentence and sentence.regime == "adult" else None,
        prosecutor_code=sentence.prosecutor_code if sentence else None,
        intake_event_id=without_nik(answered.event_id) if answered.event_id is not None else None,
        concerns=kind_of(answered.change),
        outcome=outcome,
        reasons=violations(reason) if reason else [],
    )
    await send(conn, fact, actor.subject, now)
