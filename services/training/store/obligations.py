"""Obligations of work plans that the agreements service published, the latest version of each."""

from __future__ import annotations

from uuid import UUID

from services.agreements.events import ObligationFact
from services.training.domain.obligations import Obligation
from services.training.errors.obligations import ObligationUnknown
from shared.postgres.pool import Connection


async def save(conn: Connection, o: ObligationFact, version: int) -> None:
    """Saves the latest version. An older version changes nothing."""
    await conn.execute(
        "insert into obligations as known (id, agreement_id, agency_id, institution_id, owed_by, quantity, unit, done,"
        " due_on, state, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " on conflict (id) do update set quantity = excluded.quantity, unit = excluded.unit, done = excluded.done,"
        " owed_by = excluded.owed_by, due_on = excluded.due_on, state = excluded.state, version = excluded.version"
        " where excluded.version > known.version",
        *(o.obligation_id, o.agreement_id, o.agency_id, o.institution_id, o.owed_by, o.quantity, o.unit, o.done),
        *(o.due_on, o.state, version),
    )


async def load(conn: Connection, obligation_id: UUID) -> Obligation:
    """Raises ObligationUnknown."""
    row = await conn.fetchrow(
        "select id, agreement_id, owed_by, unit, state from obligations where id = $1", obligation_id
    )
    if row is None:
        raise ObligationUnknown(id=obligation_id)
    return Obligation(**row)
