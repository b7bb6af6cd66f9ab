"""How many places are free, and how enrolments stand."""

from __future__ import annotations

from collections import Counter
from datetime import date

from shared.postgres.pool import Connection


async def places_free(conn: Connection, today: date) -> int:
    """Of open programmes that are not over."""
    free: int = await conn.fetchval(
        "select coalesce(sum(greatest(0, capacity - taken)), 0)::integer from programmes"
        " where state = 'open' and ends_on >= $1",
        today,
    )
    return free


async def enrolments_by_state(conn: Connection) -> Counter[str]:
    rows = await conn.fetch("select state, count(*)::integer as count from enrolments group by state")
    return Counter({row["state"]: row["count"] for row in rows})
