"""Answers to the senders of the intake topic, in order for each court."""

from __future__ import annotations

from datetime import datetime

from services.community_service.events import SentenceRejected
from services.community_service.store.verdicts import lock_answers
from shared.journal import journal
from shared.postgres.pool import Connection


async def send(conn: Connection, answer: SentenceRejected, actor: str, now: datetime) -> None:
    await lock_answers(conn, answer.court_code)
    await journal.append(conn, [answer], actor=actor, now=now)
