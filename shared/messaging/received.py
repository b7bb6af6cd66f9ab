"""A copy of what strangers sent, from its receipt until it is handled: a Kafka that is lost takes no verdict with it.

A batch that fails for a while is asked for again by its reader. Where Kafka does not have it any more, `left` finds it
here. What is handled or a dead letter is not kept twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.messaging.dead_letters import Record, headers_from_json, headers_to_json
from shared.postgres.pool import Connection

LEFT_AFTER_S = 60
"""A reader tries for ten seconds, then asks for the batch again: what is older has no reader."""
_AT_A_TIME = 100


async def keep(conn: Connection, records: Sequence[Record]) -> None:
    """In a transaction of its own, before anything is done with them. What comes again is kept once."""
    await conn.executemany(
        'insert into received (topic, digest, partition, "offset", key, value, headers, flaw)'
        " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        [
            (r.topic, r.digest, r.partition, r.offset, r.key, r.value, headers_to_json(r.headers), r.flaw)
            for r in records
        ],
    )


async def forget(conn: Connection, records: Sequence[Record]) -> None:
    """In the transaction that handles them, or keeps them as dead letters."""
    await conn.execute(
        "delete from received where (topic, digest) in (select * from unnest($1::text[], $2::bytea[]))",
        *([record.topic for record in records], [record.digest for record in records]),
    )


async def left(conn: Connection) -> list[Record]:
    """Those that nobody has handled for a minute, the oldest first."""
    rows = await conn.fetch(
        "select * from received where received_at < now() - $1 * interval '1 second' order by received_at limit $2",
        *(LEFT_AFTER_S, _AT_A_TIME),
    )
    return [
        Record(
            *(row["topic"], row["partition"], row["offset"], row["key"], row["value"]),
            headers_from_json(row["headers"]),
            row["flaw"],
        )
        for row in rows
    ]
