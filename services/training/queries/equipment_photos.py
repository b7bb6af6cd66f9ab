"""The pictures of equipment."""

from __future__ import annotations

from uuid import UUID

from services.training.queries.equipment import OFFICES, SEE_ALL
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found


async def photo_for(conn: Connection, actor: Actor, photo_id: UUID) -> tuple[bytes, bytes]:
    """Digest and picture, for whoever may see the item. Raises NotFound, Forbidden."""
    row = await conn.fetchrow(
        "select p.sha256, p.content, e.agency_id, e.institution_id from equipment_photos as p"
        " join equipment as e on e.id = p.equipment_id where p.id = $1",
        photo_id,
    )
    columns = found(row, "photo", photo_id)
    if not actor.roles & SEE_ALL:
        actor.require_organisation(*(columns[column] for role, column in OFFICES.items() if role in actor.roles))
    return columns["sha256"], columns["content"]
