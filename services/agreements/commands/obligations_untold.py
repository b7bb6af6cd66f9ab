"""The job that tells others what obligations both parties have agreed to.

The database notes each of them: when its PKS comes into force, and when a proposal is accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.agreements.commands.sweeps import Sweep
from services.agreements.domain.obligations import agreed
from services.agreements.store import obligations as store
from services.agreements.store.cooperation_agreements import read_pks
from services.agreements.store.schedules import activated_at, last_fact
from shared.journal import journal
from shared.postgres.pool import Connection

_SCHEDULER = "system:scheduler"


async def _claim(conn: Connection, _now: datetime, skipped: Sequence[UUID]) -> UUID | None:
    return await store.claim_untold(conn, skipped)


async def _tell(conn: Connection, obligation_id: UUID, _now: datetime) -> bool:
    """As it is now, dated when that was agreed, also after an outage. The row is gone before the fact is written, so
    that it is told once."""
    obligation = await store.load_obligation(conn, obligation_id)
    await store.drop_untold(conn, obligation_id)
    pks = await read_pks(conn, obligation.agreement_id)
    moment = max(await activated_at(conn, pks.id), await last_fact(conn, obligation_id))
    await journal.append(conn, [agreed(pks, obligation)], actor=_SCHEDULER, now=moment)
    return True


obligations_untold = Sweep("obligations_untold", _claim, _tell)
"""Obligations that both parties have agreed to, and that nobody else knows of as they are."""
