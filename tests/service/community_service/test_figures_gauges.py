"""What is shown over time is right, and with more people there is more of it, but no more series."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY

from services.community_service.commands.figures_gauges import show_figures
from shared.clock import local_day
from shared.postgres.pool import Connection
from tests.conftest import RunService
from tests.service.community_service import scene
from tests.support.cases import Cases, fill
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.series import shown
from tests.support.town import town_id

SITES = 5
PACES = ("on_pace", "at_risk", "cannot_finish")


def gauge(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"masohi_{name}", labels)


_MORE = """
    set session_replication_role = replica;
    create temp table fresh as
        select n, gen_random_uuid() as id, gen_random_uuid() as person from generate_series(11, 1000) as n;
    insert into persons select (jsonb_populate_record(p, jsonb_build_object('person_id', fresh.person))).*
    from fresh, persons as p where p.person_id = (select person_id from persons limit 1);
    insert into sentences select (jsonb_populate_record(s, jsonb_build_object('id', fresh.id, 'person_id', fresh.person,
        'verdict_number', n || '/Pid.B', 'verdict_key', n || 'b'))).*
    from fresh, sentences as s where s.id = (select id from sentences where state = 'active' limit 1);
    insert into forecasts select (jsonb_populate_record(f, jsonb_build_object('sentence_id', fresh.id))).*
    from fresh, forecasts as f where f.sentence_id = (select sentence_id from forecasts limit 1);
    insert into alarms (id, kind, sentence_id, session_id, site_id, cause, measured, allowed, raised_at)
    select id, 'far_from_site', id, id, (select id from sites limit 1), n::text, 900, 200, now() from fresh
"""
"""A thousand people where there were ten."""


@asynccontextmanager
async def _superuser(h: Harness, databases: Databases, cases: int) -> AsyncIterator[Connection]:
    name = await h.pool.fetchval("select current_database()")
    url = databases.superuser_dsn.rpartition("/")[0] + f"/{name}"
    conn = await asyncpg.connect(url, server_settings={"search_path": "community_service"})
    try:
        await fill(conn, Cases(local_day(h.clock.now()), cases=cases, sites=SITES))
        yield conn
    finally:
        await conn.close()


async def _used(h: Harness, case: UUID) -> None:
    """The time-driven work of a day, and what people and machines ask."""
    await h.scheduler.tick()
    async with h.pool.acquire() as conn:
        await show_figures(conn, h.clock.now())
    for path in ("sentences", f"sentences/{case}", "waiting", "overview", f"sites/{town_id(3, 1)}/calendar"):
        await h.client.get(f"/community-service/{path}", headers=h.token("coordinator"))
    for path in ("/health/ready", "/metrics"):
        await h.client.get(path)


async def test_a_hundred_times_more_people_make_no_series_more(harness: RunService, databases: Databases) -> None:
    async with harness(scene.SERVICE) as h, _superuser(h, databases, 10) as superuser:
        await _used(h, town_id(6, 10))
        few = await shown(h)
        await superuser.execute(_MORE)
        await _used(h, town_id(6, 9))
        assert sorted(await shown(h) - few) == []
        assert sum(gauge("sentences", state="active", pace=pace) or 0 for pace in PACES) > 990
        assert (gauge("alarms_open", kind="far_from_site") or 0) >= 990


async def test_the_figures_are_those_of_the_database(h: Harness, databases: Databases) -> None:
    async with _superuser(h, databases, 150), h.pool.acquire() as conn:
        assert await show_figures(conn, h.clock.now()) == 0
        minutes = await conn.fetchval("select sum(credited_minutes) from sentences")
        running = await conn.fetchval("select count(*) from sentences where state = 'active'")
        taken = await conn.fetchval(
            "select count(*) from sessions where on_date >= $1 and on_date < $1::date + 7", local_day(h.clock.now())
        )
    (sentences,) = (m for m in REGISTRY.collect() if m.name == "masohi_sentences")
    values = {(s.labels["state"], s.labels["pace"]): s.value for s in sentences.samples}
    assert sum(values.values()) == 150
    assert sum(count for (state, _), count in values.items() if state == "active") == running > 0
    assert {pace for (state, pace), count in values.items() if state == "active" and count} > {"on_pace"}
    assert REGISTRY.get_sample_value("masohi_credited_hours") == pytest.approx(float(minutes) / 60)
    assert REGISTRY.get_sample_value("masohi_site_places_free") == SITES * 5 * 500 - taken
    assert taken > 0
