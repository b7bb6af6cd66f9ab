"""The journal: append-only for the service, chained per key, and any later change is found and named."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import asyncpg
import pytest

from shared.context import Trace, tracing
from shared.errors import StaleVersion
from shared.journal import chain, journal
from shared.journal.chain import Flaw
from shared.messaging.events import Event
from shared.postgres.pool import Connection, in_transaction, transaction
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import OTHER, THING, Known, Marked, Noted, superuser, until_blocked

NOW = datetime(2026, 2, 9, 1, 2, 3, 456789, tzinfo=UTC)
KEY = str(THING)


def marked(label: str = "a", thing: UUID = THING) -> Marked:
    return Marked(thing_id=thing, label=label)


async def append(h: Harness, *events: Event, now: datetime = NOW) -> int:
    async with transaction(h.pool) as conn:
        return await journal.append(conn, events, actor="user-1", now=now)


async def flaws(h: Harness, key: str | None = None) -> list[Flaw]:
    async with transaction(h.pool) as conn:
        return [flaw async for flaw in chain.verify(conn, key)]


@pytest.mark.parametrize(
    "statement",
    [
        "update journal set actor = 'someone else'",
        "delete from journal",
        "truncate journal cascade",
        "drop table journal",
        "alter table journal add column extra text",
        "create or replace function stream_version(text) returns bigint language sql as 'select 0::bigint'",
        "update schema_migrations set checksum = ''",
    ],
)
async def test_the_services_role_can_only_add_to_the_journal(h: Harness, statement: str) -> None:
    await append(h, marked())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await h.pool.execute(statement)
    assert await h.pool.fetchval("select count(*) from journal") == 1


@pytest.mark.parametrize(
    "statement", ["select * from training.journal", "insert into training.inbox values ('a', 'b')"]
)
async def test_a_role_sees_no_other_schema(databases: Databases, statement: str) -> None:
    dsn = await databases.fresh("agreements", "training")
    conn = await asyncpg.connect(dsn)
    try:
        assert await conn.fetchval("select current_user") == "agreements"
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="schema training"):
            await conn.execute(statement)
    finally:
        await conn.close()
        databases.drop(dsn)


async def test_versions_and_chain_grow_per_key_also_within_one_append(h: Harness) -> None:
    assert await append(h, marked("a"), marked("x", OTHER), marked("b"), Noted(thing_id=THING)) == 3
    assert await append(h, marked("c")) == 4
    rows = await h.pool.fetch("select key, version, previous_hash, hash from journal order by position")
    assert [(row["key"] == KEY, row["version"]) for row in rows] == [
        (True, 1),
        (False, 1),
        (True, 2),
        (True, 3),
        (True, 4),
    ]
    ours = [row for row in rows if row["key"] == KEY]
    assert [row["previous_hash"] for row in ours] == [None, *[row["hash"] for row in ours[:-1]]]
    assert await flaws(h) == []


async def test_published_facts_wait_in_the_outbox_and_those_for_the_record_do_not(h: Harness) -> None:
    await append(h, marked(), Noted(thing_id=THING), Known(thing_id=THING, person_id=OTHER))
    types = await h.pool.fetch("select type from outbox join journal using (position) order by position")
    assert [row["type"] for row in types] == [Marked.type, Known.type]


async def test_internal_fields_are_kept_apart_from_the_data(h: Harness) -> None:
    await append(h, Known(thing_id=THING, person_id=OTHER))
    row = await h.pool.fetchrow("select data::text, internal::text from journal")
    assert dict(row or {}) == {"data": f'{{"thing_id":"{THING}"}}', "internal": f'{{"person_id":"{OTHER}"}}'}


async def test_a_fact_carries_the_story_it_belongs_to(h: Harness) -> None:
    with tracing(Trace("story", "cause", "00-trace")):
        await append(h, marked())
    await append(h, marked())
    rows = await h.pool.fetch(
        "select event_id, correlation_id, causation_id, traceparent from journal order by position"
    )
    assert tuple(rows[0])[1:] == ("story", "cause", "00-trace")
    assert tuple(rows[1])[1:] == (str(rows[1]["event_id"]), None, None), "a fact without a story begins one"


@pytest.mark.parametrize(
    ("expected", "fits"), [({1}, True), ({0}, False), ({2}, False), (set(), False), ({7, 1}, True)]
)
async def test_an_expected_version_must_be_the_one_before(h: Harness, expected: set[int], fits: bool) -> None:
    await append(h, marked())
    with tracing(Trace(expected_versions=frozenset(expected))):
        if fits:
            assert await append(h, marked()) == 2
            return
        with pytest.raises(StaleVersion, match="version 1"):
            await append(h, marked())
    assert await h.pool.fetchval("select count(*) from journal") == 1


async def test_two_writers_without_a_lock_get_versions_1_and_2(h: Harness) -> None:
    first_has_written, tries = asyncio.Event(), []

    async def first(conn: Connection) -> int:
        version = await journal.append(conn, [marked("first")], actor="user-1", now=NOW)
        first_has_written.set()
        await until_blocked(h)
        return version

    async def second(conn: Connection) -> int:
        await first_has_written.wait()
        tries.append("second")
        return await journal.append(conn, [marked("second")], actor="user-1", now=NOW)

    versions = await asyncio.gather(in_transaction(h.pool, first), in_transaction(h.pool, second))
    assert list(versions) == [1, 2]
    assert len(tries) == 2, "the one that lost the race tried again"
    assert await flaws(h) == []


def fact(version: int) -> str:
    return f"where key = '{KEY}' and version = {version}"


@pytest.mark.parametrize(
    ("tampering", "version", "reason"),
    [
        (f"update journal set data = '{{}}' {fact(2)}", 2, "the content was changed"),
        (f"update journal set internal = '{{}}' {fact(2)}", 2, "the content was changed"),
        (f"update journal set actor = 'x' {fact(3)}", 3, "the content was changed"),
        (f"update journal set occurred_at = occurred_at + interval '1 us' {fact(1)}", 1, "the content was changed"),
        (f"update journal set type = 'x' {fact(4)}", 4, "the content was changed"),
        (f"update journal set digest = sha256('x') {fact(2)}", 2, "the content was changed"),
        (f"update journal set hash = sha256('x') {fact(2)}", 2, "the hash was changed"),
        (f"update journal set previous_hash = sha256('x') {fact(2)}", 2, "it does not follow the fact before it"),
        (f"delete from journal {fact(2)}", 3, "version 2 is missing"),
        (f"delete from journal {fact(1)}", 2, "version 1 is missing"),
        (
            "; ".join(f"update journal set version = {to} {fact(of)}" for of, to in ((2, 9), (3, 2), (9, 3))),
            2,
            "it does not follow the fact before it",
        ),
        (
            f"update journal set data = (select data from journal {fact(3)}) {fact(2)}",
            2,
            "the content was changed",
        ),
    ],
    ids=[
        *("data", "internal", "actor", "time", "type", "digest", "hash", "link"),
        *("removed", "first removed", "swapped", "content of another fact"),
    ],
)
async def test_any_change_is_found_and_the_first_one_named(
    h: Harness, databases: Databases, tampering: str, version: int, reason: str
) -> None:
    await append(h, *[marked(label) for label in "abcd"])
    await append(h, marked("x", OTHER))
    async with superuser(databases, h) as conn:
        await conn.execute("delete from outbox")
        await conn.execute(tampering)
        position = await conn.fetchval(f"select position from journal {fact(version)}")
    assert await flaws(h) == await flaws(h, KEY) == [Flaw(KEY, version, position, reason)]
    assert await flaws(h, str(OTHER)) == []


async def test_a_moment_given_in_local_time_verifies(h: Harness) -> None:
    await append(h, marked(), now=NOW.astimezone(timezone(timedelta(hours=9))))
    assert await flaws(h) == []


async def test_a_rehashed_forgery_is_found_by_the_next_link(h: Harness, databases: Databases) -> None:
    await append(h, marked("a"), marked("b"), marked("c"))
    row = await h.pool.fetchrow("select * from journal where version = 2")
    assert row is not None
    forged = chain.stored_digest({**row, "event_id": str(row["event_id"]), "data": '{"label":"z"}', "internal": None})
    async with superuser(databases, h) as conn:
        await conn.execute(
            'update journal set data = \'{"label":"z"}\', digest = $1,'
            " hash = sha256(previous_hash || int8send(version) || $1) where version = 2",
            forged,
        )
    assert [(flaw.version, flaw.reason) for flaw in await flaws(h)] == [(3, "it does not follow the fact before it")]


async def test_a_refill_puts_every_published_fact_back_once(h: Harness) -> None:
    await append(h, marked("a"), Noted(thing_id=THING), marked("b"), marked("c"))
    positions = [row["position"] for row in await h.pool.fetch("select position from outbox order by position")]
    await h.pool.execute("delete from outbox where position <> $1", positions[1])
    async with transaction(h.pool) as conn:
        assert await journal.refill(conn) == 2
        assert await journal.refill(conn) == 0
    again = await h.pool.fetch(
        "select o.position, o.key = j.key as same from outbox as o join journal as j using (position) order by 1"
    )
    assert [tuple(row) for row in again] == [(position, True) for position in positions]


async def test_a_timeline_is_read_in_pages_without_internal_fields(h: Harness) -> None:
    await append(h, marked("a"), Noted(thing_id=THING), Known(thing_id=THING, person_id=OTHER), marked("x", OTHER))
    first = await h.get(f"/agreements/journal/{KEY}?limit=2", "auditor")
    rest = await h.get(f"/agreements/journal/{KEY}?limit=2&after={first['next']}", "auditor")
    assert [fact["version"] for fact in first["items"] + rest["items"]] == [1, 2, 3]
    assert rest["next"] is None
    assert rest["items"][0]["data"] == {"thing_id": KEY}
    assert len(first["items"][0]["hash"]) == 64
