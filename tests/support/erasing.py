"""Time passes for the record classes alone: years, without a seal for each of their days."""

from __future__ import annotations

from datetime import datetime

from shared.postgres.scheduler import Scheduler
from shared.privacy.erasure import erasures
from tests.support.harness import Harness


async def erase_at(h: Harness, moment: datetime) -> int:
    """Moves the clock there and does what the retention asks for on that day. Returns how much that was."""
    h.clock.set(moment)
    assert h.service.personal
    return await Scheduler(h.pool, h.clock, erasures(h.service.personal), 3600, lambda: None).tick()
