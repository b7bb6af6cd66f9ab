"""Facts are found by type, actor, key and days, in pages of either order, and never with what they say."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from shared.edge.spans import Span
from shared.journal import journal
from shared.journal.search import PLACE
from shared.postgres.pool import Connection, transaction
from tests.conftest import RunService
from tests.service.shared.journal.sealing import KEY, MONDAY, days, local
from tests.support.harness import Harness
from tests.support.scenes import SCENES
from tests.support.tiny import OTHER, Marked

API = "/agreements/journal"


async def found(h: Harness, query: str = "", path: str = API) -> list[dict[str, Any]]:
    """Every page, three facts at a time."""
    items, after = list[dict[str, Any]](), ""
    while True:
        page = await h.get(f"{path}?limit=3{query and '&' + query}{after}", "auditor")
        items += page["items"]
        if page["next"] is None:
            return items
        after = f"&after={page['next']}"


def places(items: list[dict[str, Any]]) -> list[int]:
    return [item["position"] for item in items]


async def test_every_fact_is_there_once_in_either_order_and_says_nothing(h: Harness) -> None:
    await days(h)
    rows = await h.pool.fetch(
        "select position, event_id, key, version, type, occurred_at, actor, encode(hash, 'hex') as hash"
        " from journal order by position"
    )
    oldest = await found(h, "order=oldest")
    assert places(oldest) == [row["position"] for row in rows]
    assert [(item["key"], item["version"], item["hash"]) for item in oldest] == [
        (row["key"], row["version"], row["hash"]) for row in rows
    ]
    assert await found(h) == oldest[::-1]
    assert oldest[0].keys() == {"position", "event_id", "key", "version", "type", "at", "actor", "hash"}
    assert "label" not in str(oldest)


async def test_by_type_key_actor_and_day(h: Harness) -> None:
    """Each day has a fact of two things; the seal of a day stands on the next one."""
    await days(h)
    async with transaction(h.pool) as conn:
        events = [Marked(thing_id=OTHER, label="x")]
        await journal.append(conn, events, actor="somebody", now=local(MONDAY + timedelta(days=1), 23, 59))
    both = await found(h, "type=tiny.thing.marked")
    assert (len(both), {item["type"] for item in both}) == (7, {"tiny.thing.marked"})
    assert [item["version"] for item in await found(h, f"key={KEY}")] == [3, 2, 1]
    tuesday = await found(h, "from=2026-02-10&until=2026-02-10&order=oldest")
    assert [(item["actor"], item["at"][:10]) for item in tuesday] == [
        ("seal", "2026-02-09"),  # at midnight in Ambon
        ("u", "2026-02-10"),
        ("u", "2026-02-10"),
        ("somebody", "2026-02-10"),
    ], "also the one that was written days later"
    assert len(await found(h, "actor=somebody&from=2026-02-09&until=2026-02-12")) == 1
    assert await found(h, "actor=somebody&from=2026-02-11&until=2026-02-12") == []
    assert len(await found(h, f"key={KEY}&actor=u&from=2026-02-10&until=2026-02-11")) == 2
    assert len(await found(h, f"type=tiny.thing.marked&key={OTHER}&from=2026-02-10")) == 3
    assert await found(h, "type=nothing") == []
    assert await found(h, "from=2025-01-01&until=2025-02-01") == []


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("actor=u", "days-missing"),
        ("actor=u&type=x", "days-missing"),
        ("from=2025-01-01&until=2026-01-02", "span-too-long"),
        ("from=2026-01-02&until=2026-01-01", "span-backwards"),
        ("from=0001-01-01", "unreadable"),
        ("until=9999-12-31", "unreadable"),
        ("from=20260101", "unreadable"),
        ("since=2026-01-01", "unreadable"),
        ("order=random", "unreadable"),
        ("after=-1", "unreadable"),
        ("after=9223372036854775808", "unreadable"),
        ("limit=201", "unreadable"),
        ("type=", "unreadable"),
        ("type=a&type=b", "unreadable"),
        (f"key={'x' * 201}", "unreadable"),
        ("key=%00", "out-of-range"),
    ],
)
async def test_what_is_too_much_or_unclear_is_refused(h: Harness, query: str, title: str) -> None:
    assert (await h.get(f"{API}?{query}", "auditor", status=422))["title"] == title


async def test_the_bounds_themselves_are_no_refusal(h: Harness) -> None:
    for query in ("from=2025-01-01&until=2026-01-01", "after=9223372036854775807", "limit=200", "actor=u&key=k"):
        await h.get(f"{API}?{query}", "auditor")


async def test_days_are_found_by_their_index(h: Harness) -> None:
    span = Span(MONDAY, MONDAY)
    async with h.pool.acquire() as conn, conn.transaction():
        await conn.execute("set local enable_seqscan = off")
        plan = await explained(conn, span)
        await conn.execute("set local enable_bitmapscan = off")
        other = await explained(conn, span)
    assert "Bitmap Index Scan on journal_occurred_at" in plan
    assert "Limit" not in other, "the ends are not looked for one by one, over the whole journal"


async def explained(conn: Connection, span: Span) -> str:
    return "\n".join(row[0] for row in await conn.fetch(f"explain {PLACE}", span.begins, span.ends))


async def test_as_csv_with_days_or_a_key(h: Harness) -> None:
    await days(h)
    path = "/agreements/exports/journal.csv"
    answer = await h.client.get(f"{path}?from=2026-02-09&order=oldest", headers=h.token("auditor"))
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [int(line["position"]) for line in lines] == places(await found(h, "order=oldest"))
    assert lines[0].keys() == (await found(h))[0].keys()
    by_key = await h.client.get(f"{path}?key={KEY}", headers=h.token("auditor"))
    assert len(by_key.text.splitlines()) == 4
    for query in ("", "?type=tiny.thing.marked", "?actor=u"):
        assert (await h.get(path + query, "auditor", status=422))["title"] == "days-missing"
    await h.get(f"{path}?from=2026-02-09", "operator", status=403)


@pytest.mark.parametrize("service", ["agreements", "community_service", "training", "notifications"])
async def test_every_service_shows_its_own_facts_to_auditors_only(harness: RunService, service: str) -> None:
    built, furnish = SCENES[service]
    async with harness(built) as h:
        await furnish(h)
        path = f"{h.service.prefix}/journal"
        assert places(await found(h, "order=oldest", path)) == [
            row["position"] for row in await h.pool.fetch("select position from journal order by position")
        ]
        for role in ("operator", "coordinator", "prosecutor"):
            await h.get(path, role, status=403)
        assert (await h.client.get(path)).status_code == 401
