"""Withdrawals for a need inside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.training.domain.ledger import PersonKind
from services.training.events import WithdrawalState
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import found


@dataclass(frozen=True, slots=True)
class Withdrawal:
    id: UUID
    participant_id: UUID
    institution_id: UUID
    account: PersonKind
    rupiah: int
    need: str
    state: WithdrawalState
    proposed_by: str


async def add(conn: Connection, w: Withdrawal, now: datetime) -> None:
    await conn.execute(
        "insert into withdrawals (id, participant_id, institution_id, account, rupiah, need, state, proposed_by,"
        " proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(w.id, w.participant_id, w.institution_id, w.account, w.rupiah, w.need, w.state, w.proposed_by, now),
    )


async def load(conn: Connection, withdrawal_id: UUID) -> Withdrawal:
    """One, locked. Raises NotFound."""
    row = await conn.fetchrow(
        "select id, participant_id, institution_id, account, rupiah, need, state, proposed_by from withdrawals"
        " where id = $1 for update",
        withdrawal_id,
    )
    return Withdrawal(**found(row, "withdrawal", withdrawal_id))


async def taken(conn: Connection, participant_id: UUID, day: date) -> int:
    """What the person has taken in the month of the day, in any institution. The caller has locked the accounts."""
    sum_: int = await conn.fetchval(
        "select coalesce(sum(w.rupiah), 0)::bigint from withdrawals as w where w.state = 'paid'"
        " and w.paid_on >= date_trunc('month', $2::date)"
        " and w.paid_on < date_trunc('month', $2::date) + interval '1 month'"
        " and w.participant_id in (select other.id from participants as one"
        " join participants as other on other.person_id = one.person_id where one.id = $1)",
        *(participant_id, day),
    )
    return sum_


async def save_paid(
    conn: Connection,
    w: Withdrawal,
    receipt_number: str,
    entry_id: UUID,
    limit: int,
    day: date,
    by: str,
    now: datetime,
) -> None:
    """Raises ReceiptUsed."""
    async with refusing():
        await conn.execute(
            "update withdrawals set state = 'paid', receipt_number = $2, entry_id = $3, limit_rupiah = $4,"
            " paid_on = $5, decided_by = $6, decided_at = $7 where id = $1",
            *(w.id, receipt_number, entry_id, limit, day, by, now),
        )


async def save_refused(conn: Connection, withdrawal_id: UUID, state: WithdrawalState, by: str, now: datetime) -> None:
    await conn.execute(
        "update withdrawals set state = $2, decided_by = $3, decided_at = $4 where id = $1",
        *(withdrawal_id, state, by, now),
    )


async def lapse(conn: Connection, participant_id: UUID, institution_id: UUID, by: str, now: datetime) -> list[UUID]:
    """What was proposed and not decided lapses. Returns which."""
    rows = await conn.fetch(
        "update withdrawals set state = 'lapsed', decided_by = $3, decided_at = $4"
        " where participant_id = $1 and institution_id = $2 and state = 'proposed' returning id",
        *(participant_id, institution_id, by, now),
    )
    return [row["id"] for row in rows]


async def reverse(conn: Connection, entry_id: UUID) -> list[UUID]:
    """The withdrawal of a reversed entry, if it was one."""
    rows = await conn.fetch(
        "update withdrawals set state = 'reversed' where entry_id = $1 and state = 'paid' returning id", entry_id
    )
    return [row["id"] for row in rows]
