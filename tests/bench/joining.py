"""When a consuming service has joined: many probes in a row arrive.

One that arrives says little: it came over a partition that was given out early, or before the group was rebalanced.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.bench.yardsticks import NotMeasured

IN_A_ROW, PATIENCE_S, EVERY_S, JOIN_S = 50, 1.0, 0.02, 90.0
"""With 6 partitions, 50 probes at random keys reach each of them."""

Probe = Callable[[], Awaitable[Callable[[], bool]]]
"""Sends one; what it returns says whether that one has arrived."""


async def heard_in_a_row(probe: Probe) -> None:
    """Until IN_A_ROW probes have each arrived within PATIENCE_S."""
    row = 0
    try:
        async with asyncio.timeout(JOIN_S):
            while row < IN_A_ROW:
                row = row + 1 if await _arrives(await probe()) else 0
    except TimeoutError:
        raise NotMeasured(f"our reader did not hear {IN_A_ROW} probes in a row within {JOIN_S:.0f} s") from None


async def _arrives(arrived: Callable[[], bool]) -> bool:
    for _ in range(round(PATIENCE_S / EVERY_S)):
        await asyncio.sleep(EVERY_S)
        if arrived():
            return True
    return False
