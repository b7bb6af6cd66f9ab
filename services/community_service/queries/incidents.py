"""Accidents and complaints: what waits, with its age; the texts apart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import IncidentKind
from services.community_service.queries.cases import load_page
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

IncidentState = Literal["open", "answered", "seen", "settled"]


class IncidentView(BaseModel):
    """Without what it says. `state`: settled once it is answered and the prosecutor has seen it. `age_days`: how long
    it has waited, or waited until it was settled."""

    id: UUID
    sentence_id: UUID
    kind: IncidentKind
    state: IncidentState
    happened_on: date
    opened_by: str
    opened_at: datetime
    answered_by: str | None
    answered_at: datetime | None
    seen_by: str | None
    seen_at: datetime | None
    age_days: int


class IncidentText(IncidentView):
    """With what it says: each read is logged."""

    report: str
    answer: str | None


_INCIDENT = """
    select i.* from (
        select *, case
            when answered_at is not null and seen_at is not null then 'settled'
            when answered_at is not null then 'answered'
            when seen_at is not null then 'seen'
            else 'open' end as state
        from incidents
    ) as i
"""


async def incident(conn: Connection, incident_id: UUID, now: datetime) -> IncidentView:
    row = await conn.fetchrow(f"{_INCIDENT} where i.id = $1", incident_id)
    found(row, "incident", incident_id)
    assert row
    return IncidentView(**_aged(row, now))


async def text_of(conn: Connection, incident_id: UUID, now: datetime) -> IncidentText:
    row = await conn.fetchrow(f"{_INCIDENT} where i.id = $1", incident_id)
    found(row, "incident", incident_id)
    assert row
    return IncidentText(**_aged(row, now))


def _aged(row: Row, now: datetime) -> dict[str, Any]:
    settled = row["state"] == "settled"
    until = max(row["answered_at"], row["seen_at"]) if settled else now
    return {**row, "age_days": max(0, (until - row["opened_at"]).days)}


async def incidents(
    conn: Connection,
    actor: Actor,
    case: UUID | None,
    state: str | None,
    kind: str | None,
    after: UUID | None,
    limit: int,
    now: datetime,
) -> dict[str, Any]:
    """A page of the caller's cases, the oldest first."""
    rows = await load_page(conn, _INCIDENT, "i", actor, case=case, state=state, after=after, limit=limit, kind=kind)
    return page([IncidentView(**_aged(row, now)) for row in rows], limit, lambda view: view.id)
