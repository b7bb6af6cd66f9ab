"""Every panel of the dashboards shows something, once a real Prometheus has looked at the played story.

And the watch's probe goes the whole way of that system, and leaves nothing behind.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

import asyncpg
import httpx
import pytest

from deploy.local.process import free_port
from deploy.local.prometheus import Prometheus, installed
from deploy.local.stack import Stack
from deploy.local.watched import watched
from deploy.postgres.bootstrap import OWNER
from deploy.watch.metrics import REGISTRY
from deploy.watch.probe import Probe
from tests.support.prometheus import Query, queries
from tests.support.prometheus import rules as written

JOBS = 6
"""The four services, the watch, and Prometheus itself."""
WITHIN_S = 60.0
EMPTY_WHEN_ALL_IS_WELL = {
    "Errors of ours per second",
    "Connections refused or cut off",
    "Sign-ons in an hour",
    "Handling that failed, in an hour",
    "Work that was tried again, in an hour",
    "Time-driven work: runs that did not end well, in an hour",
    "Log that is not confirmed",
    "Certificates: time left",
    "Events that a rule could not tell, in a day",
    "Solving a plan, 95 of 100",
    "Plans of a batch in a day, by outcome",
    "Verifications in a day",
    "Alerts",
}
"""Panels with nothing to show where nothing is wrong, or where nobody has done such a thing yet."""
EMPTY_QUERIES = {
    "max by (job, topic) (masohi_consumer_stuck) > 0",
    'sum(increase(masohi_messages_total{outcome="failed"}[1d]))',
    "sum by (answer) (increase(masohi_field_entries_total[1d]))",
}
"""The same, in a panel that shows something else as well."""


@pytest.fixture(scope="module")
def prometheus(site: Stack) -> Iterator[Prometheus]:
    if not installed() and os.environ.get("MASOHI_REQUIRE_PROMETHEUS") != "1":
        pytest.skip("NOT TESTED WITH PROMETHEUS: it is not installed (apt-get install prometheus)")
    with watched(site, (free_port(), free_port()), every_s=2) as server:
        eventually(lambda: len(answer(server, "up == 1")) == JOBS)
        yield server


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def answer(server: Prometheus, expr: str) -> list[dict[str, list[str]]]:
    told = httpx.post(f"{server.url}/api/v1/query", data={"query": expr}, timeout=60).json()
    assert told["status"] == "success", f"{expr}: {told.get('error')}"
    return list(told["data"]["result"])


def test_every_panel_shows_something(prometheus: Prometheus) -> None:
    """A rate is known from the second look on, so each is asked until it knows."""
    empty = [query for query in queries() if not _may_be_empty(query)]

    def asked_again() -> bool:
        empty[:] = [query for query in empty if not answer(prometheus, query.expr)]
        return not empty

    with suppress(AssertionError):
        eventually(asked_again)
    assert empty == []


def test_what_may_be_empty_is_asked_in_a_way_that_prometheus_understands(prometheus: Prometheus) -> None:
    for query in filter(_may_be_empty, queries()):
        answer(prometheus, query.expr)


def _may_be_empty(query: Query) -> bool:
    return query.panel in EMPTY_WHEN_ALL_IS_WELL or query.expr in EMPTY_QUERIES


def test_nothing_is_excused_that_no_dashboard_asks_for() -> None:
    assert {query.panel for query in queries()} >= EMPTY_WHEN_ALL_IS_WELL
    assert {query.expr for query in queries()} >= EMPTY_QUERIES


def test_the_rules_are_loaded(prometheus: Prometheus) -> None:
    rules = httpx.get(f"{prometheus.url}/api/v1/rules").json()["data"]["groups"]
    assert [rule["lastError"] for group in rules for rule in group["rules"] if rule.get("lastError")] == []
    assert len([rule for group in rules for rule in group["rules"]]) == len(list(written()))


@pytest.fixture
async def database(site: Stack) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(site.dsn(OWNER), server_settings={"search_path": "community_service"})
    try:
        yield conn
    finally:
        await conn.close()


async def test_a_probe_comes_back_and_leaves_nothing(site: Stack, database: asyncpg.Connection) -> None:
    tables = ("journal", "inbox", "dead_letters", "sentences", "persons", "returned_verdicts")
    counts = "select " + ", ".join(f"(select count(*) from {table})" for table in tables)
    before, began = await database.fetchrow(counts), time.time()
    await Probe(site.kafka_settings).look()
    assert 0 < (REGISTRY.get_sample_value("masohi_probe_seconds") or 0) < 60
    assert (REGISTRY.get_sample_value("masohi_probe_last_success_timestamp_seconds") or 0) >= began
    assert await database.fetchrow(counts) == before
