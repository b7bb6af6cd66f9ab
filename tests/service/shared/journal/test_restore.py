"""What a restored database lost: noticed, listed, stated in its journal, and no number of a topic is used twice."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from aiokafka import TopicPartition

from shared.journal import journal, restore
from shared.journal.behind import LAST, compare
from shared.journal.lost import LostSeal, digest_of, lost_facts, restored_in
from shared.journal.restore import StillRunning, rewound
from shared.messaging import consumed
from shared.messaging.consume import Consumer
from shared.messaging.dead_letters import Record
from shared.postgres.pool import transaction
from tests.service.shared.journal.losing import NAME, WHO, Topics, numbers, published, restored_to, stated
from tests.service.shared.journal.sealing import KEY, MONDAY, days, local, mark, rechained, verified
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import (
    INTERNAL,
    OTHER,
    STRICT,
    THING,
    TOPIC,
    Known,
    Lost,
    Marked,
    Ordered,
    message,
    raw,
    superuser,
)


@pytest.fixture
def topics() -> Topics:
    return Topics()


async def behind(h: Harness, topics: Topics) -> str | None:
    consumer = Consumer(h.pool, h.clock, h.service.subscriptions, lambda: None)
    found = await compare(topics.log, h.pool, NAME, {TOPIC, INTERNAL} & set(topics.records), consumer)
    return str(found) if found else None


async def known(h: Harness, thing: UUID = THING) -> None:
    async with transaction(h.pool) as conn:
        await journal.append(conn, [Known(thing_id=thing, person_id=OTHER)], actor="u", now=h.clock.now())


async def head(h: Harness) -> int:
    return int(await h.pool.fetchval("select max(position) from journal"))


async def test_a_database_that_has_all_fits(h: Harness, topics: Topics) -> None:
    assert await behind(h, topics) is None
    await mark(h, "a")
    await published(h, topics)
    await mark(h, "waits for the relay")
    assert await behind(h, topics) is None


async def test_a_published_fact_that_no_journal_has_is_noticed(
    h: Harness, topics: Topics, databases: Databases
) -> None:
    await mark(h, "a")
    await published(h, topics)
    before = await head(h)
    await mark(h, "b")
    lost = await h.pool.fetchval("select event_id::text from journal order by position desc limit 1")
    await published(h, topics)
    await restored_to(databases, h, before)
    problem = await behind(h, topics)
    assert problem
    assert lost in problem
    assert "python -m deploy.restore" in problem


async def test_an_empty_database_beside_full_topics_is_noticed(
    h: Harness, topics: Topics, databases: Databases
) -> None:
    await mark(h, "a")
    await published(h, topics)
    await restored_to(databases, h, 0)
    assert await behind(h, topics)


async def test_what_somebody_else_put_on_the_topic_says_nothing(h: Harness, topics: Topics) -> None:
    topics.put(TOPIC, message(Marked(thing_id=THING, label="a"), "0198c000-0000-7000-8000-00000000000a"))
    topics.put(TOPIC, raw(TOPIC, b"no event", []))
    assert await behind(h, topics) is None


async def heard(h: Harness, topics: Topics, *records: Record) -> None:
    """As a reader does: handled, then committed."""
    placed = [topics.put(record.topic, record) for record in records]
    await h.deliver(placed)
    for record in placed:
        topics.committed[TopicPartition(record.topic, 0)] = record.offset + 1


def one(label: str, id: str, thing: UUID = THING) -> Record:
    return message(Marked(thing_id=thing, label=label), id)


async def test_the_place_is_recorded_with_what_was_handled_passed_by_or_buried(h: Harness, topics: Topics) -> None:
    await heard(h, topics, one("a", "1"), one("b", "2"))
    await heard(h, topics, raw(STRICT, b"no event", []))
    await heard(h, topics, message(Known(thing_id=THING, person_id=OTHER), "3"))
    await heard(h, topics, raw(INTERNAL, b"", one("a", "4").headers))
    async with h.pool.acquire() as conn:
        assert await consumed.load(conn) == topics.committed
    assert topics.committed == {
        TopicPartition(TOPIC, 0): 2,
        TopicPartition(STRICT, 0): 1,
        TopicPartition(INTERNAL, 0): 2,
    }
    assert await behind(h, topics) is None


async def test_a_reader_that_ends_late_takes_no_place_back(h: Harness) -> None:
    for offset in (7, 3):
        record = one("a", str(offset))
        await h.deliver([Record(TOPIC, 0, offset, record.key, record.value, record.headers)])
    assert await h.pool.fetchval("select next_offset from consumed") == 8


async def forgotten(h: Harness, last: int) -> None:
    """The database of when only this many messages had been read."""
    await h.pool.execute("delete from inbox where id::integer > $1", last)
    await h.pool.execute("update consumed set next_offset = $1", last)


async def test_a_message_that_was_read_and_is_unknown_is_noticed(h: Harness, topics: Topics) -> None:
    await heard(h, topics, *(one("a", str(n)) for n in range(1, LAST + 5)))
    await forgotten(h, 2)
    problem = await behind(h, topics)
    assert problem
    assert "partition 0, offset 2" in problem


async def test_so_is_an_unreadable_one_whose_dead_letter_is_gone(h: Harness, topics: Topics) -> None:
    await heard(h, topics, raw(STRICT, b"no event", []))
    await h.pool.execute("delete from dead_letters; delete from consumed")
    assert await behind(h, topics)


async def test_a_database_from_before_places_were_recorded_fits_by_its_inbox(h: Harness, topics: Topics) -> None:
    await heard(h, topics, *(one("a", str(n)) for n in range(3)), raw(STRICT, b"no event", []))
    await h.pool.execute("delete from consumed")
    assert await behind(h, topics) is None
    await h.pool.execute("delete from inbox where id = '2'")
    assert await behind(h, topics)


async def test_offsets_that_nothing_stands_at_are_no_loss(h: Harness, topics: Topics) -> None:
    """The mark of a transaction, or an event that the service does not handle."""
    await heard(h, topics, one("a", "1"))
    topics.put(TOPIC, message(Ordered(thing_id=THING), "2"))
    topics.committed[TopicPartition(TOPIC, 0)] = 2
    assert await behind(h, topics) is None


async def test_places_are_taken_over_where_the_topic_was_made_anew(h: Harness, topics: Topics) -> None:
    old, new, gone = (TopicPartition(name, 0) for name in ("old", "new", "gone"))
    async with h.pool.acquire() as conn:
        await consumed.save(conn, {old: 500, gone: 7})
        await consumed.adopt(conn, {old: 3, new: 4}, {old: 10, new: 10, gone: 10})
        assert await consumed.load(conn) == {old: 3, new: 4}


def test_a_group_reads_again_from_where_the_database_is() -> None:
    ahead, equal, fresh, behind_ = (TopicPartition("t", n) for n in range(4))
    committed = {ahead: 10, equal: 5, fresh: 4, behind_: 3}
    assert rewound(committed, {ahead: 7, equal: 5, behind_: 9}) == {ahead: 7, fresh: 0}


async def test_the_loss_is_a_fact_of_the_journal_and_no_number_is_used_twice(
    h: Harness, topics: Topics, databases: Databases
) -> None:
    await mark(h, "a")
    await known(h)
    await published(h, topics)
    before = await head(h)
    await mark(h, "b")
    await known(h)
    await known(h, OTHER)
    await published(h, topics)
    lost = await h.pool.fetch("select event_id from journal where position > $1", before)
    await restored_to(databases, h, before)
    tail = await stated(databases, h, topics)
    assert set(tail.facts) == {row["event_id"] for row in lost}

    await mark(h, "c")
    await known(h, OTHER)
    await published(h, topics)
    assert await behind(h, topics) is None
    for topic in (TOPIC, INTERNAL):
        found = numbers(topics, topic)
        for key in (str(THING), str(OTHER)):
            used = [number for subject, number, _ in found if subject == key]
            assert used == list(range(1, len(used) + 1)), (topic, found)
    (fact,) = [data for type_, data in await h.facts() if type_ == "agreements.record.restored"]
    assert (fact["facts"], fact["stated_by"], fact["seals"]) == (3, WHO, [])
    assert fact["digest"] == digest_of(tail.facts.values())
    result = await verified(h)
    assert result.fits
    assert [(loss.facts, loss.stated_by, loss.listed) for loss in result.losses] == [(3, WHO, True)]


async def test_subscribers_are_told_which_facts_are_void_behind_what_they_have_read(
    h: Harness, topics: Topics, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "IDS_A_NOTICE", 2)
    await days(h, 1)
    await published(h, topics)
    before = await head(h)
    h.clock.set(local(MONDAY + timedelta(days=1), 11))
    for label in "ab":
        await mark(h, label)
    h.clock.set(local(MONDAY + timedelta(days=2), 0))
    assert await h.seal() == 1
    await published(h, topics)
    await restored_to(databases, h, before)
    tail = await stated(databases, h, topics)
    await published(h, topics)
    told = [data for type_, data in await h.facts() if type_ == Lost.type]
    assert [(notice["facts"], notice["part"], notice["parts"]) for notice in told] == [(3, 1, 2), (3, 2, 2)]
    assert [UUID(id_) for notice in told for id_ in notice["event_ids"]] == sorted(tail.facts)
    assert "stated_by" not in told[0], "who said it is for the record"
    used = [number for subject, number, _ in numbers(topics, TOPIC) if subject == NAME]
    assert used == list(range(1, len(used) + 1))


async def test_what_was_written_before_kafka_could_be_asked_goes_out_behind_what_is_taken(
    h: Harness, topics: Topics, databases: Databases
) -> None:
    await mark(h, "a")
    await mark(h, "waited at the backup, is out since")
    before = await head(h)
    await mark(h, "lost")
    await published(h, topics)
    await restored_to(databases, h, before)
    async with transaction(h.pool) as conn:
        await conn.execute("insert into outbox select position, key from journal where position = $1", before)
    await mark(h, "while Kafka was away")
    await known(h)
    await stated(databases, h, topics)
    assert await h.pool.fetchval("select count(*) from outbox") == 3, "what is out is not sent again"
    await mark(h, "after")
    await published(h, topics)
    assert [number for key, number, _ in numbers(topics, TOPIC) if key == str(THING)] == [1, 2, 3, 4, 5, 6]
    assert [number for _, number, _ in numbers(topics, INTERNAL)] == [1]
    assert (await verified(h)).fits, "a number on a topic is no part of a fact's hash"


async def test_our_services_do_not_hear_again_what_is_void(h: Harness, topics: Topics, databases: Databases) -> None:
    await mark(h, "lost")
    await published(h, topics)
    await restored_to(databases, h, 0)
    await stated(databases, h, topics)
    await h.deliver(topics.records[TOPIC])
    assert await h.pool.fetchval("select count(*) from things") == 0


async def test_a_day_has_one_seal_for_ever_and_what_a_restore_lost_is_no_tampering(
    h: Harness, topics: Topics, databases: Databases
) -> None:
    await days(h, 1)
    await mark(h, "last")
    before = await head(h)
    h.clock.set(local(MONDAY + timedelta(days=1), 11))
    for number in range(9):
        await mark(h, f"lost {number}")
    h.clock.set(local(MONDAY + timedelta(days=2), 0))
    assert await h.seal() == 1
    theirs = await h.pool.fetchrow("select number, root, hash from seals order by number desc limit 1")
    await published(h, topics)
    await restored_to(databases, h, before)
    tail = await stated(databases, h, topics)
    assert [seal.number for seal in tail.seals] == [2]
    assert await h.seal() == 0, "that day has its seal"
    for day in (3, 4):
        await mark(h, f"new {day}")
        h.clock.set(local(MONDAY + timedelta(days=day), 0))
        assert await h.seal() == 1
    assert await h.pool.fetchrow("select number, root, hash from seals where number = 2") == theirs
    found = await verified(h)
    assert (found.fits, found.seals, found.losses[0].seals[0].number) == (True, 4, 2)
    path = f"/agreements/journal/{KEY}/proof"
    assert (await h.get(f"{path}?day={MONDAY + timedelta(days=1)}", "auditor", status=409))["slug"] == "seal-lost"
    assert (await h.get(path, "auditor"))["seal"]["number"] == 4


async def lost_day(h: Harness, topics: Topics, databases: Databases) -> None:
    """Monday and its seal are there; Tuesday and its seal are lost, and stated."""
    await days(h, 1)
    before = await head(h)
    h.clock.set(local(MONDAY + timedelta(days=1), 11))
    await mark(h, "lost")
    h.clock.set(local(MONDAY + timedelta(days=2), 0))
    await h.seal()
    await published(h, topics)
    await restored_to(databases, h, before)
    await stated(databases, h, topics)


@pytest.mark.parametrize(
    "tampering",
    [
        "update seals set stated_at = (select max(stated_at) from seals), root = sha256(root) where number = 1",
        "update seals set stated_at = null",
        "update seals set root = sha256(root) where number = 2",
    ],
)
async def test_a_statement_excuses_its_own_seals_only(
    h: Harness, topics: Topics, databases: Databases, tampering: str
) -> None:
    await lost_day(h, topics, databases)
    assert (await verified(h)).fits
    async with superuser(databases, h) as conn:
        await conn.execute(tampering)
    assert not (await verified(h)).fits


async def test_a_statement_does_not_excuse_a_seal_that_the_journal_published(h: Harness, databases: Databases) -> None:
    """Who owns the database changes the past, and then states that a restore lost it."""
    await days(h, 2)
    lie = {"journal": NAME, "facts": 0, "first_at": None, "last_at": None, "digest": digest_of([]), "stated_by": "me"}
    async with transaction(h.pool) as conn:
        seals = [LostSeal(number=n, hash=hash_) for n, hash_ in await _seals(h)]
        await journal.append(conn, [restored_in(NAME)(**lie, seals=seals)], actor="u", now=h.clock.now())
    async with superuser(databases, h) as conn:
        await conn.execute("update seals set stated_at = (select max(position) from journal)")
        await rechained(conn, KEY)
    found = await verified(h)
    assert not found.fits
    assert "the heads give another root" in found.seal_flaws[0].reason


async def _seals(h: Harness) -> list[tuple[int, str]]:
    return [(row["number"], row["hash"].hex()) for row in await h.pool.fetch("select number, hash from seals")]


async def test_a_list_that_differs_from_the_statement_is_found(
    h: Harness, topics: Topics, databases: Databases
) -> None:
    await lost_day(h, topics, databases)
    async with superuser(databases, h) as conn:
        await conn.execute("delete from lost_facts where type = 'tiny.thing.marked'")
    found = await verified(h)
    assert [flaw.reason for flaw in found.seal_flaws] == ["the list of lost facts is not the one that was stated"]


async def test_a_service_cannot_state_a_loss_of_its_own(h: Harness) -> None:
    await mark(h, "a")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute(
            "insert into lost_facts select event_id, type, key, 1, 1, occurred_at, position from journal"
        )


async def test_nothing_is_stated_while_a_service_publishes(h: Harness, topics: Topics, databases: Databases) -> None:
    await mark(h, "lost")
    await published(h, topics)
    await restored_to(databases, h, 0)
    async with h.pool.acquire() as relay:
        await relay.execute("select pg_advisory_lock(hashtext('masohi-relay'), hashtext(current_schema))")
        try:
            with pytest.raises(StillRunning):
                await stated(databases, h, topics)
        finally:
            await relay.execute("select pg_advisory_unlock_all()")
    await stated(databases, h, topics)
    assert await behind(h, topics) is None


async def test_the_list_is_kept_and_a_second_run_finds_nothing(
    h: Harness, topics: Topics, databases: Databases
) -> None:
    await mark(h, "lost")
    await published(h, topics)
    await restored_to(databases, h, 0)
    tail = await stated(databases, h, topics)
    position = await h.pool.fetchval("select position from journal where type = 'agreements.record.restored'")
    async with h.pool.acquire() as conn:
        assert await lost_facts(conn, position) == list(tail.facts.values())
    assert not await stated(databases, h, topics)
    data = json.loads(await h.pool.fetchval("select data::text from journal where position = $1", position))
    assert data["facts"] == 1
