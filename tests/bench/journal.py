"""A journal with many facts, and the relay that empties its outbox."""

from __future__ import annotations

import time
from collections.abc import Callable

import asyncpg
import orjson

from shared.journal import journal
from shared.messaging import kafka
from shared.messaging.relay import Relay
from tests.bench.organisations import COUNT, TOPIC, fact
from tests.bench.rig import AUTHORITY, Rig

_FILL = """
    insert into journal (event_id, type, topic, key, version, sequence, internal_sequence, data, actor, occurred_at,
        correlation_id, digest, previous_hash, hash)
    select uuidv7(), $1, $2, key, version, version, 0, data::json, 'bench', now(), uuidv7()::text, sha256(''),
        case when version > 1 then sha256('') end, sha256('')
    from generate_series(1, $3::int) as version, unnest($4::text[], $5::text[]) as fact (key, data)
    order by version, key
"""

_NEWEST = """
    insert into outbox select position, key from journal order by position desc limit $1
"""


class Filled:
    """A database with a full journal, whose facts can be published again and again."""

    def __init__(self, dsn: str, admin: asyncpg.Connection, relay: Relay, connect: Callable[[], object]) -> None:
        self.dsn, self.admin, self.relay, self._connect = dsn, admin, relay, connect

    async def drain(self, rig: Rig, facts: int) -> float:
        """Puts the newest `facts` facts into the outbox and drains it; facts per second."""
        await self.admin.execute("truncate outbox")
        if facts < await self.admin.fetchval("select count(*) from journal"):
            await self.admin.execute(_NEWEST, facts)
        else:
            await journal.refill(self.admin)
        await self.admin.execute("analyze outbox")
        conn = await self._connect()  # type: ignore[misc]
        producer = kafka.producer(rig.kafka, "bench-relay")
        await producer.start()
        try:
            began = time.perf_counter()
            done = await self.relay.drain(conn, producer)
            seconds = time.perf_counter() - began
        finally:
            await producer.stop()
            await conn.close()
        if done != facts:
            raise RuntimeError(f"the relay published {done} of {facts} facts")
        return facts / seconds


async def filled(rig: Rig, versions: int) -> Filled:
    """Its journal holds `versions` facts of each of a thousand organisations."""
    await rig.topics(TOPIC)
    dsn = await rig.databases.fresh("agreements")
    admin = await rig.superuser(dsn, "agreements")
    facts = [fact(number) for number in range(1, COUNT + 1)]
    data = [orjson.dumps(f.public()).decode() for f in facts]
    await admin.execute(_FILL, facts[0].type, TOPIC, versions, [f.key for f in facts], data)
    await admin.execute("analyze journal")

    return relaying(rig, dsn, admin)


def relaying(rig: Rig, dsn: str, admin: asyncpg.Connection) -> Filled:
    """The journal of a database, and a relay for it."""

    def connect() -> object:
        return asyncpg.connect(dsn, server_settings={"search_path": "agreements"})

    batch = rig.settings(dsn).relay_batch
    relay = Relay(connect, lambda: kafka.producer(rig.kafka, "bench-relay"), AUTHORITY, "agreements", batch)  # type: ignore[arg-type]
    return Filled(dsn, admin, relay, connect)
