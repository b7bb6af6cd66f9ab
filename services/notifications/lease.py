"""The lease on claimed e-mails: short, and renewed while their worker is alive. After a crash they are free at once."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import Self
from uuid import UUID

from services.notifications.commands import messages as commands
from services.notifications.domain.messages import Claim
from shared.errors import ConcurrentChange
from shared.postgres.pool import TRANSIENT, Pool, in_transaction

log = logging.getLogger(__name__)

_RENEWALS = 3
"""How often a lease is renewed before it would run out. So one renewal may fail."""


class Lease:
    """Renews a claim in the background while the block lasts. `began` is the monotonic time before it was claimed."""

    def __init__(self, pool: Pool, claim: Claim, seconds: float, began: float) -> None:
        self._pool, self._claim, self._seconds = pool, claim, seconds
        self._until = began + seconds
        self._held = {mail.message.id for mail in claim.mails}

    def holds(self, message_id: UUID) -> bool:
        """Whether nobody else can have the message now."""
        return message_id in self._held and time.monotonic() < self._until

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / _RENEWALS)
            with suppress(ConcurrentChange, *TRANSIENT):
                await self._renew()

    async def _renew(self) -> None:
        began = time.monotonic()
        self._held = await in_transaction(self._pool, lambda conn: commands.renew(conn, self._claim, self._seconds))
        self._until = began + self._seconds
