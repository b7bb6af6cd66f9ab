"""How many agreements there are, and how many end soon."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shared.postgres.pool import Connection


async def agreements_by_state(conn: Connection) -> Counter[tuple[str, str]]:
    """By kind and state."""
    rows = await conn.fetch("select kind, state, count(*)::integer as count from agreements group by kind, state")
    return Counter({(row["kind"], row["state"]): row["count"] for row in rows})


async def agreements_ending(conn: Connection, today: date, days: int) -> Counter[str]:
    """By kind: those in force or suspended whose last day is one of the next `days`."""
    rows = await conn.fetch(
        "select kind, count(*)::integer as count from agreements"
        " where state in ('in_force', 'suspended') and last_day between $1::date and $1::date + $2::integer"
        " group by kind",
        *(today, days),
    )
    return Counter({row["kind"]: row["count"] for row in rows})
