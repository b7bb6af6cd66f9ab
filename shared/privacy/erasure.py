"""Erases personal data by record class after their retention (UU 27/2022 art. 43, 44).

Once a local day for each class, a batch at each turn of the scheduler. What is due is asked twice: the rows are locked
between the two questions, so that a case that begins at the same moment keeps its person. The journal gets a record
per batch: which class, how many rows, under which figure, and not whose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from shared.clock import local_day, midnight
from shared.journal import journal
from shared.metrics import PURGED
from shared.postgres.pool import Connection
from shared.postgres.scheduler import Job
from shared.privacy.personal import Erasing, Personal
from shared.privacy.retention import RecordClass

BATCH = 500
"""Persons or records of one class at one turn."""


def erasures(personal: Personal) -> Sequence[Job]:
    """A job for each record class of the service."""
    return [_job(personal, record_class) for record_class in personal.retention]


def _job(personal: Personal, record_class: RecordClass) -> Job:
    async def job(conn: Connection, now: datetime) -> int:
        return await erase(conn, personal, record_class, now)

    job.__name__ = f"erase_{record_class.name.replace('-', '_')}"
    return job


async def erase(conn: Connection, personal: Personal, record_class: RecordClass, now: datetime) -> int:
    """One batch of what is past its retention today. Returns how many persons or records; 0 when the day is done."""
    today, erasing = local_day(now), personal.erasing[record_class.name]
    if not await _is_our_turn(conn, record_class, now):
        return 0
    since = today - timedelta(days=record_class.days)
    ids = await _due(conn, erasing, since)
    rows = sum([_count(await conn.execute(act, ids)) for act in erasing.acts]) if ids else 0
    if ids:
        fact = personal.facts.erased(
            record_class=record_class.name,
            rows=rows,
            days=record_class.days,
            until=since - timedelta(days=1),
            basis=record_class.basis,
        )
        await journal.append(conn, [fact], actor="retention", now=now)
        PURGED.labels(f"erased-{record_class.name}").inc(rows)
    if len(ids) < BATCH:
        await conn.execute("update retention_runs set done_on = $2 where record_class = $1", record_class.name, today)
    return len(ids)


async def _is_our_turn(conn: Connection, record_class: RecordClass, now: datetime) -> bool:
    """Not done today, and no other replica is at it."""
    await conn.execute(
        "insert into retention_runs (record_class) values ($1) on conflict do nothing", record_class.name
    )
    found = await conn.fetchval(
        "select done_on is distinct from $2 from retention_runs where record_class = $1 for update skip locked",
        *(record_class.name, local_day(now)),
    )
    return bool(found)


async def _due(conn: Connection, erasing: Erasing, since: date) -> list[UUID]:
    """Two statements: the second one sees what was committed before the rows were ours."""
    where = f"({erasing.due}) and $1::date is not null and $2::timestamptz is not null"
    select = f"select t.{erasing.key} as key from {erasing.table} as t where {where}"
    moment = midnight(since)
    locked = await conn.fetch(f"{select} order by 1 limit $3 for update of t skip locked", since, moment, BATCH)
    if not locked:
        return []
    rows = await conn.fetch(f"{select} and t.{erasing.key} = any($3)", since, moment, [row["key"] for row in locked])
    return [row["key"] for row in rows]


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
