"""Failures to protect personal data, and the notices of them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.notifications.domain.data_breaches import DataBreach, Told
from services.notifications.errors.data_breaches import AlreadyTold
from shared.postgres import constraints
from shared.postgres.pool import Connection
from shared.postgres.rows import found

refusing = constraints.refusing({"data_breach_notices_pkey": AlreadyTold})


async def add(conn: Connection, breach: DataBreach, by: str, now: datetime) -> None:
    await conn.execute(
        "insert into data_breaches (id, found_at, due_at, services, data, persons, cause, measures, recorded_by,"
        " recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(breach.id, breach.found_at, breach.due_at, sorted(breach.services), sorted(breach.data), breach.persons),
        *(breach.cause, breach.measures, by, now),
    )


async def save(conn: Connection, breach: DataBreach) -> None:
    """What became known later. When it was found never changes."""
    await conn.execute(
        "update data_breaches set services = $2, data = $3, persons = $4, cause = $5, measures = $6 where id = $1",
        *(breach.id, sorted(breach.services), sorted(breach.data), breach.persons, breach.cause, breach.measures),
    )


async def load(conn: Connection, breach_id: UUID) -> DataBreach:
    """One failure, locked. Raises NotFound."""
    columns = await conn.fetchrow(
        "select id, found_at, due_at, services, data, persons, cause, measures from data_breaches where id = $1"
        " for update",
        breach_id,
    )
    row = found(columns, "data breach", breach_id)
    told = await conn.fetch("select told, told_at from data_breach_notices where breach_id = $1", breach_id)
    return DataBreach(
        **{**row, "services": frozenset(row["services"]), "data": frozenset(row["data"])},
        told={each["told"]: each["told_at"] for each in told},
    )


async def add_notice(
    conn: Connection, breach_id: UUID, whom: Told, at: datetime, document: str, by: str, now: datetime
) -> None:
    async with refusing(whom=whom):
        await conn.execute(
            "insert into data_breach_notices (breach_id, told, told_at, document, recorded_by, recorded_at)"
            " values ($1, $2, $3, $4, $5, $6)",
            *(breach_id, whom, at, document, by, now),
        )


async def count_open(conn: Connection, now: datetime) -> tuple[int, int]:
    """Those that somebody must still be told of, and how many of them are overdue."""
    row = await conn.fetchrow(
        "select count(*) as open, count(*) filter (where due_at < $1) as overdue from data_breaches as b"
        " where (select count(*) from data_breach_notices as n where n.breach_id = b.id"
        " and (n.told = 'authority' or b.persons > 0)) < case when b.persons > 0 then 2 else 1 end",
        now,
    )
    assert row
    return row["open"], row["overdue"]
