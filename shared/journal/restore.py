"""After a database was restored that is older than Kafka: finds what it lost, and states it in the journal.

Facts that stand on topics only are void: no table has their effect, and the journal cannot have them back with their
hashes. Their numbers stay taken, our own services do not hear them again, and what outsiders send is heard again.
See docs/decisions/0017.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import orjson
from aiokafka import TopicPartition

from shared.journal import journal
from shared.journal.behind import TopicFact, facts_of, unknown
from shared.journal.lost import LostFact, LostSeal, Restored, digest_of, restored_in
from shared.journal.seal import Seal, of_fact, save
from shared.messaging.codec import Message
from shared.messaging.consumed import Offsets
from shared.messaging.envelope import Malformed
from shared.messaging.events import RestoreFact
from shared.messaging.tails import Log
from shared.postgres.pool import Connection

IDS_A_NOTICE = 1_000

_RELAY_LOCK = "select pg_try_advisory_xact_lock(hashtext('masohi-relay'), hashtext(current_schema))"


class StillRunning(Exception):
    """A service publishes from this schema: its numbers would change under it."""


@dataclass(slots=True)
class Tail:
    """What topics hold and the journal does not. `published`: facts of the outbox that are out already, by topic."""

    facts: dict[UUID, LostFact] = field(default_factory=dict)
    seals: list[Seal] = field(default_factory=list)
    published: defaultdict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        return bool(self.facts)

    def add(self, fact: TopicFact) -> None:
        """One fact may stand on two topics, with a number on each."""
        known = self.facts.get(fact.event_id) or LostFact(fact.event_id, fact.type, fact.key, 0, 0, fact.time)
        number = "internal_sequence" if ".internal." in fact.topic else "sequence"
        self.facts[fact.event_id] = replace(known, **{number: max(fact.sequence, getattr(known, number))})


async def lost_tail(conn: Connection, log: Log, name: str, topics: Collection[str]) -> Tail:
    """Reads all topics of a service from their beginning: only that is sure."""
    tail, waiting = Tail(), {row["event_id"] for row in await conn.fetch(_WAITING)}
    async for messages in log.messages(log.everything(topics)):
        facts = facts_of(name, messages)
        for fact in facts:
            if fact.event_id in waiting:
                tail.published[fact.event_id].add(fact.topic)
        for fact in await unknown(conn, facts):
            tail.add(fact)
        tail.seals += _seals(messages, tail.facts)
    tail.seals = sorted({seal.number: seal for seal in tail.seals}.values(), key=lambda seal: seal.number)
    return tail


_WAITING = "select event_id from outbox join journal using (position)"


def _seals(messages: Iterable[Message], lost: Mapping[UUID, LostFact]) -> list[Seal]:
    found = []
    for message in messages:
        event = message.event
        if isinstance(event, Malformed) or not event.type.endswith(".journal.sealed"):
            continue
        with suppress(ValueError):
            if UUID(event.id) in lost:
                found.append(of_fact(orjson.loads(event.data)))
    return found


async def state(conn: Connection, name: str, tail: Tail, by: str, now: datetime, notice: type[RestoreFact]) -> None:
    """Makes the loss a fact of the journal, and tells subscribers. `conn` is the owner's, in a transaction; no service
    of the schema runs.

    Raises StillRunning.
    """
    if not await conn.fetchval(_RELAY_LOCK):
        raise StillRunning
    if tail.seals:
        # What is written from now on is behind everything that a lost seal speaks of.
        await conn.execute(
            "select setval(pg_get_serial_sequence('journal', 'position'), greatest($1, (select max(position) + 1"
            " from journal)))",
            max(seal.position for seal in tail.seals),
        )
    facts = list(tail.facts.values())
    times = sorted(fact.occurred_at for fact in facts if fact.occurred_at)
    statement = restored_in(name)(
        journal=name,
        facts=len(facts),
        first_at=times[0] if times else None,
        last_at=times[-1] if times else None,
        digest=digest_of(facts),
        seals=[LostSeal(number=seal.number, hash=seal.hash.hex()) for seal in tail.seals],
        stated_by=by,
    )
    await journal.append(conn, [statement], actor="restore", now=now)
    position = await conn.fetchval("select max(position) from journal where key = $1", name)
    await _save(conn, facts, position)
    for seal in tail.seals:
        await save(conn, replace(seal, stated_at=position))
    await _renumber(conn, tail)
    await _void(conn, name, facts)
    # Last: its number is above what topics hold, also where it follows a seal that was lost.
    await journal.append(conn, _notices(notice, statement, facts), actor="restore", now=now)


def _notices(notice: type[RestoreFact], statement: Restored, facts: Collection[LostFact]) -> list[RestoreFact]:
    """As many as it takes: one message holds a thousand ids."""
    ids = sorted(fact.event_id for fact in facts)
    parts = [ids[start : start + IDS_A_NOTICE] for start in range(0, len(ids), IDS_A_NOTICE)]
    about = statement.model_dump(include={"journal", "facts", "first_at", "last_at"})
    return [notice(**about, part=n, parts=len(parts), event_ids=part) for n, part in enumerate(parts, 1)]


async def _save(conn: Connection, facts: Collection[LostFact], position: int) -> None:
    await conn.executemany(
        "insert into lost_facts (event_id, type, key, sequence, internal_sequence, occurred_at, position)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        [(f.event_id, f.type, f.key, f.sequence, f.internal_sequence, f.occurred_at, position) for f in facts],
    )


async def _renumber(conn: Connection, tail: Tail) -> None:
    """What waits for the relay goes on above what topics hold. What is out already keeps its number and is not sent
    again. Numbers on topics are no part of a fact's hash."""
    for event_id, topics in tail.published.items():
        await conn.execute(
            "delete from outbox where position = (select position from journal where event_id = $1"
            " and array_remove(array[topic, internal_topic], null) <@ $2::text[])",
            *(event_id, sorted(topics)),
        )
    await conn.execute(
        """
        with floors as (
            select key, max(sequence) as sequence, max(internal_sequence) as internal_sequence
            from lost_facts group by key
        ), waiting as (
            select j.key, min(j.version) as version from outbox join journal as j using (position)
            where not j.event_id = any($1::uuid[]) group by j.key
        ), shifts as (
            select w.key, w.version, greatest(0, f.sequence - coalesce(b.sequence, 0)) as sequence,
                greatest(0, f.internal_sequence - coalesce(b.internal_sequence, 0)) as internal_sequence
            from waiting as w join floors as f using (key)
            left join journal as b on b.key = w.key and b.version = w.version - 1
        )
        update journal as j set sequence = j.sequence + s.sequence,
            internal_sequence = j.internal_sequence + s.internal_sequence
        from shifts as s where j.key = s.key and j.version >= s.version
        """,
        list(tail.published),
    )


async def _void(conn: Connection, name: str, facts: Collection[LostFact]) -> None:
    """Our services have heard these facts, as far as they will ever: their owner does not know them any more."""
    for schema in await conn.fetch("select table_schema from information_schema.tables where table_name = 'inbox'"):
        await conn.execute(
            f"insert into {schema[0]}.inbox (source, id) select $1, id from unnest($2::text[]) as id"
            " on conflict do nothing",
            *(f"/{name}", [str(fact.event_id) for fact in facts]),
        )


def rewound(committed: Offsets, recorded: Offsets) -> dict[TopicPartition, int]:
    """Where the group must read again: what it read beyond what the database knows. From the start where it knows
    nothing; the inbox passes by what it has seen."""
    return {p: recorded.get(p, 0) for p, offset in committed.items() if recorded.get(p, 0) < offset}
