"""Obligations of a PKS: write statements and row mapping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.obligations import Obligation, Proposal
from services.agreements.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


async def add_obligation(conn: Connection, pks: Pks, o: Obligation, now: datetime) -> None:
    async with refusing(**pks.parties, owed_by=o.owed_by, due_on=o.due_on, period=pks.period):
        await conn.execute(
            "insert into obligations (id, agreement_id, agreement_state, what, quantity, unit, owed_by, due_on, state,"
            " created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(o.id, pks.id, pks.state, o.what, o.quantity, o.unit, o.owed_by, o.due_on, o.state, now),
        )


async def save_obligation(conn: Connection, o: Obligation) -> None:
    await conn.execute(
        "update obligations set what = $2, quantity = $3, unit = $4, owed_by = $5, due_on = $6, state = $7,"
        " done = $8, delivered_on = $9, confirmed_by = $10, confirmed_on = $11 where id = $1",
        *(o.id, o.what, o.quantity, o.unit, o.owed_by, o.due_on, o.state),
        *(o.done, o.delivered_on, o.confirmed_by, o.confirmed_on),
    )


async def load_obligation(conn: Connection, obligation_id: UUID) -> Obligation:
    """One obligation, locked. Raises NotFound."""
    row = await conn.fetchrow("select * from obligations where id = $1 for update", obligation_id)
    return _obligation(found(row, "obligation", obligation_id), await _pending(conn, obligation_id))


async def _pending(conn: Connection, obligation_id: UUID) -> Proposal | None:
    row = await conn.fetchrow(
        "select kind, proposed_by, quantity, due_on from obligation_proposals where obligation_id = $1"
        " and answer is null",
        obligation_id,
    )
    return None if row is None else Proposal(**row)


async def obligations_of(conn: Connection, agreement_id: UUID) -> list[Obligation]:
    """All obligations of a PKS, without a lock and without their pending proposals."""
    rows = await conn.fetch("select * from obligations where agreement_id = $1", agreement_id)
    return [_obligation(row, None) for row in rows]


async def claim_untold(conn: Connection, skipped: Sequence[UUID]) -> UUID | None:
    """An obligation that others do not know of as it is now, its row locked."""
    found_id: UUID | None = await conn.fetchval(
        "select obligation_id from untold_obligations where obligation_id <> all($1) order by obligation_id limit 1"
        " for update skip locked",
        list(skipped),
    )
    return found_id


async def drop_untold(conn: Connection, obligation_id: UUID) -> None:
    await conn.execute("delete from untold_obligations where obligation_id = $1", obligation_id)


def _obligation(row: Columns, pending: Proposal | None) -> Obligation:
    return Obligation(
        id=row["id"],
        agreement_id=row["agreement_id"],
        what=row["what"],
        quantity=row["quantity"],
        unit=row["unit"],
        owed_by=row["owed_by"],
        due_on=row["due_on"],
        state=row["state"],
        done=row["done"],
        delivered_on=row["delivered_on"],
        confirmed_by=row["confirmed_by"],
        confirmed_on=row["confirmed_on"],
        pending=pending,
    )
