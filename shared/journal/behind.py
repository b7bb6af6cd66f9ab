"""Is the database older than Kafka? Two comparisons, when a service starts:

- the last messages of its own topics with the journal: a fact that was published stands in it;
- what its group has read with what the database has seen: a message that was read is in the inbox or a dead letter.

After a restore both fail at once. See docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.messaging import consumed
from shared.messaging.codec import Message
from shared.messaging.consume import Consumer
from shared.messaging.consumed import Offsets
from shared.messaging.envelope import Malformed
from shared.messaging.tails import Log, Ranges, opened
from shared.postgres.pool import Connection, Pool
from shared.settings import KafkaSettings

LAST = 20
"""Messages of each partition that are compared at a start."""
COMMAND = "python -m deploy.restore"
HOLD = "select pg_advisory_lock(hashtext('masohi-restore'), hashtext(current_schema))"
"""Held by the command while it states a loss and rewinds the groups. A service goes on when all of it is done."""
_HELD = "select not pg_try_advisory_xact_lock_shared(hashtext('masohi-restore'), hashtext(current_schema))"


@dataclass(frozen=True, slots=True)
class TopicFact:
    """A fact as a topic holds it. `sequence` is its number there."""

    event_id: UUID
    type: str
    topic: str
    key: str
    sequence: int
    time: datetime | None


@dataclass(frozen=True, slots=True)
class Behind:
    """Facts that are published and in no journal, and messages that are read and that the database never saw."""

    lost: Sequence[TopicFact]
    unheard: Sequence[Message]

    def __str__(self) -> str:
        said = []
        if self.lost:
            first = self.lost[0]
            said.append(f"facts on {first.topic} are not in the journal (the first found: {first.event_id})")
        if self.unheard:
            place = self.unheard[0].record
            said.append(
                f"messages of {place.topic} were read and are unknown here"
                f" (the first found: partition {place.partition}, offset {place.offset})"
            )
        return f"{'; '.join(said)}: the database is older than Kafka. Run: {COMMAND}"


def facts_of(service: str, messages: Iterable[Message]) -> list[TopicFact]:
    """The facts among these messages that a service wrote; `service` is its name in `ce_source`.

    A message that somebody else put there says nothing about its journal.
    """
    found = []
    for message in messages:
        event = message.event
        if isinstance(event, Malformed) or event.source.rpartition("/")[2] != service:
            continue
        with suppress(ValueError):
            found.append(
                TopicFact(
                    UUID(event.id), event.type, message.record.topic, event.subject or "", event.version, event.time
                )
            )
    return found


def read_since(log: Log, topics: Collection[str], recorded: Offsets) -> Ranges:
    """What the group has read beyond what the database recorded.

    Where it recorded nothing (a new database, or one from before it did): the last messages that were read.
    """
    ranges = {}
    for partition, offset in log.committed.items():
        if partition.topic in topics and partition in log.ends:
            end = min(offset, log.ends[partition])
            ranges[partition] = max(log.begins[partition], recorded.get(partition, end - LAST)), end
    return ranges


async def unknown(conn: Connection, facts: Sequence[TopicFact]) -> list[TopicFact]:
    """Those that the journal does not have, and that nobody has stated as lost."""
    rows = await conn.fetch(
        "select event_id from journal where event_id = any($1::uuid[])"
        " union all select event_id from lost_facts where event_id = any($1::uuid[])",
        [fact.event_id for fact in facts],
    )
    known = {row["event_id"] for row in rows}
    return [fact for fact in facts if fact.event_id not in known]


async def unheard(conn: Connection, consumer: Consumer, messages: Sequence[Message]) -> list[Message]:
    """Those that the service handles, and that are neither in its inbox nor among its dead letters."""
    wanted = dict[int, tuple[str, str]]()
    for n, message in enumerate(messages):
        try:
            route = consumer.route(message)
        except Exception:  # noqa: S112 - whatever it is, this message became a dead letter
            continue
        if route is not None:
            wanted[n] = route[0].source, route[0].id
        else:
            wanted[n] = "", ""
    inbox = await conn.fetch(
        "select source, id from inbox where (source, id) in (select * from unnest($1::text[], $2::text[]))",
        [source for source, _ in wanted.values()],
        [id_ for _, id_ in wanted.values()],
    )
    letters = await conn.fetch(
        "select topic, digest from dead_letters where digest = any($1::bytea[])",
        [message.record.digest for message in messages],
    )
    seen = {("", ""), *((row["source"], row["id"]) for row in inbox)}
    buried = {(row["topic"], row["digest"]) for row in letters}
    return [
        message
        for n, message in enumerate(messages)
        if wanted.get(n) not in seen and (message.record.topic, message.record.digest) not in buried
    ]


async def compare(log: Log, pool: Pool, service: str, own: Collection[str], consumer: Consumer) -> Behind | None:
    """Kafka is asked before the database: what is published or read meanwhile is no difference."""
    lost, missed = list[TopicFact](), list[Message]()
    async with pool.acquire() as conn:
        async for messages in log.messages(log.last(LAST, own)):
            lost += await unknown(conn, facts_of(service, messages))
        recorded = await consumed.load(conn)
        async for messages in log.messages(read_since(log, consumer.topics, recorded)):
            missed += await unheard(conn, consumer, messages)
            if missed:
                break
    return Behind(lost, missed) if lost or missed else None


async def check(
    settings: KafkaSettings, pool: Pool, service: str, group: str, own: Collection[str], consumer: Consumer
) -> str | None:
    """What is wrong, in words. Where nothing is, the database takes over the offsets that it did not know."""
    if await pool.fetchval(_HELD):
        return f"a loss is being stated ({COMMAND}): this service goes on when that is done"
    async with opened(settings, {*own, *consumer.topics}, group) as log:
        behind = await compare(log, pool, service, own, consumer)
        if behind:
            return str(behind)
        read = {p: offset for p, offset in log.committed.items() if p.topic in consumer.topics}
        ends = {p: end for p, end in log.ends.items() if p.topic in consumer.topics}
    async with pool.acquire() as conn, conn.transaction():
        await consumed.adopt(conn, read, ends)
    return None
