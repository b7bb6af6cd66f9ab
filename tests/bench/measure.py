"""Interleaved runs, and what is read off them."""

from __future__ import annotations

import asyncio
import gc
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 3

Run = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What each round gave; the machine drifts, so the figure is the median of the rounds' own ratios."""

    ours: list[float]
    theirs: list[float]

    @property
    def ratio(self) -> float:
        return median(mine / other for mine, other in zip(self.ours, self.theirs, strict=True))

    def raw(self, ours: str, theirs: str, unit: str) -> str:
        ratios = ", ".join(f"{mine / other:.2f}" for mine, other in zip(self.ours, self.theirs, strict=True))
        return f"{ours} {median(self.ours):,.1f} {unit}, {theirs} {median(self.theirs):,.1f} {unit} (rounds {ratios})"


async def interleave(ours: Run, theirs: Run, rounds: int = ROUNDS) -> Pairs:
    """Ours and theirs in turn; every second round begins with theirs, so that a drift favours neither."""
    pairs = Pairs([], [])
    for number in range(rounds):
        turns = [(pairs.ours, ours), (pairs.theirs, theirs)]
        for kept, run in turns if number % 2 == 0 else reversed(turns):
            gc.collect()
            kept.append(await run())
    return pairs


async def hammer(work: Callable[[], Awaitable[object]], clients: int, seconds: float) -> float:
    """How often per second `clients` get `work` done, each one after the other."""
    done, end = 0, time.perf_counter() + seconds

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < end:
            await work()
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return done / (time.perf_counter() - began)


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest rank: of 200 values the 99th percentile is a value that was seen, not one between two."""
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]
