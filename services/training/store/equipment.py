"""The asset registers of agencies.

Locks are taken in one order: agreement, programme, enrolments, participants, equipment (ordered by id), loans. What
happens to an item, its loans and its maintenance is one stream of facts: whoever writes one has locked the item.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.training.domain.equipment import Item
from services.training.store.constraints import refusing
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


async def add(conn: Connection, i: Item, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into equipment (id, agency_id, number, number_key, title, kind, serial, condition, value_rupiah,"
            " acquired_on, state, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            *(i.id, i.agency_id, i.number, i.number_key, i.title, i.kind, i.serial, i.condition, i.value_rupiah),
            *(i.acquired_on, i.state, now),
        )


async def save(conn: Connection, i: Item) -> None:
    async with refusing():
        await conn.execute(
            "update equipment set number = $2, number_key = $3, title = $4, kind = $5, serial = $6, condition = $7,"
            " value_rupiah = $8, acquired_on = $9, state = $10, institution_id = $11 where id = $1",
            *(i.id, i.number, i.number_key, i.title, i.kind, i.serial, i.condition, i.value_rupiah, i.acquired_on),
            *(i.state, i.institution_id),
        )


async def load(conn: Connection, equipment_id: UUID) -> Item:
    """One item, locked: nobody else lends it, takes it back or repairs it. Raises NotFound."""
    row = await conn.fetchrow("select * from equipment where id = $1 for update", equipment_id)
    return _item(found(row, "equipment", equipment_id))


async def lock_all(conn: Connection, ids: Sequence[UUID]) -> None:
    await conn.execute("select from equipment where id = any($1) order by id for update", list(ids))


def _item(row: Columns) -> Item:
    return Item(
        id=row["id"],
        agency_id=row["agency_id"],
        number=row["number"],
        title=row["title"],
        kind=row["kind"],
        serial=row["serial"],
        condition=row["condition"],
        value_rupiah=row["value_rupiah"],
        acquired_on=row["acquired_on"],
        state=row["state"],
        institution_id=row["institution_id"],
    )
