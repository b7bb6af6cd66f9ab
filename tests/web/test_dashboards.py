"""Every panel of the dashboards shows something, once a real Prometheus has looked at the played story.

And the watch's probe goes the whole way of that system, and leaves nothing behind.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterator

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
    with watched(site, (free_port(), free_port()), every_s=1) as server:
        deadline = time.monotonic() + 60
        while asked(server, "min(count_over_time(up[5m]))") < 4:  # four, so that a rate is known of each
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield server


def asked(server: Prometheus, expr: str) -> float:
    """The first value, 0 where there is none."""
    found = answer(server, expr)
    return float(found[0]["value"][1]) if found else 0.0


def answer(server: Prometheus, expr: str) -> list[dict[str, list[str]]]:
    told = httpx.post(f"{server.url}/api/v1/query", data={"query": expr}).json()
    assert told["status"] == "success", f"{expr}: {told.get('error')}"
    return list(told["data"]["result"])


def test_every_panel_shows_something(prometheus: Prometheus) -> None:
    empty = [query for query in queries() if not answer(prometheus, query.expr)]
    assert [query for query in empty if not _may_be_empty(query)] == []


def _may_be_empty(query: Query) -> bool:
    return query.panel in EMPTY_WHEN_ALL_IS_WELL or query.expr in EMPTY_QUERIES


def test_every_job_answers_and_the_rules_are_loaded(prometheus: Prometheus) -> None:
    assert len(answer(prometheus, "up == 1")) == 5
    rules = httpx.get(f"{prometheus.url}/api/v1/rules").json()["data"]["groups"]
    assert {rule["health"] for group in rules for rule in group["rules"]} == {"ok"}


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
