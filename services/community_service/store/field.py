"""What supervisors' phones sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.community_service.domain.field import Kind, Reading
from services.community_service.errors.field import EntryIdReused
from services.community_service.events import Accompanied, Outcome
from services.community_service.store.constraints import refusing
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Sent:
    """An entry as the phone sent it; a row has its fields by the same names."""

    id: UUID
    subject: str
    session_id: UUID
    kind: Kind
    outcome: Outcome | None
    reason: str | None
    safety_gear: bool | None
    work_quality: str | None
    behaviour: str | None
    accompanied_by: Accompanied | None
    device_at: datetime
    offset_ms: int
    offset_age_s: int
    monotonic_ms: int
    clock_run: UUID
    latitude: float | None
    longitude: float | None
    accuracy_m: int | None
    place_age_s: int | None
    app_version: str

    @property
    def reading(self) -> Reading:
        return Reading(self.device_at, self.monotonic_ms, self.clock_run)


_SENT = tuple(Sent.__dataclass_fields__)
_RECEIVED = ("at", "received_at", "recorded_late", "clock_apart_s", "sentence_id", "fact_version")


@dataclass(frozen=True, slots=True)
class Received:
    """An entry as it was received. `clock_apart_s`: how far the phone's clock was moved. No version: it was refused."""

    sent: Sent
    at: datetime
    received_at: datetime
    recorded_late: bool
    clock_apart_s: int
    sentence_id: UUID | None = None
    fact_version: int | None = None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What is known of a session before its case is loaded."""

    sentence_id: UUID
    cancelled_at: datetime | None
    takes_nobody_since: datetime | None


async def lock_cases(conn: Connection, session_ids: Collection[UUID]) -> None:
    """In the order of their ids, before they are loaded one by one. Twins of a request wait, and see what it did."""
    await conn.execute(
        "select from sentences where id in (select sentence_id from sessions where id = any($1))"
        " order by id for update",
        list(session_ids),
    )


async def whereabouts(conn: Connection, session_id: UUID) -> Whereabouts | None:
    """`takes_nobody_since`: the site is closed, or a coordinator has suspended it. An agreement that ends does not turn
    away who is booked: that goes on and waits for a decision (A2)."""
    row = await conn.fetchrow(
        "select x.sentence_id, x.cancelled_at, case when t.state = 'closed' or t.suspended_by = 'coordinator' then ("
        "  select max(j.occurred_at) from journal as j where j.key = t.id::text"
        "  and j.type in ('community-service.site.suspended', 'community-service.site.closed'))"
        " end as takes_nobody_since"
        " from (select sentence_id, site_id, null::timestamptz as cancelled_at from sessions where id = $1"
        "  union all select sentence_id, site_id, cancelled_at from cancelled_sessions where id = $1) as x"
        " join sites as t on t.id = x.site_id",
        session_id,
    )
    return Whereabouts(**row) if row else None


async def find_entry(conn: Connection, entry_id: UUID) -> Received | None:
    row = await conn.fetchrow(f"select {', '.join((*_SENT, *_RECEIVED))} from field_entries where id = $1", entry_id)
    if row is None:
        return None
    return Received(Sent(**{name: row[name] for name in _SENT}), **{name: row[name] for name in _RECEIVED})


async def readings(conn: Connection, subject: str, runs: Collection[UUID]) -> Sequence[Reading]:
    """What the clocks of this subject's phones said earlier in the same runs."""
    rows = await conn.fetch(
        "select device_at, monotonic_ms, clock_run as run from field_entries"
        " where subject = $1 and clock_run = any($2)",
        *(subject, list(runs)),
    )
    return [Reading(**row) for row in rows]


async def save_entry(conn: Connection, received: Received) -> None:
    """A refused one that is recorded now gets the version of its fact. Raises EntryIdReused, AlreadyRecorded."""
    names = (*_SENT, *_RECEIVED)
    values: list[Any] = [getattr(received.sent, name) for name in _SENT]
    values += [getattr(received, name) for name in _RECEIVED]
    async with refusing():
        saved = await conn.fetchval(
            f"insert into field_entries as e ({', '.join(names)})"
            f" values ({', '.join(f'${number}' for number in range(1, len(names) + 1))})"
            " on conflict (id) do update set fact_version = excluded.fact_version"
            " where e.subject = excluded.subject and e.fact_version is null returning true",
            *values,
        )
    if not saved:
        raise EntryIdReused


async def hash_of(conn: Connection, sentence_id: UUID, version: int) -> str:
    """The head of the chain of a case at one of its facts, in hex."""
    found: str = await conn.fetchval(
        "select encode(hash, 'hex') from journal where key = $1 and version = $2", str(sentence_id), version
    )
    return found
