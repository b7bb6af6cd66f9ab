"""Whether the database has all that Kafka knows of it. Until that is known a service publishes and reads nothing.

See docs/decisions/0017.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

from aiokafka.errors import KafkaError

from shared.errors import Refusal
from shared.metrics import DATABASE_BEHIND
from shared.postgres.pool import TRANSIENT

log = logging.getLogger(__name__)

_AGAIN_S = 5.0

Check = Callable[[], Awaitable[str | None]]
"""What Kafka has that the database does not, in words; None where it has all."""


class DatabaseBehind(
    Refusal,
    kind="unavailable",
    indonesian="Basis data lebih tua daripada Kafka: sementara tidak ada yang dapat dicatat. Hubungi operator.",
):
    """The database is older than Kafka: for now nothing can be recorded. Call the operator (docs/runbook.md)."""


class Standing:
    """`problem` is set while the database is known to be older than Kafka."""

    def __init__(self, *, known: bool = False) -> None:
        self.problem: str | None = None
        self._asked, self._fits = asyncio.Event(), asyncio.Event()
        if known:
            self._fits.set()

    def refuse_when_behind(self) -> None:
        """Raises DatabaseBehind: what was written now would get numbers that topics have given out already."""
        if self.problem:
            raise DatabaseBehind

    async def asked(self) -> None:
        """Waits until Kafka has answered once, whatever it said."""
        await self._asked.wait()

    async def fits(self) -> None:
        """Waits until the database is known to have all that Kafka has."""
        await self._fits.wait()

    def once_it_fits(self, *works: Callable[[], Awaitable[None]]) -> Iterator[Awaitable[None]]:
        """Work that must not begin while the database may be older than Kafka."""

        async def later(work: Callable[[], Awaitable[None]]) -> None:
            await self.fits()
            await work()

        return map(later, works)

    async def watch(self, check: Check) -> None:
        """Checks until the database fits: Kafka may come late, and an operator takes his time."""
        while True:
            try:
                self._say(await check())
                self._asked.set()
            except (KafkaError, *TRANSIENT) as error:
                log.warning("Kafka is not there yet to be compared with", extra={"error": repr(error)})
            if self._fits.is_set():
                return
            await asyncio.sleep(_AGAIN_S)

    def _say(self, problem: str | None) -> None:
        self.problem = problem
        DATABASE_BEHIND.set(1 if problem else 0)
        if problem:
            log.error("the database is older than Kafka, nothing is published or read", extra={"why": problem})
        else:
            self._fits.set()
