"""A refill after an inbox forgot: refused, or what was heard is made known again first."""

from __future__ import annotations

import pytest

from deploy.postgres.bootstrap import OWNER
from shared.journal.refill import InboxesForgot, refill
from tests.service.shared.journal.sealing import mark
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import SCHEMA, THING, Marked, message, owner


async def dsn(databases: Databases, h: Harness) -> str:
    return databases.dsn(OWNER, await h.pool.fetchval("select current_database()"))


async def forgot(h: Harness, until: str) -> None:
    await h.pool.execute(f"insert into purges (what, until) values ('inbox', {until})")


async def test_where_nothing_was_forgotten_it_sends_all(h: Harness, databases: Databases) -> None:
    await mark(h, "a")
    await h.pool.execute("delete from outbox")
    assert await refill(await dsn(databases, h), SCHEMA) == 1


async def test_where_only_older_events_were_forgotten_it_sends_all(h: Harness, databases: Databases) -> None:
    await forgot(h, "now() - interval '1 day'")
    await mark(h, "a")
    await h.pool.execute("delete from outbox")
    assert await refill(await dsn(databases, h), SCHEMA) == 1


async def test_it_refuses_where_an_inbox_was_purged_past_what_it_sends(h: Harness, databases: Databases) -> None:
    await mark(h, "a")
    await h.pool.execute("delete from outbox")
    await forgot(h, "now()")
    until = await h.pool.fetchval("select to_char(until, 'YYYY-MM-DD') from purges")
    with pytest.raises(InboxesForgot, match=rf"agreements \(what it heard until {until}\).*--as-heard"):
        await refill(await dsn(databases, h), SCHEMA)
    assert await h.pool.fetchval("select count(*) from outbox") == 0


async def test_it_can_say_first_what_was_heard(h: Harness, databases: Databases) -> None:
    await mark(h, "old")
    async with owner(databases, h) as conn:
        await conn.execute("update journal set recorded_at = now() - interval '500 days'")
    await mark(h, "young")
    await h.pool.execute("delete from outbox")
    await forgot(h, "now() - interval '400 days'")
    assert await refill(await dsn(databases, h), SCHEMA, as_heard=True) == 2
    await h.sealer.tick()
    for row in await h.pool.fetch("select event_id::text as id, data::text from journal order by position"):
        event = Marked.parse(row["data"].encode())
        sent = message(event, row["id"])
        headers = [(n, b"//masohi.test/agreements" if n == "ce_source" else v) for n, v in sent.headers]
        await h.hear_raw(sent.topic, sent.value or b"", headers)  # type: ignore[arg-type]
    assert [row["label"] for row in await h.pool.fetch("select label from things where id = $1", THING)] == ["young"]
    assert await h.pool.fetchval("select touched from things") == 1, "the old one was not done again"
