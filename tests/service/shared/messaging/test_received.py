"""What strangers send is in the database before it is handled, so that a Kafka that is lost takes nothing with it."""

from __future__ import annotations

import pytest

from shared.errors import NotFound
from shared.messaging import received
from shared.messaging.dead_letters import Record
from shared.messaging.middlewares import with_retry
from tests.support.harness import Harness
from tests.support.tiny import STRICT, THING, Ears, Marked, Ordered, message, raw


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.middlewares._BACKOFF_S", (0.0, 0.0))


def order(id: str) -> Record:
    return message(Ordered(thing_id=THING), id)


async def waiting(h: Harness) -> int:
    return int(await h.pool.fetchval("select count(*) from received"))


async def received_and_stuck(h: Harness, ears: Ears, *records: Record) -> None:
    """The database has trouble while they are handled; then Kafka is lost, and a minute passes."""
    ears.faults["ordered"] = [TimeoutError()]
    with pytest.raises(TimeoutError):
        await h.deliver(records)
    ears.faults.clear()
    ears.heard.clear()
    await h.pool.execute("update received set received_at = received_at - interval '61 seconds'")


async def test_what_is_handled_is_not_kept_twice(h: Harness, ears: Ears) -> None:
    await h.deliver([order("1"), order("2"), order("1")])
    assert (await waiting(h), ears.heard) == (0, ["ordered", "ordered"])


async def test_what_was_received_is_handled_without_kafka_once(h: Harness, ears: Ears) -> None:
    await received_and_stuck(h, ears, order("1"), order("2"))
    assert await waiting(h) == 2
    assert await h.app.state.operations.consumer.handle_left() == 2
    assert (await waiting(h), ears.heard) == (0, ["ordered", "ordered"])
    assert await h.app.state.operations.consumer.handle_left() == 0
    await h.deliver([order("1"), order("2")])
    assert (await waiting(h), ears.heard) == (0, ["ordered", "ordered"]), "a reader that comes late passes them by"


async def test_a_batch_that_its_reader_still_tries_is_left_to_it(h: Harness, ears: Ears) -> None:
    await received_and_stuck(h, ears, order("1"))
    await h.pool.execute("update received set received_at = now() - interval '50 seconds'")
    assert (await h.app.state.operations.consumer.handle_left(), await waiting(h)) == (0, 1)


async def test_a_copy_that_fails_for_good_is_a_dead_letter_with_its_bytes(h: Harness, ears: Ears) -> None:
    one = order("1")
    await received_and_stuck(h, ears, one)
    ears.faults["ordered"] = [NotFound(what="thing", id="x")]
    assert await h.app.state.operations.consumer.handle_left() == 1
    (letter,) = await h.pool.fetch("select value, key, reason from dead_letters")
    assert tuple(letter) == (one.value, one.key, "not-found")
    assert await waiting(h) == 0
    assert await h.pool.fetchval("select count(*) from consumed") == 0, "Kafka's offsets are none of its business"


async def test_trouble_that_lasts_leaves_the_copy(h: Harness, ears: Ears) -> None:
    await received_and_stuck(h, ears, order("1"))
    ears.faults["ordered"] = [TimeoutError()]
    with pytest.raises(TimeoutError):
        await with_retry(h.app.state.operations.consumer.handle_left)
    assert await waiting(h) == 1


async def test_a_dead_letter_is_not_kept_twice(h: Harness, ears: Ears) -> None:
    await h.deliver([raw(STRICT, b"no event", [])])
    assert (await waiting(h), await h.pool.fetchval("select count(*) from dead_letters")) == (0, 1)


async def test_our_own_facts_have_their_copy_in_a_journal(h: Harness, ears: Ears) -> None:
    ears.faults["a"] = [TimeoutError()]
    with pytest.raises(TimeoutError):
        await h.deliver([message(Marked(thing_id=THING, label="a"), "1")])
    assert await waiting(h) == 0


async def test_a_copy_comes_back_as_it_was(h: Harness) -> None:
    odd = Record(STRICT, 3, 7, None, b"\0\xff", [("n\udcff", b"\xff"), ("m", None)], "why it cannot be read")
    async with h.pool.acquire() as conn:
        await received.keep(conn, [odd])
        await conn.execute("update received set received_at = received_at - interval '61 seconds'")
        assert await received.left(conn) == [odd]
