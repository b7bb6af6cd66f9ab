"""Looks at each part again and again. A part that cannot be seen says so, and harms no other."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from deploy.watch import metrics

log = logging.getLogger(__name__)

_PATIENCE_S = 90.0
"""More than any part needs that minds its own time."""


class Part(Protocol):
    async def look(self) -> None:
        """Sets its gauges. Raises when it cannot see what it should."""

    def away(self) -> None:
        """Takes back what is no longer known."""


async def see(part: Part) -> None:
    """One look, whatever comes of it."""
    seen, name = False, type(part).__name__.lower()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await part.look()
        seen = True
    except Exception as error:  # a driver may raise anything, and the next look comes
        log.warning("not seen", extra={"part": name, "error": repr(error)})
        part.away()
    metrics.SEEN.labels(name).set(seen)


async def again_and_again(part: Part, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        await see(part)
