"""What one service costs before anyone has asked it anything: memory, and the time to readiness."""

from __future__ import annotations

import asyncio
import time
from statistics import median

import psutil

from tests.bench.measure import ROUNDS
from tests.bench.organisations import TOPIC
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row

MEMORY = Row(*("memory", "idle memory of one service"), *("-", "-", 120, 80), better="less", unit=" MB")
START = Row(*("start", "start of one service to ready"), *("-", "-", 5, 1), better="less", unit=" s")
SETTLE_S = 6.0  # past the first turns of scheduler and health


async def memory(rig: Rig) -> Measured:
    await rig.topics(TOPIC)
    with rig.agreements(await rig.databases.fresh("agreements")) as service:
        await asyncio.sleep(SETTLE_S)
        used = psutil.Process(service.pid).memory_full_info()
    return Measured(
        used.rss / 1e6,
        f"resident {used.rss / 1e6:.0f} MB, of which its share of what others have too: {used.pss / 1e6:.0f} MB (PSS)",
        f"the agreements process, {SETTLE_S:.0f} s after ready, no request yet.",
    )


async def start(rig: Rig) -> Measured:
    await rig.topics(TOPIC)
    dsn = await rig.databases.fresh("agreements")
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with rig.agreements(dsn):
            took.append(time.perf_counter() - began)
    return Measured(
        median(took),
        ", ".join(f"{seconds:.2f} s" for seconds in took),
        "from the spawn of python -m services.agreements.main to `ready`; Postgres and Kafka are up.",
    )
