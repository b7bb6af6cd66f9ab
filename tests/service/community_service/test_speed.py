"""Pages read little, however many years there are: pages of the database and scans are counted.

The city is a tenth of the size of the bench's (tests/bench/coordinator.py measures the time)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from services.community_service.queries import (
    alarms_evidence,
    attendance_unsigned,
    cases_page,
    cases_timeline,
    figures_overview,
    forecasts_lists,
    persons_clients,
    plans_needed,
    sentences_lists,
    sites_calendar,
    sites_lists,
    sites_suspensions,
    waiting,
)
from services.community_service.queries.sites_lists import SitesWanted
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from tests.support.cases import Cases, fill
from tests.support.counting import Counting
from tests.support.databases import Databases
from tests.support.town import town_id

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
CASES = Cases(TODAY, cases=3_000)
COORDINATOR = Actor("coordinator", frozenset({"coordinator"}))
COUNSELLOR = Actor("pk", frozenset({"counsellor"}), CASES.office)
PROSECUTOR = Actor("jaksa", frozenset({"prosecutor"}), town_id(1, 2))
CASE = town_id(6, CASES.cases - 20)
"""One that is under way."""
BIG = {"alarms", "attendance_corrections", "credits", "journal", "plans", "sentences", "sessions"}
"""Tables that only grow with the years."""

Read = Callable[[Any], Awaitable[Any]]


@pytest.fixture(scope="module")
async def city(databases: Databases) -> AsyncIterator[Connection]:
    dsn = await databases.fresh("community_service")
    url = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(url, server_settings={"search_path": "community_service"})
    try:
        await fill(conn, CASES)
        yield conn
    finally:
        await conn.close()
        databases.drop(dsn)


def _unsigned(actor: Actor) -> Read:
    return lambda c: attendance_unsigned.unsigned_sessions(c, actor, None, None, None, None, 50)


def _sentences(order: sentences_lists.Order, *, state: str | None = None, forecast: str | None = None) -> Read:
    found = (None, state, forecast, None)
    return lambda c: sentences_lists.sentences(c, PROSECUTOR, NOW, *found, order, None, 50)


async def _clients(conn: Any) -> None:
    rows = await persons_clients.client_rows(conn, COUNSELLOR, None, "running", None, None, None, 50)
    await persons_clients.clients_view(conn, rows, persons_clients.PurposeView(purpose="x", stated_at=NOW), 50, NOW)


READS: dict[str, tuple[Read, int]] = {
    "overview": (lambda c: figures_overview.overview(c, COORDINATOR, NOW), 1200),
    "sites": (lambda c: sites_lists.sites(c, SitesWanted(), None, 50, NOW), 350),
    "full sites": (lambda c: sites_lists.sites(c, SitesWanted(standing="full"), None, 50, NOW), 400),
    "calendar": (
        lambda c: sites_calendar.site_calendar(c, CASES.site, TODAY, TODAY + timedelta(days=91), COORDINATOR, NOW),
        150,
    ),
    "suspension": (lambda c: sites_suspensions.suspension_preview(c, CASES.site, NOW), 250),
    "unsigned": (_unsigned(COORDINATOR), 2200),
    "unsigned of an office": (_unsigned(COUNSELLOR), 2200),
    "at risk": (lambda c: forecasts_lists.forecasts(c, COORDINATOR, None, None, 50, NOW), 750),
    "plans needed": (lambda c: plans_needed.plans_needed(c, COUNSELLOR, None, None, 50, NOW), 1400),
    "case": (lambda c: cases_page.case_page(c, CASE, PROSECUTOR, NOW), 900),
    "timeline": (lambda c: cases_timeline.own_timeline(c, CASE, PROSECUTOR, "newest", 0, 50), 60),
    "sentences": (_sentences("id"), 100),
    "sentences by last day": (_sentences("ends_on"), 300),
    "sentences under way by last day": (_sentences("ends_on", state="active"), 400),
    "sentences that cannot be finished": (_sentences("ends_on", forecast="cannot_finish"), 900),
    "what waits": (lambda c: waiting.waiting(c, COORDINATOR, NOW, None, None, None, 50), 900),
    "clients": (_clients, 800),
    "evidence": (lambda c: alarms_evidence.alarm_evidence(c, CASES.alarm, COORDINATOR), 450),
}


@pytest.mark.parametrize("name", READS)
async def test_a_page_reads_little(city: Connection, name: str) -> None:
    read, most = READS[name]
    counting = Counting(city)
    await read(counting)
    assert not counting.scans & BIG, f"{name} scans {counting.scans & BIG}"
    assert counting.pages <= most, f"{name}: {counting.pages} pages"
