"""How far circulars are acknowledged, all together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Acknowledgements:
    """Circulars by state, and their recipients: `acknowledged`, `late` or `in_time`."""

    circulars: Counter[str]
    recipients: Counter[str]


async def acknowledgements(conn: Connection) -> Acknowledgements:
    rows = await conn.fetch(
        "select state, count(*)::integer as count, sum(recipients)::integer as recipients,"
        " sum(acknowledged)::integer as acknowledged from circulars group by state"
    )
    recipients = Counter[str]()
    for row in rows:
        recipients["acknowledged"] += row["acknowledged"]
        recipients["late" if row["state"] == "overdue" else "in_time"] += row["recipients"] - row["acknowledged"]
    return Acknowledgements(Counter({row["state"]: row["count"] for row in rows}), recipients)
