"""What is old goes, a bounded batch at each turn, by as many replicas as there are; what is young stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from shared.postgres import purging
from shared.postgres.pool import transaction
from shared.postgres.purging import idempotency_keys, inbox, settled_letters, waiting_letters
from tests.support.harness import Harness
from tests.support.tiny import STRICT, TOPIC, raw

LETTERS = "/agreements/dead-letters"
DAY = timedelta(days=1)


def purged(what: str) -> float:
    return REGISTRY.get_sample_value("masohi_purged_rows_total", {"what": what}) or 0.0


async def keys(h: Harness, ages: list[int]) -> None:
    """Keys of so many days ago."""
    await h.pool.executemany(
        "insert into idempotency_keys (actor, key, fingerprint, created_at)"
        " values ('a', $1, '', now() - make_interval(days => $2))",
        [(f"k{n}", age) for n, age in enumerate(ages)],
    )


async def heard(h: Harness, ages: list[int]) -> None:
    await h.pool.executemany(
        "insert into inbox (source, id, received_at) values ('/a', $1, now() - make_interval(days => $2))",
        [(f"{n}", age) for n, age in enumerate(ages)],
    )


async def test_the_scheduler_removes_what_is_older_than_the_settings_say(h: Harness) -> None:
    before = purged("idempotency-keys"), purged("inbox")
    await keys(h, [91, 90, 89, 0])
    await heard(h, [401, 400, 399, 0])
    await h.sealer.tick()
    assert [row["key"] for row in await h.pool.fetch("select key from idempotency_keys order by key")] == ["k2", "k3"]
    assert [row["id"] for row in await h.pool.fetch("select id from inbox order by id")] == ["2", "3"]
    assert (purged("idempotency-keys") - before[0], purged("inbox") - before[1]) == (2, 2)


async def test_a_simulated_clock_that_is_years_ahead_removes_nothing(h: Harness) -> None:
    await keys(h, [0])
    await heard(h, [0])
    h.clock.set(h.clock.now() + timedelta(days=4_000))
    await h.sealer.tick()
    assert await h.pool.fetchval("select (select count(*) from inbox) + (select count(*) from idempotency_keys)") == 2


async def test_a_turn_is_bounded_and_the_next_one_goes_on(h: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"limit {purging.BATCH} " in purging._KEYS
    monkeypatch.setattr(purging, "_KEYS", purging._KEYS.replace(f"limit {purging.BATCH} ", "limit 2 "))
    await keys(h, [100] * 5)
    left = []
    for _ in range(3):
        await h.sealer.tick()
        left.append(await h.pool.fetchval("select count(*) from idempotency_keys"))
    assert left == [3, 1, 0]


async def test_replicas_share_the_work_and_wait_for_nobody(h: Harness) -> None:
    await keys(h, [100] * 3)
    async with transaction(h.pool) as other:
        await other.execute("select from idempotency_keys where key = 'k1' for update")
        async with transaction(h.pool) as conn:
            assert await idempotency_keys(conn, h.clock.now(), 90 * DAY) == 2
    assert await h.pool.fetchval("select key from idempotency_keys") == "k1"


async def test_up_to_when_the_inbox_forgot_is_kept_and_never_goes_back(h: Harness) -> None:
    await heard(h, [500, 450, 10])
    newest = await h.pool.fetchval("select received_at from inbox where id = '1'")
    async with transaction(h.pool) as conn:
        assert await inbox(conn, h.clock.now(), 400 * DAY) == 2
        assert await inbox(conn, h.clock.now(), 400 * DAY) == 0
    assert await h.pool.fetchval("select until from purges where what = 'inbox'") == newest
    await h.pool.execute("insert into inbox values ('/a', 'late', now() - interval '600 days')")
    async with transaction(h.pool) as conn:
        assert await inbox(conn, h.clock.now(), 400 * DAY) == 1
    assert await h.pool.fetchval("select until from purges where what = 'inbox'") == newest


SECRET = b"8171010101900001"


async def letter(h: Harness, topic: str = STRICT) -> str:
    await h.deliver([raw(topic, SECRET, [("n", SECRET)])])
    return str(await h.pool.fetchval("select id from dead_letters order by received_at desc limit 1"))


async def row(h: Harness) -> str:
    """All that a dead letter says, in a form in which bytes are found."""
    return str(await h.pool.fetchval("select (d.*)::text || encode(coalesce(value, ''), 'escape') from dead_letters d"))


async def test_a_discarded_letter_loses_its_content_at_once_and_goes_after_a_year(h: Harness) -> None:
    id_ = await letter(h)
    assert SECRET.decode() in await row(h)
    await h.post(f"{LETTERS}/{id_}/discard", None, "operator")
    said = await row(h)
    assert SECRET.decode() not in said
    assert SECRET.hex() not in said
    assert "ODE3MTAx" not in said, "as base64 in the headers"
    await letter(h)
    assert await h.pool.fetchval("select count(*) from dead_letters") == 1, "its digest stays"
    h.clock.set(h.clock.now() + 364 * DAY)
    await h.sealer.tick()
    assert await h.pool.fetchval("select count(*) from dead_letters") == 1
    h.clock.set(h.clock.now() + 2 * DAY)
    await h.sealer.tick()
    assert await h.pool.fetchval("select count(*) from dead_letters") == 0


async def test_what_was_discarded_and_is_sent_anew_can_be_replayed(h: Harness) -> None:
    await h.deliver([raw(TOPIC, b"x", [("n", b"1")], 7)])
    id_ = await h.pool.fetchval("select id from dead_letters")
    await h.post(f"{LETTERS}/{id_}/discard", None, "operator")
    await h.deliver([raw(TOPIC, b"x", [("n", b"1")], 8)])
    found = await h.pool.fetchrow("select key, value, headers::text, state from dead_letters")
    assert tuple(found or ()) == (b"key", b"x", '[["n","MQ=="]]', "waiting")


async def test_a_letter_that_nobody_settles_is_discarded_in_the_end(h: Harness) -> None:
    await letter(h)
    async with transaction(h.pool) as conn:
        assert await waiting_letters(conn, h.clock.now(), DAY) == 0
        assert await waiting_letters(conn, h.clock.now() + 2 * DAY, DAY) == 1
        assert await settled_letters(conn, h.clock.now() + 2 * DAY, DAY) == 0
    found = await h.pool.fetchrow("select state, settled_by, value, key from dead_letters")
    assert tuple(found or ()) == ("discarded", "purge", None, None)
