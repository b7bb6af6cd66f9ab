"""The use case of reading where somebody was held."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.queries import stays as queries
from services.training.store.personal import of_participants
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import reads


async def list_stays(
    conn: Connection, participant_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.StaysView:
    """Personal data: the read is logged (UU 27/2022). Raises NotFound, Forbidden."""
    view = await queries.stays_for(conn, actor, participant_id)
    await reads.log(conn, await of_participants(conn, [participant_id]), actor, purpose, now)
    return view
