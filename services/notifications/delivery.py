"""The worker that sends e-mails: claims what is due with a lease, sends it outside of any transaction, settles each.

At least once: a crash between the mail server's answer and our commit sends a message again, with the same message-id.
While no mail server answers, messages wait without using up their attempts.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from aiosmtplib import SMTP

from services.notifications import mail
from services.notifications.commands import messages as commands
from services.notifications.metrics import MESSAGES, MESSAGES_QUEUED
from services.notifications.settings import NotificationsSettings
from services.notifications.store.messages import Mail, queued
from shared.clock import Clock
from shared.postgres.pool import TRANSIENT, Pool, in_transaction

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 30.0
_SAMPLE_S = 5.0


class Delivery:
    """One per process; several share the work."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._settings = settings
        self._sampled_at = float("-inf")

    async def run(self, pool: Pool, clock: Clock, committed: Callable[[], None]) -> None:
        """Sends until cancelled; outlives a stopped mail server and a stopped database."""
        pause = self._settings.mail_poll_s
        while True:
            try:
                done = await self.turn(pool, clock, committed)
                await self._sample(pool)
                pause = 0.0 if done else self._settings.mail_poll_s
            except (mail.Unreachable, *TRANSIENT) as error:
                pause = min(_LONGEST_PAUSE_S, max(pause, self._settings.mail_poll_s) * 2)
                log.warning("mail waits", extra={"error": repr(error), "pause_s": pause})
            await asyncio.sleep(pause)

    async def turn(self, pool: Pool, clock: Clock, committed: Callable[[], None]) -> int:
        """Sends one batch of what is due; returns how many were tried. Raises Unreachable; nothing is lost by it."""
        said = self._settings
        until = time.monotonic() + said.mail_lease_s - said.mail_timeout_s
        claimed = await in_transaction(
            pool, lambda conn: commands.claim(conn, clock.now(), said.mail_batch, said.mail_lease_s)
        )
        if not claimed:
            return 0
        waiting = list(claimed)
        try:
            async with mail.connected(said) as client:
                while waiting and client.is_connected and time.monotonic() < until:
                    await _finish(self._send(pool, clock, client, waiting.pop(0)))
        finally:
            committed()
            if waiting:
                with suppress(*TRANSIENT):  # else the lease runs out
                    await in_transaction(pool, lambda conn: commands.release(conn, waiting))
        return len(claimed) - len(waiting)

    async def _send(self, pool: Pool, clock: Clock, client: SMTP, each: Mail) -> None:
        outcome, error = await mail.send(client, each, self._settings)
        if outcome != "delivered":
            log.warning("mail not sent", extra={"message_id": str(each.message.id), "outcome": outcome})
        settled = await in_transaction(pool, lambda conn: commands.settle(conn, each, outcome, error, clock.now()))
        if settled:
            MESSAGES.labels("email", "deferred" if settled.state == "queued" else settled.state).inc()

    async def _sample(self, pool: Pool) -> None:
        if time.monotonic() - self._sampled_at > _SAMPLE_S:
            self._sampled_at = time.monotonic()
            async with pool.acquire() as conn:
                MESSAGES_QUEUED.set(await queued(conn))


async def _finish(sending: Coroutine[Any, Any, None]) -> None:
    """Lets what is being sent end and be settled, also when the service stops: else it would be sent again."""
    task = asyncio.create_task(sending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
