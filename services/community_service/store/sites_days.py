"""What decides on which days sites take people, for readers: nothing is locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.community_service.domain.sites_days import Opening, Taken
from services.community_service.store.sites import GATE, gate_of, load_details, site_of
from shared.postgres.pool import Connection, Row

OPENINGS = f"select s.*, {GATE} from sites as s join agreements as a using (agreement_id)"
"""SQL: the rows of `read_openings`."""


async def read_openings(conn: Connection, rows: Sequence[Row]) -> list[Opening]:
    """Of rows of `OPENINGS`, in their order."""
    ids = [row["id"] for row in rows]
    slots: dict[UUID, list[Row]] = defaultdict(list)
    for slot in await conn.fetch(
        "select site_id, id, weekday, starts, ends, capacity from site_slots where site_id = any($1)"
        " order by site_id, weekday, starts",
        ids,
    ):
        slots[slot["site_id"]].append(slot)
    details = await load_details(conn, ids)
    return [Opening(site_of(row, slots[row["id"]]), gate_of(row), details[row["id"]]) for row in rows]


async def read_taken(conn: Connection, site_ids: Sequence[UUID], since: date, until: date) -> Taken:
    """Both days are included."""
    rows = await conn.fetch(
        "select slot_id, on_date, count(*)::integer as seats from sessions"
        " where site_id = any($1) and on_date between $2 and $3 group by slot_id, on_date",
        *(site_ids, since, until),
    )
    return {(row["slot_id"], row["on_date"]): row["seats"] for row in rows}
