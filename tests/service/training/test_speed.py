"""Pages of training read little, however long the city has taught: pages of the database and scans are counted.

The town is a tenth of the size of the bench's (tests/bench/training.py measures the time)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from services.training.commands.exports import exports
from services.training.domain.waiting import KINDS
from services.training.queries import catalogue, enrolments, participants, programmes, readiness, sales, stock, waiting
from services.training.store.programmes import next_queue
from services.training.store.waiting import count_waiting
from shared.edge.access import Actor
from tests.support.databases import Databases
from tests.support.town import Town, fill, town_id

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
TOWN = Town(date(2026, 11, 24), courses=500, loans=4_000, products=2_000, sales=20_000)
OLDER = Town(date(2026, 11, 24), courses=500, loans=4_000, products=2_000, sales=20_000)
AUDITOR = Actor("auditor", frozenset({"auditor"}))
STAFF = Actor("staff", frozenset({"institution_staff"}), TOWN.institution)
BIG = {
    *("attendance", "certificates", "enrolments", "journal", "ledger_accounts", "ledger_entries", "ledger_lines", "loans"),
    *("participants", "payouts", "person_reads", "programmes", "sales", "sessions", "withdrawals"),
}
"""Tables that only grow with the years."""


class Counting:
    """A connection that explains each read before it makes it: pages read, and tables that were read from end to end."""

    def __init__(self, conn: asyncpg.Connection[Any]) -> None:
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
    async def transaction(self, readonly: bool) -> AsyncIterator[None]:
        async with self._conn.transaction(readonly=readonly):
            yield

    def _count(self, plan: dict[str, Any]) -> None:
        self.pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        walk = [plan]
        while walk:
            node = walk.pop()
            walk += node.get("Plans", [])
            if node["Node Type"] == "Seq Scan" and node["Actual Loops"]:
                self.scans.add(node["Relation Name"])


@pytest.fixture(scope="module")
async def town(databases: Databases) -> AsyncIterator[asyncpg.Connection[Any]]:
    dsn = await databases.fresh("training")
    url = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(url, server_settings={"search_path": "training"})
    try:
        await fill(conn, TOWN)
        yield conn
    finally:
        await conn.close()
        databases.drop(dsn)


Read = Callable[[Any], Awaitable[Any]]


def _programmes(state: str | None = None, **of: UUID) -> Read:
    return lambda c: programmes.programmes(
        c, state, of.get("agency"), of.get("institution"), of.get("agreement"), of.get("after"), 50
    )


def _enrolments(programme: UUID, state: str | None = None, limit: int = 50) -> Read:
    return lambda c: enrolments.enrolments_for(c, AUDITOR, programme, state, None, limit)


def _waiting(actor: Actor, kind: str | None = None) -> Read:
    return lambda c: waiting.waiting(c, actor, NOW, kind, None, None, 50)


READS: dict[str, tuple[Read, int]] = {
    "programmes": (_programmes(), 60),
    "programmes open": (_programmes("open"), 150),
    "programmes of an agency, deep": (_programmes(agency=TOWN.agency, after=TOWN.over), 150),
    "programmes of an institution": (_programmes(institution=TOWN.institution), 150),
    "programmes of an agreement": (_programmes(agreement=town_id(2, 4)), 60),
    "a programme": (lambda c: programmes.programme(c, TOWN.over), 120),
    "enrolments of a programme of 20": (_enrolments(TOWN.over), 600),
    "enrolments of a programme of 500": (_enrolments(TOWN.big), 3_500),
    "waiting list of it": (_enrolments(TOWN.big, "waitlisted"), 1_500),
    "an enrolment": (lambda c: enrolments.enrolment(c, TOWN.enrolment), 200),
    "export of a programme": (lambda c: exports.attendance_lines(c, TOWN.over, None), 1_800),
    "participants": (lambda c: participants.participants_for(c, AUDITOR, None, None, 50), 700),
    "participants of an institution, deep": (
        lambda c: participants.participants_for(c, STAFF, None, TOWN.middle(6, TOWN.persons), 50),
        700,
    ),
    "releases": (
        lambda c: readiness.releases_for(c, AUDITOR, None, 90, TOWN.today, None, 50),
        900,
    ),
    "catalogue": (lambda c: catalogue.catalogue(c, TOWN.today, None, None, None, 50), 1_200),
    "stock": (lambda c: stock.stock(c, AUDITOR, None, None, 50), 900),
    "sales, deep": (lambda c: sales.sales(c, AUDITOR, None, None, None, TOWN.middle(20, TOWN.sales), 50), 900),
    "sales of a product": (lambda c: sales.sales(c, AUDITOR, town_id(15, 7), None, None, None, 50), 900),
}


@pytest.mark.parametrize("name", READS)
async def test_a_page_reads_little(town: asyncpg.Connection[Any], name: str) -> None:
    read, most = READS[name]
    counting = Counting(town)
    await read(counting)
    assert not counting.scans & BIG, f"{name} scans {counting.scans & BIG}"
    assert counting.pages <= most, f"{name}: {counting.pages} pages"
