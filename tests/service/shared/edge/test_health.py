"""Alive is not ready: database, outbox and consumer each say what is wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from faststream.kafka import KafkaBroker
from prometheus_client import REGISTRY

from shared.edge.health import Condition, Health
from shared.postgres import writes
from shared.postgres.pool import Pool
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import THING, TOPIC, owner, superuser

FINE = Condition({}, {})
MARK = f"/agreements/things/{THING}"


def gauge(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"masohi_{name}", labels)


async def test_a_service_at_rest_is_ready(h: Harness) -> None:
    answer = await h.client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_alive_needs_nothing(h: Harness) -> None:
    h.client._transport.app.state.operations = None  # type: ignore[attr-defined]
    assert (await h.client.get("/health/live")).json() == {"status": "live"}


async def test_without_its_database_it_is_not_ready(h: Harness, closed_pool: Pool) -> None:
    h.client._transport.app.state.operations.health = Health(closed_pool, KafkaBroker(), 60)  # type: ignore[attr-defined]
    answer = await h.client.get("/health/ready")
    assert (answer.status_code, set(answer.json())) == (503, {"status", "database"})


async def test_two_who_ask_at_once_have_each_their_answer(h: Harness) -> None:
    """One goes on and asks again before the other has read its answer."""
    health = Health(h.pool, KafkaBroker(), 60)

    async def asks() -> list[Condition]:
        return [await health.check() for _ in range(3)]

    one, other = await asyncio.gather(asks(), asks())
    assert one == other == [FINE] * 3


async def test_a_fact_that_waits_too_long_makes_it_degraded(h: Harness, databases: Databases) -> None:
    await h.put(MARK, {"label": "a"}, "marker")
    assert (await h.client.get("/health/ready")).status_code == 200
    assert gauge("outbox_rows") == 1
    assert gauge("journal_position") == await h.pool.fetchval("select max(position) from journal") > 0
    async with superuser(databases, h) as conn:
        await conn.execute("update journal set recorded_at = recorded_at - interval '2 minutes'")
    answer = await h.client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "degraded", "outbox": "the oldest fact has waited 120 s for the broker"},
    )
    assert (gauge("ready"), gauge("degraded", part="outbox")) == (1, 1)
    await h.pool.execute("delete from outbox")
    assert (await h.client.get("/health/ready")).json() == {"status": "ready"}
    assert (gauge("outbox_oldest_seconds"), gauge("degraded", part="outbox")) == (0, 0)


async def test_a_key_that_the_relay_has_stopped_does_not_take_the_service_away(
    h: Harness, databases: Databases
) -> None:
    await h.put(MARK, {"label": "a"}, "marker")
    async with superuser(databases, h) as conn:
        await conn.execute("update journal set recorded_at = recorded_at - interval '2 minutes'")
    blocked: set[str] = set()
    health = Health(h.pool, KafkaBroker(), 60, lambda: blocked)
    assert set((await health.check()).degraded) == {"outbox"}
    blocked.add(str(THING))
    assert (await health.check()).status == "ready"


async def test_dead_letters_are_counted_but_do_not_stop_a_service(h: Harness) -> None:
    await h.hear_raw(TOPIC, b"", [])
    assert (await h.client.get("/health/ready")).status_code == 200
    assert gauge("dead_letters_waiting") == 1


class Subscription:
    """Stands for an aiokafka consumer of one partition."""

    partition = TopicPartition(TOPIC, 0)

    def __init__(self, member: str = "m-1", position: int = 0, end: int = 0, stable: int | None = None) -> None:
        self.position, self.end, self.stable = position, end, stable
        self._coordinator = SimpleNamespace(member_id=member, generation=1 if member else -1)
        self._subscription = SimpleNamespace(subscription=SimpleNamespace(assignment=self))

    def assignment(self) -> list[Any]:
        return [self.partition]

    def state_value(self, _partition: Any) -> Any:
        return SimpleNamespace(has_valid_position=True, position=self.position, highwater=self.end, lso=self.stable)


def watching(h: Harness, consumer: Any) -> Health:
    broker: Any = SimpleNamespace(subscribers=[SimpleNamespace(consumer=consumer)])
    return Health(h.pool, broker, 60)


@pytest.mark.parametrize(
    ("consumer", "why"), [(None, "not started"), (Subscription(member=""), "not a member of its group yet")]
)
async def test_a_consumer_that_is_not_in_its_group_is_degraded(h: Harness, consumer: Any, why: str) -> None:
    assert await watching(h, consumer).check() == Condition({}, {"consumer": why})
    assert gauge("degraded", part="consumer") == 1


async def test_a_consumer_that_stands_still_behind_is_degraded(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    # That module's alone: a thread copies databases meanwhile, and would time out.
    monkeypatch.setattr("shared.edge.health.time", SimpleNamespace(monotonic=lambda: now[0]))
    consumer = Subscription(position=3, end=10)
    watched = watching(h, consumer)
    assert await watched.check() == FINE
    assert gauge("consumer_lag", topic=TOPIC, partition="0") == 7
    now[0] += 61
    assert await watched.check() == Condition({}, {"consumer": f"{TOPIC}[0] stands still 7 behind"})
    assert gauge("consumer_still_seconds", topic=TOPIC, partition="0") == 61
    consumer.position = 4
    assert await watched.check() == FINE, "it moves again"
    assert gauge("consumer_still_seconds", topic=TOPIC, partition="0") == 0
    now[0] += 61
    consumer.position = consumer.end
    assert await watched.check() == FINE, "at the end there is nothing to move for"


async def test_a_partition_that_another_process_reads_now_is_no_lag_of_this_one(h: Harness) -> None:
    consumer = Subscription(position=3, end=10)
    watched = watching(h, consumer)
    await watched.check()
    consumer.partition = TopicPartition(TOPIC, 1)
    await watched.check()
    assert gauge("consumer_lag", topic=TOPIC, partition="0") is None
    assert gauge("consumer_lag", topic=TOPIC, partition="1") == 7
    consumer.partition = TopicPartition(TOPIC, 0)
    await watched.check()
    assert gauge("consumer_lag", topic=TOPIC, partition="1") is None


@pytest.mark.parametrize(("stable", "lag"), [(None, 7), (-1, 7), (5, 2), (3, 0)])
async def test_what_stands_behind_an_open_transaction_is_not_waited_for(h: Harness, stable: int, lag: int) -> None:
    await watching(h, Subscription(position=3, end=10, stable=stable)).check()
    assert gauge("consumer_lag", topic=TOPIC, partition="0") == lag


async def test_a_database_that_is_older_than_kafka_is_not_ready_and_takes_no_command(h: Harness) -> None:
    await h.put(MARK, {"label": "a"}, "marker")
    app = h.client._transport.app  # type: ignore[attr-defined]
    standing = app.state.operations.health.standing = app.state.resources.standing
    standing.problem = "facts on x are not in the journal: run the command"
    answer = await h.client.get("/health/ready")
    assert (answer.status_code, answer.json()["restore"]) == (503, standing.problem)
    refused = await h.put(MARK, {"label": "b"}, "marker", status=503)
    assert refused["slug"] == "database-behind"
    letter = "/agreements/dead-letters/0198c000-0000-7000-8000-000000000001"
    assert (await h.post(f"{letter}/replay", None, "operator", status=503))["slug"] == "database-behind"
    await h.put("/agreements/clock", {"now": None}, "operator", status=503)
    assert (await h.get(MARK))["label"] == "a", "reading goes on"
    standing.problem = None
    await h.put(MARK, {"label": "b"}, "marker")


async def test_without_the_issuers_keys_it_is_not_ready(h: Harness) -> None:
    h.client._transport.app.state.operations.health.issuer = lambda: "its keys have not been read yet"  # type: ignore[attr-defined]
    answer = await h.client.get("/health/ready")
    assert (answer.status_code, set(answer.json())) == (503, {"status", "issuer"})
    assert gauge("ready") == 0


async def test_a_database_whose_disk_is_full_is_not_ready_until_it_takes_writes_again(
    h: Harness, databases: Databases
) -> None:
    """The reads of a full database all work. Postgres itself says here that its disk is full."""
    async with owner(databases, h) as conn:
        await conn.execute(
            "create function full_disk() returns trigger language plpgsql as"
            " $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$;"
            " create trigger full_disk before insert on things for each row execute function full_disk();"
            " create trigger full_disk before insert on idempotency_keys for each row execute function full_disk()"
        )
        await h.put(MARK, {"label": "a"}, "marker", status=503)
        for _ in range(2):
            answer = await h.client.get("/health/ready")
            assert (answer.status_code, answer.json()["database"]) == (503, "DiskFullError")
        await conn.execute("drop function full_disk cascade")
    assert (await h.client.get("/health/ready")).json() == {"status": "ready"}
    assert h.pool not in writes._refused, "and it tries no more"
    assert await h.pool.fetchval("select count(*) from idempotency_keys") == 0, "what was tried is taken back"
    await h.put(MARK, {"label": "a"}, "marker")


async def test_a_database_that_takes_no_writes_is_not_ready(h: Harness, databases: Databases) -> None:
    """As a standby, or a disk that hangs: every read works, and nobody has tried to write yet."""
    async with superuser(databases, h) as conn:
        name = await conn.fetchval("select current_database()")
        await conn.execute(f"alter database {name} set default_transaction_read_only = on")
    await h.pool.expire_connections()
    answer = await h.client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "ReadOnlySQLTransactionError")


async def test_a_database_that_is_frozen_is_not_ready_within_two_seconds(h: Harness) -> None:
    pids = [
        row["pid"] for row in await h.pool.fetch("select pid from pg_stat_activity where datname = current_database()")
    ]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(3):
            began = time.perf_counter()
            answer = await h.client.get("/health/ready")
            assert time.perf_counter() - began < 2
            assert (answer.status_code, answer.json()["database"]) == (503, "no answer within 1.5 s")
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    while (answer := await h.client.get("/health/ready")).status_code != 200:
        await asyncio.sleep(0.05)
    assert answer.json() == {"status": "ready"}


async def test_metrics_are_for_prometheus(h: Harness) -> None:
    answer = await h.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "masohi_outbox_rows" in answer.text
