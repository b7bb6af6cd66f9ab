"""Time-driven work: what is due to agreements, one step at a time in the order of the days it was due."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from services.agreements.commands import time
from services.agreements.store import due as store
from shared.clock import local_day
from shared.db import TRANSIENT, Connection

log = logging.getLogger(__name__)


class StepsFailed(Exception):
    """Some agreements could not take the step that is due; the log has each with its error."""


class AgreementsDue:
    """Begins, amends, suspends, resumes, ends, and tells before the end. Dated when due, also when late.

    An agreement that cannot take its step is passed over until the next turn: it stops itself, no other.
    """

    __name__ = "agreements_due"

    def __init__(self) -> None:
        self._passed, self._failed = set[UUID](), set[UUID]()

    async def __call__(self, conn: Connection, now: datetime) -> int:
        row = await store.claim(conn, local_day(now), sorted(self._passed | self._failed))
        if row is None:
            return self._end_of_turn()
        try:
            async with conn.transaction():
                if not await time.take(conn, row, now):
                    self._passed.add(row["id"])
        except TRANSIENT:
            raise
        except Exception:
            log.exception("a step that is due failed", extra={"agreement": str(row["id"]), "step": row["step"]})
            self._failed.add(row["id"])
        return 1

    def _end_of_turn(self) -> int:
        failed = len(self._failed)
        self._passed.clear()
        self._failed.clear()
        if failed:
            raise StepsFailed(f"{failed} agreement(s) could not take the step that is due")
        return 0


agreements_due = AgreementsDue()
