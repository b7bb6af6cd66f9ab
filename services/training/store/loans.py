"""Loans of equipment. The order of locks stands in `store/equipment.py`."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.training.domain.loans import Loan
from services.training.store.constraints import refusing
from shared.ids import new_id
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


class Place(NamedTuple):
    """What a loan belongs to: it never changes."""

    equipment_id: UUID
    cooperation_agreement_id: UUID


class Said(NamedTuple):
    """A step of a loan, and what was said with it."""

    step: str
    note: str | None = None
    condition: str | None = None
    due_on: date | None = None
    document_number: str | None = None


async def add(conn: Connection, x: Loan, now: datetime) -> None:
    async with refusing(state="dipinjam / lent"):
        await conn.execute(
            "insert into loans (id, equipment_id, cooperation_agreement_id, obligation_id, agency_id, institution_id,"
            " state, responsible_name, condition_out, lent_on, lent_at, due_on)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            *(x.id, x.equipment_id, x.cooperation_agreement_id, x.obligation_id, x.agency_id, x.institution_id),
            *(x.state, x.responsible_name, x.condition_out, x.lent_on, now, x.due_on),
        )


async def save(conn: Connection, x: Loan) -> None:
    await conn.execute(
        "update loans set state = $2, due_on = $3, condition_received = $4, condition_in = $5, told_due_on = $6,"
        " received_on = $7, missing_since = $8, ended_on = $9, needs_decision = $10, flagged_at = $11,"
        " decided_under = $12 where id = $1",
        *(x.id, x.state, x.due_on, x.condition_received, x.condition_in, x.told_due_on, x.received_on),
        *(x.missing_since, x.ended_on, x.flagged_at is not None, x.flagged_at, x.decided_under),
    )


async def place_of(conn: Connection, loan_id: UUID) -> Place:
    """Raises NotFound."""
    row = await conn.fetchrow("select equipment_id, cooperation_agreement_id from loans where id = $1", loan_id)
    return Place(**found(row, "loan", loan_id))


async def load(conn: Connection, loan_id: UUID) -> Loan:
    """One loan, locked. The caller has locked its item. Raises NotFound."""
    row = await conn.fetchrow("select * from loans where id = $1 for update", loan_id)
    return _loan(found(row, "loan", loan_id))


async def items_under(conn: Connection, agreement_id: UUID) -> list[UUID]:
    """The items that are lent under an agreement."""
    rows = await conn.fetch(
        "select equipment_id from loans where cooperation_agreement_id = $1 and ended_on is null", agreement_id
    )
    return [row["equipment_id"] for row in rows]


async def load_under(conn: Connection, agreement_id: UUID) -> list[Loan]:
    """The loans under an agreement that have not ended, locked, in the order of their ids."""
    rows = await conn.fetch(
        "select * from loans where cooperation_agreement_id = $1 and ended_on is null order by id for update",
        agreement_id,
    )
    return [_loan(row) for row in rows]


async def first_to_tell(conn: Connection, today: date) -> UUID | None:
    """A loan whose due date has passed and was not told; its item is locked, one that somebody holds is passed over."""
    found_id: UUID | None = await conn.fetchval(
        "select l.id from loans as l join equipment as e on e.id = l.equipment_id"
        " where l.state in ('lent', 'received') and l.told_due_on is distinct from l.due_on and l.due_on < $1"
        " order by l.due_on, l.id limit 1 for update of e skip locked",
        today,
    )
    return found_id


async def add_step(conn: Connection, loan_id: UUID, said: Said, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into loan_steps (id, loan_id, step, note, condition, due_on, document_number, recorded_by, recorded_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(new_id(), loan_id, *said, by, now),
    )


def _loan(row: Columns) -> Loan:
    return Loan(
        id=row["id"],
        equipment_id=row["equipment_id"],
        cooperation_agreement_id=row["cooperation_agreement_id"],
        obligation_id=row["obligation_id"],
        agency_id=row["agency_id"],
        institution_id=row["institution_id"],
        responsible_name=row["responsible_name"],
        condition_out=row["condition_out"],
        lent_on=row["lent_on"],
        due_on=row["due_on"],
        state=row["state"],
        condition_received=row["condition_received"],
        condition_in=row["condition_in"],
        told_due_on=row["told_due_on"],
        received_on=row["received_on"],
        missing_since=row["missing_since"],
        ended_on=row["ended_on"],
        flagged_at=row["flagged_at"],
        decided_under=row["decided_under"],
    )
