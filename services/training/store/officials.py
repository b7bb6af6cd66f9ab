"""Officials of a programme."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.officials import Official
from services.training.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection

_OFFICIAL = "select id, programme_id, duty, name, account, office, starts_on, ends_on from officials"


async def add(conn: Connection, o: Official, by: str, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into officials (id, programme_id, duty, name, account, office, starts_on, named_by, named_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            *(o.id, o.programme_id, o.duty, o.name, o.account, o.office, o.starts_on, by, now),
        )


async def end(conn: Connection, o: Official, reason: str, by: str, now: datetime) -> None:
    await conn.execute(
        "update officials set ends_on = $2, reason = $3, ended_by = $4, ended_at = $5 where id = $1",
        *(o.id, o.ends_on, reason, by, now),
    )


async def programme_of(conn: Connection, official_id: UUID) -> UUID:
    """Lock the programme first. Raises NotFound."""
    programme_id: UUID | None = await conn.fetchval("select programme_id from officials where id = $1", official_id)
    if programme_id is None:
        raise NotFound(what="official", id=official_id)
    return programme_id


async def load(conn: Connection, official_id: UUID) -> Official:
    """One official. The caller has locked the programme. Raises NotFound."""
    row = await conn.fetchrow(f"{_OFFICIAL} where id = $1", official_id)
    if row is None:
        raise NotFound(what="official", id=official_id)
    return Official(**row)


async def of_programme(conn: Connection, programme_id: UUID) -> list[Official]:
    rows = await conn.fetch(f"{_OFFICIAL} where programme_id = $1 order by starts_on, id", programme_id)
    return [Official(**row) for row in rows]


async def has_child(conn: Connection, programme_id: UUID) -> bool:
    """Whether a child has a place in the programme."""
    found: bool = await conn.fetchval(
        "select exists (select from enrolments where programme_id = $1 and child and state = 'confirmed')",
        programme_id,
    )
    return found
