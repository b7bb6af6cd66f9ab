"""Consuming: each message once, a poison one alone to the dead letters, transient trouble retried and then raised."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY

from shared.errors import NotFound
from shared.journal import journal
from shared.messaging import consume, dead_letters, middlewares, probes
from shared.messaging.consume import EventUnexpected
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed
from shared.postgres.pool import Connection, transaction
from tests.support.harness import Harness
from tests.support.pipeline import Pipeline
from tests.support.tiny import (
    OTHER,
    STRICT,
    THING,
    TOPIC,
    Ears,
    Known,
    Marked,
    Noted,
    Ordered,
    message,
    raw,
    until_blocked,
)

POISON = raw(
    TOPIC,
    b"{not json",
    [("ce_specversion", b"1.0"), ("ce_id", b"p"), ("ce_source", b"/t"), ("ce_type", b"tiny.thing.marked")],
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middlewares, "_BACKOFF_S", (0.0, 0.0))


def marked(label: str, id: str | None = None, thing: UUID = THING) -> Record:
    return message(Marked(thing_id=thing, label=label), id or label)


async def touched(h: Harness, thing: UUID = THING) -> int:
    return int(await h.pool.fetchval("select touched from things where id = $1", thing) or 0)


async def letters(h: Harness) -> list[tuple[str, int, str]]:
    rows = await h.pool.fetch("select reason, attempts, state from dead_letters order by id")
    return [tuple(row) for row in rows]


async def test_a_batch_is_handled_in_order_and_the_relay_is_woken(h: Harness, ears: Ears) -> None:
    await h.deliver([marked("a"), marked("b"), marked("c")])
    assert (ears.heard, await touched(h), h.woken) == (["a", "b", "c"], 3, 1)


@pytest.mark.parametrize(
    "batches", [[["a", "a", "b", "a"]], [["a", "b"], ["a"], ["b", "a"]], [["b"], ["a"], ["a"], ["b"]]], ids=str
)
async def test_duplicates_change_nothing(h: Harness, batches: Sequence[Sequence[str]]) -> None:
    for batch in batches:
        await h.deliver([marked(label) for label in batch])
    assert await touched(h) == 2


async def test_two_consumers_at_once_handle_each_message_once(h: Harness, ears: Ears) -> None:
    other = Pipeline.of(h.pool, h.clock, ears.subscriptions(), lambda: None)
    batch = [marked(f"m{n}", thing=UUID(int=n)) for n in range(20)]
    await asyncio.gather(h.deliver(batch), other.deliver(batch[::-1]), other.deliver(batch[5:]))
    assert await h.pool.fetchval("select count(*) filter (where touched = 1) from things") == 20
    assert await letters(h) == []


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_poison_message_harms_only_itself(h: Harness, place: int) -> None:
    batch = [marked("a"), marked("b")]
    batch.insert(place, POISON)
    await h.deliver(batch)
    assert await touched(h) == 2
    assert await letters(h) == [("event-unreadable", 1, "waiting")]


async def test_a_message_whose_handler_fails_leaves_nothing_but_a_dead_letter(h: Harness, ears: Ears) -> None:
    ears.faults["b"] = [NotFound(what="x", id="y")]
    await h.deliver([marked("a"), marked("b"), marked("c")])
    assert await touched(h) == 2
    assert await letters(h) == [("not-found", 1, "waiting")]
    assert await h.pool.fetchval("select count(*) from inbox where id = 'b'") == 0


async def test_a_poison_message_that_comes_again_is_kept_once(h: Harness) -> None:
    for _ in range(3):
        await h.deliver([marked("a"), POISON])
    assert await touched(h) == 1
    assert await letters(h) == [("event-unreadable", 3, "waiting")]


def with_header(topic: str, name: str, value: bytes) -> Record:
    """A good message but for one header."""
    good = marked("a")
    return raw(topic, good.value, [(n, value if n == name else v) for n, v in good.headers])


UGLY = {
    "header that is no UTF-8": raw(TOPIC, b"{}", [("ce_id", b"\xff\xfe")]),
    "null header": raw(TOPIC, b"{}", [("ce_id", None), ("x", b"")]),
    "null value": raw(TOPIC, None, []),
    "bytes": raw(TOPIC, bytes(range(256)), [("x", bytes(range(256)))]),
    "header name that is no UTF-8": raw(TOPIC, b"{}", [("caf\udce9", b"x"), ("\N{REPLACEMENT CHARACTER}", b"")]),
    "batch that cannot be unpacked": Record(TOPIC, 0, 7, None, b"\0\0batch", (), "the zstd data is damaged"),
    "header name with NUL": raw(TOPIC, b"", [("a\0b", b"")]),
    "id with NUL": with_header(TOPIC, "ce_id", b"a\0b"),
    "NUL that the error quotes": raw(TOPIC, b'{"thing_id":"\\u0000","label":"a"}', marked("a").headers),
    "type with NUL on a strict topic": with_header(STRICT, "ce_type", b"a\0b"),
    "id too long for an index": with_header(TOPIC, "ce_id", hashlib.shake_256(b"x").hexdigest(9000).encode()),
}


@pytest.mark.parametrize("record", UGLY.values(), ids=UGLY)
async def test_whatever_bytes_come_are_kept_exactly_and_the_next_message_passes(h: Harness, record: Record) -> None:
    await h.deliver([record, marked("next")])
    assert await touched(h) == 1
    row = await h.pool.fetchrow("select id from dead_letters")
    assert row is not None
    async with transaction(h.pool) as conn:
        kept = await dead_letters.load(conn, row["id"])
    assert (kept.topic, kept.key, kept.value, kept.flaw) == (record.topic, record.key, record.value, record.flaw)
    assert [tuple(header) for header in kept.headers] == [tuple(header) for header in record.headers]


@pytest.mark.parametrize(
    "record", [raw(STRICT, b"", [("caf\udce9", b"x")]), Record(STRICT, 0, 7, None, b"batch", (), "no lz4")]
)
async def test_the_sender_of_what_cannot_be_read_is_answered_once(h: Harness, ears: Ears, record: Record) -> None:
    answered: list[tuple[Record, str]] = []

    async def answer(conn: Connection, record: Record, error: Exception, now: object) -> None:
        assert isinstance(error, Malformed)
        answered.append((record, str(error)))

    subscriptions = consume.Subscriptions(handlers={Ordered: ears.ordered}, answers={STRICT: answer})
    consumer = Pipeline.of(h.pool, h.clock, subscriptions, lambda: None)
    for _ in range(2):
        await consumer.deliver([record, message(Ordered(thing_id=THING), "o")])
    ((about, why),) = answered
    assert about.digest == record.digest
    assert why == (record.flaw or "the name of a header is not UTF-8")
    assert ears.heard == ["ordered"]


async def test_an_error_in_a_dead_letter_quotes_no_row(h: Harness, ears: Ears) -> None:
    error = asyncpg.CheckViolationError('violates check constraint "age"')
    error.detail = "Failing row contains (Maria)."
    ears.faults["a"] = [error]
    await h.deliver([marked("a")])
    assert await h.pool.fetchval("select error from dead_letters") == 'violates check constraint "age"'


async def test_unknown_types_pass_by_on_ordinary_topics(h: Harness) -> None:
    unknown = message(Noted(thing_id=THING), "n")
    await h.deliver([raw(TOPIC, unknown.value, unknown.headers)])
    assert await letters(h) == []
    assert await h.pool.fetchval("select count(*) from inbox") == 0


async def test_unknown_types_are_dead_letters_on_strict_topics(h: Harness, ears: Ears) -> None:
    unknown = marked("a")
    await h.deliver([raw(STRICT, unknown.value, unknown.headers), message(Ordered(thing_id=THING), "o")])
    assert ears.heard == ["ordered"]
    assert await letters(h) == [(EventUnexpected.slug, 1, "waiting")]


async def test_our_own_events_may_come_again_with_a_field_that_is_new(h: Harness) -> None:
    again = marked("a")
    await h.deliver([again, raw(TOPIC, (again.value or b"")[:-1] + b',"new":1}', again.headers)])
    assert (await touched(h), await letters(h)) == (1, [])


async def test_on_strict_topics_other_content_under_the_same_id_is_a_dead_letter(h: Harness, ears: Ears) -> None:
    first, other = message(Ordered(thing_id=THING), "o"), message(Ordered(thing_id=OTHER), "o")
    await h.deliver([first, other, first])
    assert (ears.heard, await letters(h)) == (["ordered"], [("event-conflict", 1, "waiting")])


async def test_an_event_with_internal_fields_is_taken_from_the_internal_topic_only(h: Harness, ears: Ears) -> None:
    known = message(Known(thing_id=THING, person_id=OTHER), "k")
    await h.deliver([raw(TOPIC, known.value, known.headers)])
    assert ears.heard == []
    await h.deliver([known])
    assert ears.heard == [str(OTHER)]


TRANSIENT = [
    asyncpg.DeadlockDetectedError("x"),
    asyncpg.SerializationError("x"),
    asyncpg.ConnectionDoesNotExistError("x"),
    asyncpg.AdminShutdownError("x"),
    asyncpg.QueryCanceledError("x"),
    asyncpg.DiskFullError("x"),
    ConnectionResetError("x"),
    TimeoutError("x"),
]


@pytest.mark.parametrize("error", TRANSIENT, ids=lambda error: type(error).__name__)
async def test_transient_trouble_is_retried_in_place(h: Harness, ears: Ears, error: Exception) -> None:
    tries: list[str] = []

    def faults() -> Iterator[Exception | None]:
        yield error
        yield error
        while True:
            yield None

    script = faults()

    async def handler(conn: Connection, event: Marked, envelope: Envelope, now: object) -> None:
        tries.append(event.label)
        if trouble := next(script):
            raise trouble
        await ears.marked(conn, event, envelope, now)  # type: ignore[arg-type]

    consumer = Pipeline.of(h.pool, h.clock, consume.Subscriptions(handlers={Marked: handler}), lambda: None)
    await consumer.deliver([marked("a")])
    assert tries == ["a"] * 3
    assert await touched(h) == 1
    assert await letters(h) == []


async def test_transient_trouble_that_lasts_is_raised_and_nothing_is_lost_or_skipped(h: Harness, ears: Ears) -> None:
    ears.faults["b"] = [TimeoutError()]
    batch = [marked("a"), marked("b")]
    with pytest.raises(TimeoutError):
        await h.deliver(batch)
    assert ears.heard == ["a", "b"] * middlewares._TRIES
    assert (await touched(h), await letters(h), h.woken) == (0, [], 0)
    ears.faults.clear()
    await h.deliver(batch)
    assert await touched(h) == 2


async def test_trouble_beside_a_poison_message_is_raised_and_the_redelivery_finishes(h: Harness, ears: Ears) -> None:
    ears.faults["b"] = [TimeoutError()]
    batch = [marked("a"), POISON, marked("b"), marked("c")]
    with pytest.raises(TimeoutError):
        await h.deliver(batch)
    assert (await touched(h), len(await letters(h))) == (1, 1)
    ears.faults.clear()
    await h.deliver(batch)
    assert await touched(h) == 3
    assert await letters(h) == [("event-unreadable", 2, "waiting")]


async def test_a_lost_race_for_a_version_is_tried_again_and_no_dead_letter(h: Harness) -> None:
    command_has_written = asyncio.Event()

    async def command() -> None:
        async with transaction(h.pool) as conn:
            await journal.append(conn, [Noted(thing_id=THING)], actor="user-1", now=h.clock.now())
            command_has_written.set()
            await until_blocked(h)

    async def handler(conn: Connection, event: Marked, envelope: Envelope, now: object) -> None:
        await command_has_written.wait()
        await journal.append(conn, [Noted(thing_id=THING)], actor="user-1", now=h.clock.now())

    consumer = Pipeline.of(h.pool, h.clock, consume.Subscriptions(handlers={Marked: handler}), lambda: None)
    await asyncio.gather(command(), consumer.deliver([marked("a")]))
    assert await h.pool.fetchval("select stream_version($1)", str(THING)) == 2
    assert await letters(h) == []


async def test_facts_that_follow_a_message_belong_to_its_story(h: Harness) -> None:
    async def handler(conn: Connection, event: Marked, envelope: Envelope, now: object) -> None:
        await journal.append(conn, [Noted(thing_id=THING)], actor="user-1", now=h.clock.now())

    consumer = Pipeline.of(h.pool, h.clock, consume.Subscriptions(handlers={Marked: handler}), lambda: None)
    own = marked("a", "own-id")
    await consumer.deliver(
        [own, raw(TOPIC, own.value, [*marked("b", "second").headers, ("ce_correlationid", b"story")])]
    )
    rows = await h.pool.fetch("select correlation_id, causation_id from journal order by position")
    assert [tuple(row) for row in rows] == [("own-id", "own-id"), ("story", "second")]


async def test_outcomes_are_counted(h: Harness) -> None:
    def counted(outcome: str) -> float:
        return REGISTRY.get_sample_value("masohi_consumed_total", {"topic": TOPIC, "outcome": outcome}) or 0

    before = {outcome: counted(outcome) for outcome in ("handled", "duplicate", "passed", "dead")}
    unknown = message(Noted(thing_id=THING), "n")
    await h.deliver([marked("a"), marked("a"), raw(TOPIC, unknown.value, unknown.headers)])
    await h.deliver([POISON])
    assert {o: counted(o) - n for o, n in before.items()} == {"handled": 1, "duplicate": 1, "passed": 1, "dead": 1}


async def test_the_handling_of_each_type_is_measured_and_its_failures_are_counted(h: Harness, ears: Ears) -> None:
    def seen(name: str) -> float:
        return REGISTRY.get_sample_value(f"masohi_event_{name}", {"type": Marked.type}) or 0

    before = seen("seconds_count"), seen("failures_total")
    ears.faults["b"] = [ValueError("x")]
    await h.deliver([marked("a")])
    await h.deliver([marked("b")])
    assert seen("seconds_count") - before[0] == 3, "a failed batch goes once more, one by one"
    assert seen("failures_total") - before[1] == 2


def probe(id_: str = "0198c000-0000-4000-8000-000000000001", topic: str = STRICT) -> Record:
    return raw(topic, b"{}", [*probes.headers(id_, probes.ASKED, "/watch")])


async def test_a_probe_is_told_to_the_relay_and_leaves_nothing(h: Harness) -> None:
    heard = asyncio.Queue[str]()

    async with h.pool.acquire() as relay:
        channel = "masohi-probe-agreements"

        def hear(_conn: object, _pid: int, _channel: str, payload: object) -> None:
            heard.put_nowait(str(payload))

        await relay.add_listener(channel, hear)
        try:
            await h.deliver([probe()])
            assert await asyncio.wait_for(heard.get(), 5) == "0198c000-0000-4000-8000-000000000001"
        finally:
            await relay.remove_listener(channel, hear)
    left = ("inbox", "journal", "outbox", "dead_letters")
    assert [await h.pool.fetchval(f"select count(*) from {table}") for table in left] == [0, 0, 0, 0]
    assert await h.pool.fetchval("select next_offset from consumed where topic = $1", STRICT) == 1, "it was read"


async def test_what_only_looks_like_a_probe_is_no_probe(h: Harness) -> None:
    await h.deliver([probe("NIK 8171000000000001")])
    assert await letters(h) == [("event-unexpected", 1, "waiting")]
    await h.deliver([probe(topic=TOPIC)])
    assert len(await letters(h)) == 1, "on a topic of ours it is an unknown type"
