"""Batches with their makers. The row of their product is their lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from services.training.domain.batches import Batch, Maker
from services.training.domain.sales import MakerShare
from services.training.store.constraints import refusing
from shared.errors import ConcurrentChange, NotFound
from shared.ids import new_id
from shared.postgres.pool import Connection
from shared.postgres.rows import found

_WHOSE = (
    "select id from participants where id in (select participant_id from batch_makers where batch_id = $1"
    " union select h.to_participant_id from ledger_homes as h join batch_makers as m using (participant_id)"
    " where m.batch_id = $1)"
)


async def makers(conn: Connection, parts: Mapping[UUID, int]) -> list[Maker]:
    """The participants with these ids, locked in the order of their ids, so that none changes meanwhile.

    Raises NotFound for one that is unknown, or erased."""
    rows = await conn.fetch(
        "select p.id, p.institution_id, p.birth_date,"
        " (select max(s.to_on) from participant_stays as s"
        "  where s.participant_id = p.id and s.institution_id <> p.institution_id) as came_on,"
        " case when p.state <> 'held' then (select max(s.to_on) from participant_stays as s"
        "  where s.participant_id = p.id and s.institution_id = p.institution_id) end as left_on"
        " from participants as p where p.id = any($1) and p.erased_at is null order by p.id for no key update of p",
        list(parts),
    )
    if missing := parts.keys() - {row["id"] for row in rows}:
        raise NotFound(what="participant", id=min(missing))
    return [
        Maker(row["id"], row["institution_id"], row["birth_date"], parts[row["id"]], row["came_on"], row["left_on"])
        for row in rows
    ]


async def hold_makers(conn: Connection, batch_id: UUID) -> None:
    """Locks the makers of a batch, and those whom their entries were joined into, in the order of their ids.

    None of them leaves, moves or is joined while their goods are sold. Raises ConcurrentChange where one was joined
    meanwhile: the caller's transaction begins anew."""
    held = {row["id"] for row in await conn.fetch(f"{_WHOSE} order by id for share", batch_id)}
    if held != {row["id"] for row in await conn.fetch(_WHOSE, batch_id)}:
        raise ConcurrentChange


async def add(conn: Connection, b: Batch, made_by: Sequence[Maker], now: datetime, by: str) -> None:
    await conn.execute(
        "insert into batches (id, product_id, institution_id, made_on, quantity, material_cost, in_warehouse,"
        " recorded_by, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(b.id, b.product_id, b.institution_id, b.made_on, b.quantity, b.material_cost, b.in_warehouse, by, now),
    )
    await conn.executemany(
        "insert into batch_makers (batch_id, participant_id, parts) values ($1, $2, $3)",
        [(b.id, maker.participant_id, maker.parts) for maker in made_by],
    )


async def save(conn: Connection, b: Batch) -> None:
    async with refusing(left=b.in_warehouse, asked="?"):
        await conn.execute(
            "update batches set in_warehouse = $2, gone = $3, cost_taken = $4 where id = $1",
            *(b.id, b.in_warehouse, b.gone, b.cost_taken),
        )


async def product_of(conn: Connection, batch_id: UUID) -> UUID:
    """The product of a batch. Lock it before the batch. Raises NotFound."""
    product_id: UUID | None = await conn.fetchval("select product_id from batches where id = $1", batch_id)
    if product_id is None:
        raise NotFound(what="batch", id=batch_id)
    return product_id


async def load(conn: Connection, batch_id: UUID) -> Batch:
    """One batch, locked; its product is locked before. Raises NotFound."""
    row = await conn.fetchrow(
        "select id, product_id, institution_id, made_on, quantity, material_cost, in_warehouse, gone, cost_taken"
        " from batches where id = $1 for update",
        batch_id,
    )
    return Batch(**found(row, "batch", batch_id))


async def shares(conn: Connection, batch_id: UUID) -> tuple[MakerShare, ...]:
    """Who made a batch, in the order of the participants' ids: each with the person's id as it is now."""
    rows = await conn.fetch(
        "select m.participant_id, p.person_id, m.parts from batch_makers as m"
        " join participants as p on p.id = m.participant_id where m.batch_id = $1 order by m.participant_id",
        batch_id,
    )
    return tuple(MakerShare(**row) for row in rows)


async def add_write_off(
    conn: Connection,
    batch_id: UUID,
    consignment_id: UUID | None,
    pieces: int,
    cost: int,
    reason: str,
    on: date,
    now: datetime,
    by: str,
) -> None:
    await conn.execute(
        "insert into write_offs (id, batch_id, consignment_id, quantity, material_cost, reason, on_day, recorded_by,"
        " recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(new_id(), batch_id, consignment_id, pieces, cost, reason, on, by, now),
    )
