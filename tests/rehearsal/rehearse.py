"""An upgrade under load, and what came of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from deploy.upgrade.steps import upgrade
from tests.rehearsal.facts import lost_or_doubled
from tests.rehearsal.load import RATE, Load
from tests.rehearsal.system import OldStack, Rehearsed
from tests.support.world import World

RETRIED_AT_MOST = 0.01


@dataclass(frozen=True, slots=True)
class Outcome:
    load: Load
    system: Rehearsed
    seconds: float
    wrong: list[str]

    @property
    def good(self) -> bool:
        few = len(self.load.retried) < RETRIED_AT_MOST * len(self.load.took)
        return not self.load.failed and not self.wrong and few

    def __str__(self) -> str:
        took = sorted(self.load.took)
        rolls = [
            f"{name} {all_:.1f} s ({self.system.stopped[name]:.1f} s of it to end the old one)"
            for name, all_ in self.system.took.items()
            if name in self.system.stopped
        ]
        again = f"{len(self.load.retried)} ({len(self.load.retried) / len(took):.2%})"
        lines = [
            f"{len(took)} requests in {self.seconds:.0f} s, {len(self.load.verdicts)} verdicts",
            f"wanted: {RATE} requests a second; the latest went out {self.load.lateness:.1f} s late",
            f"failed: {len(self.load.failed)}; sent again: {again}; waited more than 1 s: {sum(t > 1 for t in took)}",
            f"median {took[len(took) // 2] * 1000:.0f} ms, longest {took[-1]:.1f} s",
            f"migrate {self.system.took['migrate']:.1f} s; {', '.join(rolls)}",
            *(f"  {line}" for line in (*self.load.failed[:5], *self.load.retried[:5], *self.wrong)),
            "good: nothing failed, nothing lost, nothing doubled" if self.good else "NOT GOOD",
        ]
        return "\n".join(lines)


def rehearse(stack: OldStack, seconds: float, say: Callable[[str], None]) -> Outcome:
    """Half of the load before the upgrade, then the upgrade, then the other half; stops the system at the end."""
    stack.start(lambda line: say(f"starting {line}"))
    try:
        return asyncio.run(_rehearse(stack, seconds, say))
    finally:
        stack.stop()


async def _rehearse(stack: OldStack, seconds: float, say: Callable[[str], None]) -> Outcome:
    world, system = World(stack), Rehearsed(stack)
    load, enough = Load(world), asyncio.Event()
    await load.settle()
    began = time.monotonic()
    running = asyncio.create_task(load.run(enough))
    try:
        await asyncio.sleep(seconds / 2)
        await asyncio.to_thread(upgrade, system, "a rehearsal", say)
        say(system.plan.rstrip())
        await asyncio.sleep(seconds / 2)
    finally:
        enough.set()
    await running
    took = time.monotonic() - began
    return Outcome(load, system, took, await lost_or_doubled(world, load))
