"""The worker that sends e-mails. It claims due messages with a lease, sends them outside any transaction, settles each.

At least once: after a crash between the mail server's answer and our commit the message is sent again, with the same
Message-ID. While no mail server takes messages, the channel pauses and messages wait.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiosmtplib import SMTP

from services.notifications import mail
from services.notifications.commands import messages as commands
from services.notifications.commands import pauses
from services.notifications.domain.messages import Answer, Claim, Mail
from services.notifications.lease import Lease
from services.notifications.metrics import MAIL_PAUSED, MESSAGES, MESSAGES_QUEUED, MESSAGES_REFUSED
from services.notifications.settings import NotificationsSettings
from services.notifications.store import messages as store
from services.notifications.store import pauses as pause_store
from shared.clock import Clock
from shared.errors import ConcurrentChange
from shared.postgres.pool import TRANSIENT, Pool, in_transaction

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 30.0
_SAMPLE_S = 5.0
_AGAIN_S = 0.5


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
                await self.sample(pool, clock)
                pause = 0.0 if done else self._settings.mail_poll_s
            except (ConcurrentChange, *TRANSIENT) as error:
                pause = min(_LONGEST_PAUSE_S, max(pause, self._settings.mail_poll_s) * 2)
                log.warning("mail waits for the database", extra={"error": repr(error), "pause_s": pause})
            await asyncio.sleep(pause)

    async def send_due(self, pool: Pool, clock: Clock, committed: Callable[[], None]) -> int:
        """Sends one batch of due messages. Returns how many were tried: none while the channel pauses."""
        settings, began = self._settings, time.monotonic()
        claim = await in_transaction(
            pool, lambda conn: commands.claim(conn, clock.now(), settings.mail_batch, settings.mail_lease_s)
        )
        if not claim.mails:
            return 0
        waiting = list(claim.mails)
        try:
            async with Lease(pool, claim, settings.mail_lease_s, began) as lease, mail.connected(settings) as client:
                while waiting and client.is_connected and lease.holds(waiting[0].message.id):
                    await _finish(self._send(pool, clock, client, claim, lease, waiting.pop(0)))
        except mail.Unreachable as error:
            await self._pause(pool, claim, str(error))
        finally:
            committed()
            if waiting:
                with suppress(*TRANSIENT):  # otherwise the lease runs out
                    await in_transaction(pool, lambda conn: commands.release(conn, replace(claim, mails=waiting)))
        return len(claim.mails) - len(waiting)

    async def _send(self, pool: Pool, clock: Clock, client: SMTP, claim: Claim, lease: Lease, each: Mail) -> None:
        answer = await mail.send(client, each, self._settings)
        if answer.outcome != "delivered":
            log.warning("mail not sent", extra={"message_id": str(each.message.id), "outcome": answer.outcome})
        while True:
            try:
                return await self._settle(pool, clock, claim, each, answer)
            except TRANSIENT:
                if not lease.holds(each.message.id):
                    raise
            await asyncio.sleep(_AGAIN_S)

    async def _settle(self, pool: Pool, clock: Clock, claim: Claim, each: Mail, answer: Answer) -> None:
        after = self._settings.mail_give_up_after
        settled = await in_transaction(
            pool, lambda conn: commands.settle(conn, claim, each, answer, clock.now(), after)
        )
        if settled:
            MESSAGES.labels("email", "deferred" if settled.state == "queued" else settled.state).inc()

    async def _pause(self, pool: Pool, claim: Claim, error: str) -> None:
        log.warning(
            "mail pauses: no mail server takes messages", extra={"error": error, "failures": claim.failures + 1}
        )
        await in_transaction(pool, lambda conn: pauses.pause(conn, claim, error))

    async def sample(self, pool: Pool, clock: Clock) -> None:
        """What an operator watches, every few seconds."""
        if time.monotonic() - self._sampled_at < _SAMPLE_S:
            return
        self._sampled_at = time.monotonic()
        async with pool.acquire() as conn:
            backlog = await store.backlog(conn)
            MAIL_PAUSED.set(await pause_store.seconds(conn))
        MESSAGES_QUEUED.set(backlog.queued)
        since = backlog.refused_since
        MESSAGES_REFUSED.set((clock.now() - since).total_seconds() if since else 0.0)


async def _finish(sending: Coroutine[Any, Any, None]) -> None:
    """Finishes the message under way, also when the service stops. Otherwise it would be sent again."""
    task = asyncio.create_task(sending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
