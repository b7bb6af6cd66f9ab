"""Everything a service holds about one person, row by row: what the person may see (UU 27/2022 art. 7, 32)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import reads
from shared.privacy.personal import Personal


class ExportView(BaseModel):
    """Table → its rows about the person, every column. `withheld` says where a column is read instead."""

    person_id: UUID
    made_at: datetime
    tables: dict[str, list[dict[str, Any]]]
    withheld: dict[str, str]


async def export(
    conn: Connection, personal: Personal, person_id: UUID, purpose: str, actor: Actor, now: datetime
) -> ExportView:
    """The read is logged first, so that the export shows it too. Raises NotFound."""
    await personal.need_known(conn, person_id)
    await reads.log(conn, [person_id], actor, purpose, now)
    tables = {table: await _rows(conn, personal, table, person_id) for table in sorted(personal.rows)}
    return ExportView(person_id=person_id, made_at=now, tables=tables, withheld=dict(personal.withheld))


async def _rows(conn: Connection, personal: Personal, table: str, person_id: UUID) -> list[dict[str, Any]]:
    hidden = {name.partition(".")[2]: why for name, why in personal.withheld.items() if name.startswith(f"{table}.")}
    found = await conn.fetch(
        f"select (to_jsonb(t) - $2::text[] || $3::jsonb)::text as row from {table} as t where {personal.rows[table]}",
        *(person_id, list(hidden), orjson.dumps(hidden).decode()),
    )
    return [orjson.loads(each["row"]) for each in found]
