"""What released persons are owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.training.domain.ledger import PersonKind
from services.training.events import PayoutState
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


@dataclass(frozen=True, slots=True)
class Payout:
    id: UUID
    participant_id: UUID
    institution_id: UUID
    state: PayoutState


async def add(conn: Connection, p: Payout, on: date, now: datetime) -> None:
    await conn.execute(
        "insert into payouts (id, participant_id, institution_id, state, opened_on, opened_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        *(p.id, p.participant_id, p.institution_id, p.state, on, now),
    )


async def load(conn: Connection, payout_id: UUID) -> Payout:
    """One, locked: two clerks pay one after the other. Raises NotFound."""
    row = await conn.fetchrow(
        "select id, participant_id, institution_id, state from payouts where id = $1 for update", payout_id
    )
    return Payout(**found(row, "payout", payout_id))


async def state_of(conn: Connection, participant_id: UUID, institution_id: UUID) -> PayoutState | None:
    """The state of the latest pay-out; None for who was not released, or came back. The caller has locked the
    accounts."""
    state: PayoutState | None = await conn.fetchval(
        "select state from payouts where participant_id = $1 and institution_id = $2 and returned_on is null"
        " order by id desc limit 1",
        *(participant_id, institution_id),
    )
    return state


async def save_return(conn: Connection, participant_id: UUID, institution_id: UUID, on: date) -> list[UUID]:
    """The release is over. Returns what was due and is dropped."""
    rows = await conn.fetch(
        "with over as (select id, state from payouts where participant_id = $1 and institution_id = $2"
        " and returned_on is null for update)"
        " update payouts as p set returned_on = $3, state = case when p.state = 'due' then 'dropped' else p.state end"
        " from over where over.id = p.id returning p.id, over.state as was",
        *(participant_id, institution_id, on),
    )
    return [row["id"] for row in rows if row["was"] == "due"]


async def save_paid(
    conn: Connection,
    payout_id: UUID,
    sums: Mapping[PersonKind, int],
    paid_to: str,
    receipt_number: str,
    entry_id: UUID,
    by: str,
    now: datetime,
) -> None:
    """Raises ReceiptUsed."""
    async with refusing():
        await conn.execute(
            "update payouts set state = 'paid', wage = $2, premium = $3, deposit = $4, paid_to = $5,"
            " receipt_number = $6, entry_id = $7, paid_by = $8, paid_at = $9 where id = $1",
            *(payout_id, sums["wage"], sums["premium"], sums["deposit"], paid_to, receipt_number, entry_id, by, now),
        )
