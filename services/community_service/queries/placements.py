"""Placements for their readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import SiteState
from services.community_service.queries.attendance import SESSIONS, SessionView, session_view
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found


class PlacementView(BaseModel):
    """`needs_decision`: sessions are still to be held, but the site does not take new people any more, or they come
    after `agreement_ends_on`: the last day of the site's cooperation agreement (PKS), as known now."""

    id: UUID
    sentence_id: UUID
    site_id: UUID
    site_state: SiteState
    agreement_ends_on: date
    needs_decision: bool
    confirmed_at: datetime
    sessions: list[SessionView]


PLACEMENTS = """
    select p.id, p.sentence_id, p.site_id, p.confirmed_at, site.state as site_state,
        agreement.last_day as agreement_ends_on, exists (
            select from sessions where placement_id = p.id and state = 'scheduled'
            and (site.state <> 'open' or on_date > agreement.last_day)) as needs_decision
    from placements as p join sites as site on site.id = p.site_id join agreements as agreement using (agreement_id)
"""


async def placement(conn: Connection, placement_id: UUID) -> PlacementView:
    row = found(await conn.fetchrow(f"{PLACEMENTS} where p.id = $1", placement_id), "placement", placement_id)
    sessions = await conn.fetch(f"{SESSIONS} where s.placement_id = $1 order by s.starts_at", placement_id)
    return placement_view(row, sessions)


def placement_view(row: Row | dict[str, Any], sessions: Sequence[Row]) -> PlacementView:
    """A row of `PLACEMENTS` with its rows of `SESSIONS`."""
    return PlacementView(**row, sessions=[session_view(each) for each in sessions])
