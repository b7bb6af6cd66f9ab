"""The timeline of one key: its facts in order, for auditors and operators."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from shared.edge.paging import Limit, Page, page
from shared.edge.routes import Call, may
from shared.postgres.pool import Connection


class Fact(BaseModel):
    """One fact; `hash` is the hex head of its chain at that point."""

    event_id: UUID
    type: str
    version: int
    data: dict[str, Any]
    actor: str
    occurred_at: datetime
    hash: str


def router() -> APIRouter:
    """`/journal/{key}`. It matches any word, so it is included after the other routes below `/journal`."""
    made = APIRouter(tags=["operations"])

    @made.get("/journal/{key}", response_model=Page[Fact])
    async def read_journal(
        key: str, after: int = 0, limit: Limit = 100, call: Call = may("auditor", "operator")
    ) -> Response:
        return await call.read(_page_of, key, after, limit)

    return made


async def _page_of(conn: Connection, key: str, after: int, limit: int) -> dict[str, Any]:
    """The facts with a version above `after`, oldest first, without internal fields."""
    rows = await conn.fetch(
        "select event_id, type, version, data::text, actor, occurred_at, encode(hash, 'hex') as hash"
        " from journal where key = $1 and version > $2 order by version limit $3",
        *(key, after, limit + 1),
    )
    return page([{**row, "data": orjson.loads(row["data"])} for row in rows], limit, lambda row: row["version"])
