"""Interleaved runs, and what is read off them."""

from __future__ import annotations

import asyncio
import gc
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.yardsticks import NotMeasured, Yardstick

ROUNDS = 3
REPEATS = 2
"""How many rounds of one row may be dropped and repeated."""

Run = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What each round gave; the machine drifts, so the figure is the median of the rounds' own ratios."""

    ours: list[float]
    theirs: list[float]
    dropped: list[str]
    """Why rounds were dropped and repeated."""

    @property
    def ratio(self) -> float:
        return median(mine / other for mine, other in zip(self.ours, self.theirs, strict=True))

    def raw(self, ours: str, theirs: str, unit: str) -> str:
        ratios = ", ".join(f"{mine / other:.2f}" for mine, other in zip(self.ours, self.theirs, strict=True))
        rates = f"{ours} {median(self.ours):,.1f} {unit}, {theirs} {median(self.theirs):,.1f} {unit} (rounds {ratios})"
        return "; ".join([rates, *(f"one round repeated: {why}" for why in self.dropped)])


async def interleave(ours: Run, theirs: Run, yardstick: Yardstick, rounds: int = ROUNDS) -> Pairs:
    """Ours and theirs in turn; every second round begins with theirs, so that a drift favours neither.

    A round whose yardstick is out of range is dropped and repeated. NotMeasured when that happens too often.
    """
    pairs, number = Pairs([], [], []), 0
    while len(pairs.theirs) < rounds:
        try:
            mine, other = await _round(ours, theirs, theirs_first=number % 2 == 1)
            fault = yardstick.fault(other)
        except NotMeasured as error:
            fault = str(error)
        if fault is None:
            pairs.ours.append(mine)
            pairs.theirs.append(other)
        else:
            pairs.dropped.append(fault)
        if len(pairs.dropped) > REPEATS:
            raise NotMeasured(f"{len(pairs.dropped)} rounds dropped, the last: {fault}")
        number += 1
    return pairs


async def _round(ours: Run, theirs: Run, *, theirs_first: bool) -> tuple[float, float]:
    figures: dict[Run, float] = {}
    for run in (theirs, ours) if theirs_first else (ours, theirs):
        gc.collect()
        figures[run] = await run()
    return figures[ours], figures[theirs]


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
