"""A sweep: time-driven work on many rows, one row in one transaction. A row that fails stops no other."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from shared.postgres.pool import TRANSIENT, Connection

log = logging.getLogger(__name__)

Claim = Callable[[Connection, datetime, Sequence[UUID]], Awaitable[UUID | None]]
"""The id of the next row that is due, locked. The ids given are left out. None if nothing is due."""
Handle = Callable[[Connection, UUID, datetime], Awaitable[bool]]
"""Does what is due for this row. False if that cannot be done now, as when another row it needs is locked."""


class SweepFailed(Exception):
    """Some rows failed. The log has each of them with its error."""


class Sweep:
    """A job of the scheduler that calls `handle` for each row that `claim` finds.

    A row that cannot be handled now, and a row that fails, are left out until the next sweep. The sweep ends when
    nothing else is due; it raises SweepFailed if any row failed."""

    def __init__(self, name: str, claim: Claim, handle: Handle) -> None:
        self.__name__, self._claim, self._handle = name, claim, handle
        self._skipped, self._failed = set[UUID](), set[UUID]()

    async def __call__(self, conn: Connection, now: datetime) -> int:
        found = await self._claim(conn, now, sorted(self._skipped | self._failed))
        if found is None:
            return self._end()
        try:
            async with conn.transaction():
                if not await self._handle(conn, found, now):
                    self._skipped.add(found)
        except TRANSIENT:
            raise
        except Exception:
            log.exception("time-driven work on a row failed", extra={"job": self.__name__, "id": str(found)})
            self._failed.add(found)
        return 1

    def _end(self) -> int:
        failed = len(self._failed)
        self._skipped.clear()
        self._failed.clear()
        if failed:
            raise SweepFailed(f"{self.__name__}: {failed} rows failed")
        return 0
