"""Where the originals of an agreement and of its addenda lie."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import AgreementKind
from services.agreements.queries.agreements import require_agreement
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class OriginalView(BaseModel):
    """`stands` for the latest entry of a party. Without `addendum` it is the original of the agreement itself."""

    id: UUID
    party_id: UUID
    addendum: int | None
    place: str
    archive_number: str
    stands: bool
    recorded_by: str
    recorded_at: datetime


_VIEW = (
    "select o.id, o.party_id, m.number as addendum, o.place, o.archive_number, o.recorded_by, o.recorded_at,"
    " not exists ("
    "   select from originals as later where later.agreement_id = o.agreement_id and later.party_id = o.party_id"
    "   and later.amendment_id is not distinct from o.amendment_id and later.id > o.id) as stands"
    " from originals as o left join amendments as m on m.id = o.amendment_id"
)


async def original(conn: Connection, original_id: UUID) -> OriginalView:
    row = await conn.fetchrow(f"{_VIEW} where o.id = $1", original_id)
    return OriginalView(**found(row, "original", original_id))


async def originals(conn: Connection, kind: AgreementKind, agreement_id: UUID) -> list[OriginalView]:
    """Every entry in the order of its recording. Raises NotFound."""
    await require_agreement(conn, kind, agreement_id)
    rows = await conn.fetch(f"{_VIEW} where o.agreement_id = $1 order by o.recorded_at, o.id", agreement_id)
    return [OriginalView(**row) for row in rows]
