"""Databases for tests: each a copy of a template that was migrated once."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.services import SERVICES
from shared.postgres.migrate import migrate

PASSWORD = "for-tests-only"


class Databases:
    """Hands out fresh databases on one server.

    A copy takes longer than most tests: a thread keeps some `ahead`, and drops the old ones. Files are copied: without
    fsync that takes less than half of the time that the write-ahead log does.
    """

    def __init__(self, superuser_dsn: str, ahead: int = 0) -> None:
        self.superuser_dsn, self._ahead = superuser_dsn, ahead
        self._numbers, self._templates = count(1), set[str]()
        self._ready: defaultdict[tuple[str, ...], deque[Future[str]]] = defaultdict(deque)
        self._worker = ThreadPoolExecutor(1, "databases")

    async def fresh(self, *services: str) -> str:
        """The DSN of a new database with the schemas of `services`, for the first one's role."""
        ready = self._ready[services]
        while len(ready) <= self._ahead:
            ready.append(self._worker.submit(lambda: asyncio.run(self._copy(services))))
        return self.dsn(services[0], await asyncio.wrap_future(ready.popleft()))

    def dsn(self, role: str, database: str) -> str:
        url = urlsplit(self.superuser_dsn)
        return urlunsplit((url.scheme, f"{role}:{PASSWORD}@{url.hostname}:{url.port}", f"/{database}", "", ""))

    def drop(self, dsn: str) -> None:
        """Drops it when its turn comes. That it failed is not said: the server goes with the tests."""
        statement = f"drop database if exists {urlsplit(dsn).path[1:]} with (force)"
        self._worker.submit(lambda: asyncio.run(self._admin(statement)))

    def close(self) -> None:
        """To be called before the server stops."""
        self._worker.shutdown(cancel_futures=True)

    async def _copy(self, services: tuple[str, ...]) -> str:
        template, name = "template_" + "_".join(services), f"test_{next(self._numbers)}"
        if template not in self._templates:
            await self._make_template(template, services)
        await self._admin(
            f"create database {name} template {template} strategy file_copy",
            f"grant connect on database {name} to {', '.join(SERVICES)}",
        )
        return name

    async def _make_template(self, template: str, services: tuple[str, ...]) -> None:
        await bootstrap(self.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=template)
        for service in services:
            await migrate(self.dsn(OWNER, template), service)
        self._templates.add(template)

    async def _admin(self, *statements: str) -> None:
        conn = await asyncpg.connect(self.superuser_dsn)
        try:
            for statement in statements:
                await conn.execute(statement)
        finally:
            await conn.close()
