"""Use case: read the history of a person's course. The read is logged (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.queries import histories as queries
from services.training.store.personal import of_enrolments
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.privacy import reads


async def read_history(
    conn: Connection, enrolment_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.HistoryView:
    view = await queries.history_for(conn, actor, enrolment_id)
    await reads.log(conn, await of_enrolments(conn, [enrolment_id]), actor, purpose, now)
    return view
