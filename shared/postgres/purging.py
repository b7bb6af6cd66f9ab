"""Removes what is old from the platform's tables: a batch at each turn of the scheduler. The table: docs/operate.md.

Several replicas share the work: each locks what it removes and passes by what another one has locked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from shared.metrics import PURGED
from shared.postgres.pool import Connection
from shared.postgres.scheduler import Job

BATCH = 1_000
"""Rows of one table at one turn: at five seconds a turn, 17 million a day."""

_OLD = "select ctid from {table} where {old} limit {batch} for update skip locked"

# Both are stamped by the database, so they are judged by its clock: a simulated one may be years ahead.
_KEYS = _OLD.format(table="idempotency_keys", old="created_at < now() - $1::interval", batch=BATCH)
_INBOX = _OLD.format(table="inbox", old="received_at < now() - $1::interval", batch=BATCH)
_SETTLED = _OLD.format(table="dead_letters", old="state <> 'waiting' and settled_at < $1", batch=BATCH)
_WAITING = _OLD.format(table="dead_letters", old="state = 'waiting' and received_at < $1", batch=BATCH)

Purge = Callable[[Connection, datetime, timedelta], Awaitable[int]]


async def idempotency_keys(conn: Connection, now: datetime, age: timedelta) -> int:
    """Answers that were kept for a repeated request."""
    return _count(await conn.execute(f"delete from idempotency_keys where ctid = any(array({_KEYS}))", age))


async def inbox(conn: Connection, now: datetime, age: timedelta) -> int:
    """Events that were heard. Up to when they are forgotten is kept: a refill of older ones would be heard anew."""
    return int(
        await conn.fetchval(
            f"with gone as (delete from inbox where ctid = any(array({_INBOX})) returning received_at),"
            " kept as (insert into purges (what, until) select 'inbox', max(received_at) from gone"
            " having count(*) > 0 on conflict (what) do update set until = greatest(purges.until, excluded.until))"
            " select count(*) from gone",
            age,
        )
    )


async def settled_letters(conn: Connection, now: datetime, age: timedelta) -> int:
    """Dead letters that were replayed or discarded; they are empty since."""
    return _count(await conn.execute(f"delete from dead_letters where ctid = any(array({_SETTLED}))", now - age))


async def waiting_letters(conn: Connection, now: datetime, age: timedelta) -> int:
    """Dead letters that nobody settled, in spite of the alert: discarded, their content gone."""
    status = await conn.execute(
        "update dead_letters set state = 'discarded', settled_at = $2, settled_by = 'purge', key = null, value = null,"
        f" headers = '[]' where ctid = any(array({_WAITING}))",
        *(now - age, now),
    )
    return _count(status)


def purging(purge: Purge, days: int) -> Job:
    """A job that removes a batch of what is older than so many days. What is left waits for the next turn."""
    what = purge.__name__.replace("_", "-")

    async def job(conn: Connection, now: datetime) -> int:
        PURGED.labels(what).inc(await purge(conn, now, timedelta(days=days)))
        return 0

    job.__name__ = f"purge_{purge.__name__}"
    return job


def forgetting(forget: Callable[[Connection, datetime], Awaitable[int]]) -> Job:
    """A job that removes what has an end of its own, such as `forget_sessions`."""
    what = forget.__name__.removeprefix("forget_").replace("_", "-")

    async def job(conn: Connection, now: datetime) -> int:
        PURGED.labels(what).inc(await forget(conn, now))
        return 0

    job.__name__ = forget.__name__
    return job


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
