"""Work that runs as long as its service."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Awaitable

from shared.metrics import LOOP_DELAY

log = logging.getLogger(__name__)

_LOOK_S = 0.5


def supervised(work: Awaitable[None]) -> asyncio.Task[None]:
    """If this task fails unexpectedly the process stops: a service without its relay must not look healthy."""

    async def watched() -> None:
        try:
            await work
        except Exception:
            log.exception("a part of the service broke, stopping for a restart")
            os.kill(os.getpid(), signal.SIGTERM)

    return asyncio.create_task(watched())


async def measure_loop() -> None:
    """How late this process comes to its work."""
    while True:
        due = time.monotonic() + _LOOK_S
        await asyncio.sleep(_LOOK_S)
        LOOP_DELAY.observe(max(0.0, time.monotonic() - due))


async def cancelled(task: asyncio.Task[None]) -> None:
    """Stops a task and waits until it has stopped."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
