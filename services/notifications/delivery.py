"""The worker that sends e-mails. It claims due messages with a lease, sends them outside any transaction, settles each.

At least once: after a crash between the mail server's answer and our commit the message is sent again, with the same
Message-ID. While no mail server answers, messages wait and use up no attempts.
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
from services.notifications.domain.messages import Mail
from services.notifications.metrics import MESSAGES, MESSAGES_QUEUED
from services.notifications.settings import NotificationsSettings
from services.notifications.store.messages import queued
from shared.clock import Clock
from shared.postgres.pool import TRANSIENT, Pool, in_transaction

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 30.0
_SAMPLE_S = 5.0


class Delivery:
    """One per process. Several processes share the work."""

    def __init__(self, settings: NotificationsSettings) -> None:
        self._settings = settings
        self._sampled_at = float("-inf")

    async def run(self, pool: Pool, clock: Clock, committed: Callable[[], None]) -> None:
        """Sends until cancelled. A stopped mail server or database does not end it."""
        pause = self._settings.mail_poll_s
        while True:
            try:
                done = await self.send_due(pool, clock, committed)
                await self._sample(pool)
                pause = 0.0 if done else self._settings.mail_poll_s
            except (mail.Unreachable, *TRANSIENT) as error:
                pause = min(_LONGEST_PAUSE_S, max(pause, self._settings.mail_poll_s) * 2)
                log.warning("mail waits", extra={"error": repr(error), "pause_s": pause})
            await asyncio.sleep(pause)

    async def send_due(self, pool: Pool, clock: Clock, committed: Callable[[], None]) -> int:
        """Sends one batch of due messages. Returns how many were tried. Raises Unreachable: then no message is lost."""
        settings = self._settings
        until = time.monotonic() + settings.mail_lease_s - settings.mail_timeout_s
        claimed = await in_transaction(
            pool, lambda conn: commands.claim(conn, clock.now(), settings.mail_batch, settings.mail_lease_s)
        )
        if not claimed:
            return 0
        waiting = list(claimed)
        try:
            async with mail.connected(settings) as client:
                while waiting and client.is_connected and time.monotonic() < until:
                    await _finish(self._send(pool, clock, client, waiting.pop(0)))
        finally:
            committed()
            if waiting:
                with suppress(*TRANSIENT):  # otherwise the lease runs out
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
    """Finishes the message under way, also when the service stops. Otherwise it would be sent again."""
    task = asyncio.create_task(sending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
