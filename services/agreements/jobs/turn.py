"""A turn of time-driven work: what cannot take its step stops itself, no other."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from shared.postgres.pool import TRANSIENT, Connection

log = logging.getLogger(__name__)

Due = TypeVar("Due")


class StepsFailed(Exception):
    """Some could not take the step that is due; the log has each with its error."""


class Turn(Generic[Due]):
    """A job that takes one step at a time.

    `claim(conn, now, passed)` gives the id of what is due, locked, and what it has to do; `step(conn, due, now)` takes
    the step, or answers False where it is not to be taken now. That one, and one whose step fails, is passed over until
    the next turn. When nothing is left the turn ends, and counts as failed if any step did.
    """

    def __init__(
        self,
        name: str,
        claim: Callable[[Connection, datetime, Sequence[UUID]], Awaitable[tuple[UUID, Due] | None]],
        step: Callable[[Connection, Due, datetime], Awaitable[bool]],
    ) -> None:
        self.__name__, self._claim, self._step = name, claim, step
        self._passed, self._failed = set[UUID](), set[UUID]()

    async def __call__(self, conn: Connection, now: datetime) -> int:
        found = await self._claim(conn, now, sorted(self._passed | self._failed))
        if found is None:
            return self._end()
        found_id, due = found
        try:
            async with conn.transaction():
                if not await self._step(conn, due, now):
                    self._passed.add(found_id)
        except TRANSIENT:
            raise
        except Exception:
            log.exception("a step that is due failed", extra={"job": self.__name__, "id": str(found_id)})
            self._failed.add(found_id)
        return 1

    def _end(self) -> int:
        failed = len(self._failed)
        self._passed.clear()
        self._failed.clear()
        if failed:
            raise StepsFailed(f"{self.__name__}: {failed} could not take the step that is due")
        return 0
