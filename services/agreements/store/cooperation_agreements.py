"""Cooperation agreements as their obligations and evaluations need them: reads with locks."""

from __future__ import annotations

from uuid import UUID

from services.agreements.domain.cooperation_agreements import Pks
from shared.errors import NotFound
from shared.periods import Period
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found

_PKS = "select id, agency_id, institution_id, starts_on, last_day, state from agreements"


async def load_pks(conn: Connection, agreement_id: UUID) -> Pks:
    """A PKS, locked against changes of its state until the end of the transaction. Raises NotFound."""
    row = await conn.fetchrow(f"{_PKS} where id = $1 and kind = 'cooperation' for share", agreement_id)
    return _pks(found(row, "cooperation agreement", agreement_id))


async def load_pks_of(conn: Connection, obligation_id: UUID) -> Pks:
    """The PKS of an obligation, locked. Lock it before the obligation, to avoid deadlocks. Raises NotFound."""
    agreement_id = await conn.fetchval("select agreement_id from obligations where id = $1", obligation_id)
    if agreement_id is None:
        raise NotFound(what="obligation", id=obligation_id)
    return await load_pks(conn, agreement_id)


async def read_pks(conn: Connection, agreement_id: UUID) -> Pks:
    """A PKS without a lock: for a caller that has locked one of its obligations, which carry its state."""
    row = await conn.fetchrow(f"{_PKS} where id = $1", agreement_id)
    assert row
    return _pks(row)


def _pks(row: Columns) -> Pks:
    starts_on = row["starts_on"]
    period = Period(starts_on, max(starts_on, row["last_day"]))
    return Pks(row["id"], row["agency_id"], row["institution_id"], period, row["state"])
