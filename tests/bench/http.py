"""The same command through the real service's HTTP, and called directly."""

from __future__ import annotations

import asyncio
import sys

from services.agreements.main import build
from shared.clock import SystemClock
from shared.postgres.pool import in_transaction, open_pool
from shared.runtime import running
from tests.bench.measure import hammer, interleave
from tests.bench.organisations import ACTOR, TOPIC, register_all, update_one
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import DIRECT_COMMAND

ROW = Row(
    *("http", "the same over HTTP"),
    *("the same command called directly", "0.4 (FastAPI)", 0.4, 0.6),
)
CLIENTS, SECONDS = 16, 3


async def measure(rig: Rig) -> Measured:
    await rig.topics(TOPIC)
    dsn = await rig.databases.fresh("agreements")
    token = rig.issuer.token("clerk", subject=ACTOR.subject)

    async def ours() -> float:
        with rig.agreements(dsn) as service:
            await _over_http(service.port, token, 1)
            return await _over_http(service.port, token, SECONDS)

    async def direct() -> float:
        pool = await open_pool(dsn, "agreements", size=CLIENTS)
        try:
            await hammer(lambda: in_transaction(pool, update_one), CLIENTS, 1)
            return await hammer(lambda: in_transaction(pool, update_one), CLIENTS, SECONDS)
        finally:
            await pool.close()

    async def direct_with_relay() -> float:
        settings = rig.settings(dsn)
        async with running(build(settings), settings, rig.kafka, SystemClock()) as (edge, _engine):

            async def call() -> None:
                await in_transaction(edge.pool, update_one)
                edge.committed()

            await hammer(call, CLIENTS, 1)
            return await hammer(call, CLIENTS, SECONDS)

    pool = await open_pool(dsn, "agreements", size=2)
    await register_all(pool)
    await pool.close()
    pairs = await interleave(ours, direct, DIRECT_COMMAND)
    alike = await interleave(ours, direct_with_relay, DIRECT_COMMAND, rounds=2)
    return Measured(
        pairs.ratio,
        pairs.raw("HTTP", "direct", "commands/s") + f"; {alike.ratio:.2f} of direct calls with the relay beside them",
        "one uvicorn process of the agreements service, whose relay publishes all the while, and 16 kept-alive clients"
        " in a process of their own; directly: 16 callers of in_transaction with nothing beside them.",
    )


async def _over_http(port: int, token: str, seconds: float) -> float:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.load", "127.0.0.1", str(port), str(CLIENTS), str(seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate(token.encode() + b"\n")
    return float(out)
