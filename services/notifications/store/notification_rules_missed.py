"""Events that a rule could not tell, because one of its texts failed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from services.notifications.domain.messages import Occasion
from shared.postgres.pool import Connection


async def add(conn: Connection, occasion: Occasion, data: Mapping[str, Any], why: str, now: datetime) -> None:
    """Only the latest reason counts where it failed before."""
    o = occasion
    await conn.execute(
        "insert into missed_events values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (rule_id, source, event_id)"
        " do update set why = excluded.why, failed_at = excluded.failed_at",
        *(
            o.rule_id,
            o.source,
            o.event_id,
            o.event_type,
            orjson.dumps(data).decode(),
            o.correlation_id,
            why[:1000],
            now,
        ),
    )


async def take(conn: Connection, rule_id: str, limit: int) -> list[tuple[Occasion, dict[str, Any]]]:
    """Removes the first `limit` of a rule and returns them with their data, in the order in which they failed."""
    rows = await conn.fetch(
        "delete from missed_events where (rule_id, source, event_id) in (select rule_id, source, event_id"
        " from missed_events where rule_id = $1 order by failed_at, event_id limit $2) returning *",
        *(rule_id, limit),
    )
    taken = sorted(rows, key=lambda row: (row["failed_at"], row["event_id"]))
    return [
        (
            Occasion(row["source"], row["event_id"], row["event_type"], rule_id, row["correlation_id"]),
            orjson.loads(row["data"]),
        )
        for row in taken
    ]


async def delete_old(conn: Connection, before: datetime, limit: int) -> int:
    status = await conn.execute(
        "delete from missed_events where ctid = any(array(select ctid from missed_events where failed_at < $1"
        " limit $2 for update skip locked))",
        *(before, limit),
    )
    return int(status.rpartition(" ")[2])
