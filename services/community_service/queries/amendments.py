"""Changes of verdicts for their readers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.participants import EVERYWHERE
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class VerdictChangeView(BaseModel):
    """`sentence_id` is null while it waits: no verdict with this number is known."""

    id: UUID
    kind: str
    court_code: str
    verdict_number: str
    change_number: str
    decided_on: date
    state: str
    sentence_id: UUID | None
    received_at: datetime
    settled_at: datetime | None


async def own_verdict_change(conn: Connection, change_id: UUID, actor: Actor) -> VerdictChangeView:
    """For the court that it names; coordinators and auditors see all. Raises NotFound, Forbidden."""
    row = await conn.fetchrow(
        "select id, kind, court_code, verdict_number, change_number, decided_on, state, sentence_id, received_at,"
        " settled_at from verdict_changes where id = $1",
        change_id,
    )
    view = VerdictChangeView(**found(row, "verdict change", change_id))
    if not actor.roles & EVERYWHERE:
        courts = await conn.fetch("select organisation_id from organisations where code = $1", view.court_code)
        actor.require_organisation(*(court["organisation_id"] for court in courts))
    return view
