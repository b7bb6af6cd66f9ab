"""Proposals to change an obligation, and their answers: write statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements.domain.obligations import Proposal
from services.agreements.domain.proposals import Answer
from services.agreements.store.constraints import refusing
from shared.ids import new_id
from shared.postgres.pool import Connection


async def add_proposal(conn: Connection, obligation_id: UUID, p: Proposal, reason: str, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into obligation_proposals (id, obligation_id, kind, quantity, due_on, reason, proposed_by,"
            " proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(new_id(), obligation_id, p.kind, p.quantity, p.due_on, reason, p.proposed_by, now),
        )


async def answer_proposal(conn: Connection, obligation_id: UUID, answer: Answer, by: UUID, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "update obligation_proposals set answer = $2, answered_by = $3, answered_at = $4"
            " where obligation_id = $1 and answer is null",
            *(obligation_id, answer, by, now),
        )


async def withdraw_proposals(conn: Connection, obligation_ids: Sequence[UUID], now: datetime) -> None:
    """Withdraws the proposals that nobody answered before these obligations were fulfilled or lapsed."""
    await conn.execute(
        "update obligation_proposals set answer = 'withdraw', answered_by = proposed_by, answered_at = $2"
        " where obligation_id = any($1) and answer is null",
        *(list(obligation_ids), now),
    )
