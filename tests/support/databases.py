"""Databases for tests: each a copy of a template that was migrated once."""

from __future__ import annotations

import asyncio
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from deploy.postgres.bootstrap import OWNER, bootstrap
from shared.migrate import SERVICES, migrate

PASSWORD = "for-tests-only"


class Databases:
    """Hands out fresh databases on one server."""

    def __init__(self, superuser_dsn: str) -> None:
        self.superuser_dsn = superuser_dsn
        self._numbers, self._templates, self._lock = count(1), set[str](), asyncio.Lock()

    async def fresh(self, *services: str, name: str | None = None) -> str:
        """The DSN of a new database with the schemas of `services`, for the first one's role."""
        template = "template_" + "_".join(services)
        async with self._lock:
            if template not in self._templates:
                await self._make_template(template, services)
            name = name or f"test_{next(self._numbers)}"
            await self._admin(f"create database {name} template {template}")
            await self._admin(f"grant connect on database {name} to {', '.join(SERVICES)}")
        return self.dsn(services[0], name)

    def dsn(self, role: str, database: str) -> str:
        url = urlsplit(self.superuser_dsn)
        return urlunsplit((url.scheme, f"{role}:{PASSWORD}@{url.hostname}:{url.port}", f"/{database}", "", ""))

    async def drop(self, dsn: str) -> None:
        await self._admin(f"drop database if exists {urlsplit(dsn).path[1:]} with (force)")

    async def _make_template(self, template: str, services: tuple[str, ...]) -> None:
        await bootstrap(self.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=template)
        for service in services:
            await migrate(self.dsn(OWNER, template), service)
        self._templates.add(template)

    async def _admin(self, statement: str) -> None:
        conn = await asyncpg.connect(self.superuser_dsn)
        try:
            await conn.execute(statement)
        finally:
            await conn.close()
