"""Alarms for their readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import Misuse
from services.community_service.queries.cases import load_page
from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class AlarmView(BaseModel):
    """`measured` against `allowed`. The kind decides the unit: minutes, metres, people or sessions."""

    id: UUID
    kind: Misuse
    state: str
    sentence_id: UUID
    session_id: UUID
    site_id: UUID
    measured: int
    allowed: int
    raised_at: datetime
    finding: str | None
    note: str | None
    resolved_by: str | None
    resolved_at: datetime | None


_ALARM = (
    "select a.id, a.kind, a.state, a.sentence_id, a.session_id, a.site_id, a.measured, a.allowed, a.raised_at,"
    " a.finding, a.note, a.resolved_by, a.resolved_at from alarms as a"
)


async def alarm(conn: Connection, alarm_id: UUID) -> AlarmView:
    row = await conn.fetchrow(f"{_ALARM} where a.id = $1", alarm_id)
    return AlarmView(**found(row, "alarm", alarm_id))


async def alarms_of_session(conn: Connection, session_id: UUID) -> list[AlarmView]:
    """The oldest first. Nobody is asked who may see them."""
    rows = await conn.fetch(f"{_ALARM} where a.session_id = $1 order by a.id", session_id)
    return [AlarmView(**row) for row in rows]


async def own_alarm(conn: Connection, alarm_id: UUID, actor: Actor) -> AlarmView:
    """For the offices of the alarm's case. Raises NotFound, Forbidden."""
    view = await alarm(conn, alarm_id)
    await need_participant(conn, view.sentence_id, actor)
    return view


async def alarm_for(conn: Connection, actor: Actor, alarm_id: UUID) -> AlarmView:
    """The same, for a request that is sent again."""
    return await own_alarm(conn, alarm_id, actor)


async def alarms(
    conn: Connection,
    actor: Actor,
    case: UUID | None,
    state: str | None,
    kind: str | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    rows = await load_page(conn, _ALARM, "a", actor, case=case, state=state, after=after, limit=limit, kind=kind)
    return page([AlarmView(**row) for row in rows], limit, lambda view: view.id)
