"""Placements as they are shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import SiteState
from services.community_service.queries.attendance import SESSIONS, SessionView
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


class PlacementView(BaseModel):
    """`needs_decision`: sessions are still to be held, but the site takes nobody new any more."""

    id: UUID
    sentence_id: UUID
    site_id: UUID
    site_state: SiteState
    needs_decision: bool
    confirmed_at: datetime
    sessions: list[SessionView]


PLACEMENTS = """
    select p.id, p.sentence_id, p.site_id, p.confirmed_at, site.state as site_state,
        site.state <> 'open' and exists (
            select from sessions where placement_id = p.id and state = 'scheduled') as needs_decision
    from placements as p join sites as site on site.id = p.site_id
"""


async def placement(conn: Connection, placement_id: UUID) -> PlacementView:
    row = await conn.fetchrow(f"{PLACEMENTS} where p.id = $1", placement_id)
    if row is None:
        raise NotFound(what="placement", id=placement_id)
    return placement_of(row, await conn.fetch(f"{SESSIONS} where s.placement_id = $1 order by s.starts_at", row["id"]))


def placement_of(row: Row, sessions: list[Row]) -> PlacementView:
    return PlacementView(**row, sessions=[SessionView(**s) for s in sessions])
