"""What a read costs in the database, without a clock: pages, and tables that were read to the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson

from shared.postgres.pool import Connection


class Counting:
    """A connection that explains each read before it is made: pages read, and tables that were read to the end."""

    def __init__(self, conn: Connection) -> None:
        self._conn, self.pages, self.scans = conn, 0, set[str]()

    async def fetch(self, query: str, *args: Any) -> Any:
        plan = await self._conn.fetchval(f"explain (analyze, buffers, format json) {query}", *args)
        self._count(orjson.loads(plan)[0]["Plan"])
        return await self._conn.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        return next(iter(await self.fetch(query, *args)), None)

    async def fetchval(self, query: str, *args: Any) -> Any:
        row = await self.fetchrow(query, *args)
        return row[0] if row else None

    async def execute(self, query: str) -> None:
        await self._conn.execute(query)

    @asynccontextmanager
    async def transaction(self, **how: Any) -> AsyncIterator[None]:
        async with self._conn.transaction(**how):
            yield

    def is_in_transaction(self) -> bool:
        return self._conn.is_in_transaction()

    def _count(self, plan: dict[str, Any]) -> None:
        self.pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        walk = [plan]
        while walk:
            node = walk.pop()
            walk += node.get("Plans", [])
            if node["Node Type"] == "Seq Scan" and node["Actual Loops"]:
                self.scans.add(node["Relation Name"])
