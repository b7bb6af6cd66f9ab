"""The job that tells the last day of agreements whose facts, from before, said the end of their period.

Its rows come from a migration. When they are done it finds nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements.commands.sweeps import Sweep
from services.agreements.domain.agreements import fact
from services.agreements.store import terminations as store
from services.agreements.store.agreements import load_agreement
from services.agreements.store.schedules import last_fact
from shared.journal import journal
from shared.postgres.pool import Connection

_SCHEDULER = "system:scheduler"


async def _claim(conn: Connection, _now: datetime, skipped: Sequence[UUID]) -> UUID | None:
    return await store.claim_untold(conn, skipped)


async def _tell(conn: Connection, agreement_id: UUID, now: datetime) -> bool:
    """The row is gone before the fact is written, so that it is told once. What has ended meanwhile has told it."""
    agreement = await load_agreement(conn, agreement_id)
    await store.drop_untold(conn, agreement_id)
    if agreement.lasts:
        told = fact(agreement, "last-day-changed", because="known")
        moment = max(now, await last_fact(conn, agreement_id))
        await journal.append(conn, [told], actor=_SCHEDULER, now=moment)
    return True


last_days_untold = Sweep("last_days_untold", _claim, _tell)
"""Agreements that last and end before their period does: their last day, once."""
