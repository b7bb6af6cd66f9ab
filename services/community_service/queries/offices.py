"""The courts, prosecutor's and probation offices that the register knows, to choose from."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from pydantic import BaseModel

from shared.postgres.pool import Connection


class Office(BaseModel):
    code: str
    name: str
    organisation_id: UUID


async def offices(conn: Connection) -> dict[str, list[Office]]:
    """By their kind, and by name."""
    rows = await conn.fetch(
        "select distinct on (kind, name, code) kind, code, name, organisation_id from organisations"
        " where kind in ('court', 'prosecutor', 'probation_office') order by kind, name, code, version desc"
    )
    found: dict[str, list[Office]] = defaultdict(list)
    for row in rows:
        found[row["kind"]].append(Office(**{name: row[name] for name in Office.model_fields}))
    return found


async def office_names(conn: Connection) -> dict[str, str]:
    """By code."""
    rows = await conn.fetch("select code, name from organisations order by version")
    return {row["code"]: row["name"] for row in rows}
