"""How far a service has read each partition: recorded in the transaction that handles what was read.

Kafka knows it too, but Kafka is not restored with the database: where Kafka's number is higher, the database is older.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiokafka import TopicPartition

from shared.messaging.dead_letters import Record
from shared.postgres.pool import Connection

Offsets = Mapping[TopicPartition, int]

SAVE = (
    "insert into consumed (topic, partition, next_offset) select * from unnest({0}::text[], {1}::int[], {2}::bigint[])"
    " on conflict (topic, partition)"
    " do update set next_offset = greatest(consumed.next_offset, excluded.next_offset)"
)
"""A statement, or a part of one. Never backwards: a reader that lost its partition may still end its batch."""


def behind(records: Iterable[Record]) -> dict[TopicPartition, int]:
    """The next offsets once these records are handled."""
    places: dict[TopicPartition, int] = {}
    for record in records:
        partition = TopicPartition(record.topic, record.partition)
        places[partition] = max(record.offset + 1, places.get(partition, 0))
    return places


def columns(places: Offsets) -> tuple[list[str], list[int], list[int]]:
    """The parameters of SAVE. In one order for all, so that no two transactions wait for each other."""
    ordered = sorted(places)
    return [p.topic for p in ordered], [p.partition for p in ordered], [places[p] for p in ordered]


async def save(conn: Connection, places: Offsets) -> None:
    """Records how far was read."""
    await conn.execute(SAVE.format("$1", "$2", "$3"), *columns(places))


async def load(conn: Connection) -> dict[TopicPartition, int]:
    rows = await conn.fetch("select topic, partition, next_offset from consumed")
    return {TopicPartition(row["topic"], row["partition"]): row["next_offset"] for row in rows}


async def adopt(conn: Connection, committed: Offsets, ends: Offsets) -> None:
    """Takes over Kafka's numbers, once it is known that nothing was lost, where ours say nothing.

    A partition that is shorter than we know it was made anew, or its group forgotten: it is read from where Kafka says.
    """
    known = await load(conn)
    stale = [p for p, offset in known.items() if p in ends and (p not in committed or offset > ends[p])]
    topics, partitions, _ = columns(dict.fromkeys(stale, 0))
    await conn.execute(
        "delete from consumed where (topic, partition) in (select * from unnest($1::text[], $2::int[]))",
        *(topics, partitions),
    )
    missing = {p: offset for p, offset in committed.items() if p not in known or p in stale}
    if missing:
        await save(conn, missing)
