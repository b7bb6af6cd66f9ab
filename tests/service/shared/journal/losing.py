"""A journal that lost its tail: as topics tell of it, without a broker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Any

from aiokafka import TopicPartition

from shared.journal.restore import Tail, lost_tail, state
from shared.messaging.codec import Message, read_message
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope
from shared.messaging.tails import Log, Ranges
from tests.support.databases import Databases
from tests.support.envelopes import kafka_headers
from tests.support.harness import Harness
from tests.support.tiny import INTERNAL, TOPIC, Lost, owner

NAME = "agreements"
WHO = "the operator, after the disk broke"


@dataclass
class Topics:
    """In the place of a broker: what was published, by topic, all in partition 0."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    committed: dict[TopicPartition, int] = field(default_factory=dict)

    @property
    def log(self) -> Log:
        ends = {TopicPartition(topic, 0): len(records) for topic, records in self.records.items()}
        log = Log(None, dict.fromkeys(ends, 0), ends, self.committed)
        return _Fake(log.reader, log.begins, log.ends, log.committed, self)

    def put(self, topic: str, record: Record) -> Record:
        records = self.records.setdefault(topic, [])
        records.append(Record(topic, 0, len(records), record.key, record.value, record.headers, record.flaw))
        return records[-1]


class _Fake(Log):
    def __init__(self, reader: Any, begins: Any, ends: Any, committed: Any, topics: Topics) -> None:
        super().__init__(reader, begins, ends, committed)
        object.__setattr__(self, "topics", topics)

    async def messages(self, ranges: Ranges) -> AsyncIterator[list[Message]]:
        for partition, (first, end) in ranges.items():
            yield [read_message(record) for record in self.topics.records[partition.topic][first:end]]  # type: ignore[attr-defined]


async def published(h: Harness, topics: Topics) -> None:
    """What the relay would send: everything that waits, with its numbers."""
    rows = await h.pool.fetch(
        "select event_id::text, type, topic, internal_topic, journal.key, sequence, internal_sequence, data::text,"
        " occurred_at from outbox join journal using (position) order by position"
    )
    for row in rows:
        for topic, number in ((row["topic"], row["sequence"]), (row["internal_topic"], row["internal_sequence"])):
            if topic:
                envelope = Envelope(
                    id=row["event_id"],
                    source=f"//masohi.test/{NAME}",
                    type=row["type"],
                    time=row["occurred_at"],
                    data=b"",
                    subject=row["key"],
                    sequence=f"{number:010d}",
                )
                headers = kafka_headers(envelope)
                topics.put(topic, Record(topic, 0, 0, row["key"].encode(), row["data"].encode(), headers))
    await h.pool.execute("delete from outbox")


async def restored_to(databases: Databases, h: Harness, position: int) -> None:
    """As from a backup of when this was the last fact; everything later was never there."""
    async with owner(databases, h) as conn:
        await conn.execute("delete from outbox where position > $1", position)
        await conn.execute("delete from seals where position >= $1", position)
        await conn.execute("delete from journal where position > $1", position)
        await conn.execute("select setval(pg_get_serial_sequence('journal', 'position'), $1, false)", position + 1)


async def stated(databases: Databases, h: Harness, topics: Topics, own: Collection[str] = (TOPIC, INTERNAL)) -> Tail:
    """What the operator's command does with the journal."""
    async with owner(databases, h) as conn, conn.transaction():
        tail = await lost_tail(conn, topics.log, NAME, [topic for topic in own if topic in topics.records])
        if tail:
            await state(conn, NAME, tail, WHO, h.clock.now(), Lost)
    return tail


def numbers(topics: Topics, topic: str) -> list[tuple[str, int, str]]:
    """Key, number and id of each message, once."""
    events = [read_message(record).event for record in topics.records.get(topic, [])]
    return sorted({(e.subject or "", e.version, e.id) for e in events if isinstance(e, Envelope)})
