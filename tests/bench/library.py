"""The relay, and the library `faststream-outbox` set up as its own quickstart recommends."""

from __future__ import annotations

import asyncio
import time

import orjson
from faststream.kafka import KafkaBroker
from faststream_outbox import OutboxBroker, make_outbox_table
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from tests.bench.journal import filled
from tests.bench.measure import interleave
from tests.bench.organisations import COUNT, fact
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import OUTBOX_LIBRARY

ROW = Row(
    *("library", "relay"),
    *("faststream-outbox 0.19 as recommended", "40-90", 30, 60),
)
FACTS, THEIR_FACTS = 50_000, 2_000
_TOPIC = "library.facts"  # its messages are no CloudEvents


async def measure(rig: Rig) -> Measured:
    await rig.topics(_TOPIC)
    journal = await filled(rig, FACTS // COUNT)
    engine = create_async_engine(rig.databases.superuser_dsn.replace("postgresql://", "postgresql+asyncpg://"))

    async def ours() -> float:
        return await journal.drain(rig, FACTS)

    async def theirs() -> float:
        return await _quickstart(engine, rig.kafka.bootstrap_servers)

    pairs = await interleave(ours, theirs, OUTBOX_LIBRARY)
    await engine.dispose()
    await journal.admin.close()
    return Measured(
        pairs.ratio,
        pairs.raw("relay", "faststream-outbox", "facts/s"),
        f"relay: {FACTS:,} facts; library: {THEIR_FACTS:,} of the same facts, set up as its quickstart shows (defaults,"
        " stacked Kafka publisher); from the start of the subscriber to an empty table.",
    )


async def _quickstart(engine: AsyncEngine, bootstrap: str) -> float:
    metadata = MetaData()
    table = make_outbox_table(metadata, table_name="outbox")
    async with engine.begin() as conn:
        await conn.run_sync(metadata.drop_all)
        await conn.run_sync(metadata.create_all)
    outbox, messages = OutboxBroker(engine, outbox_table=table, logger=None), KafkaBroker(bootstrap, logger=None)
    publisher, relayed = messages.publisher(_TOPIC), asyncio.Event()
    left = THEIR_FACTS

    @publisher
    @outbox.subscriber("facts")
    async def relay(body: dict) -> dict:  # type: ignore[type-arg]
        nonlocal left
        left -= 1
        if not left:
            relayed.set()
        return body

    async with async_sessionmaker(engine, expire_on_commit=False)() as session, session.begin():
        for number in range(THEIR_FACTS):
            body = orjson.loads(orjson.dumps(fact(number % COUNT + 1).public()))
            await outbox.publish(body, queue="facts", session=session)
    await messages.connect()
    began = time.perf_counter()
    await outbox.start()
    await relayed.wait()
    while await _waiting(engine):
        await asyncio.sleep(0.005)
    seconds = time.perf_counter() - began
    await outbox.stop()
    await messages.stop()
    return THEIR_FACTS / seconds


async def _waiting(engine: AsyncEngine) -> int:
    async with engine.connect() as conn:
        return int((await conn.exec_driver_sql("select count(*) from outbox")).scalar_one())
