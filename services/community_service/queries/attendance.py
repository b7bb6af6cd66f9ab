"""Sessions as they stand after their corrections."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.domain.sessions import Attendance, State, present_minutes
from services.community_service.events import Accompanied, Outcome
from services.community_service.store.supervisors import is_supervisor
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Forbidden
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found


class SessionView(BaseModel):
    """A session as it stands after its corrections. `present_minutes` lie within the schedule; sign-off credits."""

    id: UUID
    sentence_id: UUID
    placement_id: UUID
    site_id: UUID
    on: date
    starts_at: datetime
    ends_at: datetime
    scheduled_minutes: int
    state: State
    outcome: Outcome | None
    attended: bool | None
    enforceable: bool | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    present_minutes: int
    credited_minutes: int | None
    safety_gear: bool | None
    work_quality: str | None
    behaviour: str | None
    accompanied_by: Accompanied | None
    checked_in_by: str | None
    recorded_by: str | None
    signed_off_by: str | None
    corrected: bool


SESSIONS = """
    select s.id, s.sentence_id, s.placement_id, s.site_id, s.on_date as on, s.starts_at, s.ends_at,
        s.state, s.outcome, s.checked_in_at, s.checked_out_at,
        (select sum(minutes)::integer from credits where session_id = s.id) as credited_minutes,
        s.safety_gear, s.work_quality, s.behaviour,
        (select accompanied_by from sessions as own where own.id = s.id) as accompanied_by,
        s.checked_in_by, s.recorded_by, s.signed_off_by,
        s.corrected_by is not null as corrected
    from sessions_as_corrected as s
"""
"""Rows for `session_view`."""


async def session(conn: Connection, session_id: UUID) -> SessionView:
    row = found(await conn.fetchrow(f"{SESSIONS} where s.id = $1", session_id), "session", session_id)
    return session_view(row)


def view_of(sentence_id: UUID, session: Attendance) -> SessionView:
    """The view of a session that a command has at hand, without another question to the database.

    Moments are in UTC, as the database has them: the caller may have told them in another zone."""
    row = {
        "id": session.session_id,
        "sentence_id": sentence_id,
        "on": session.on,
        "credited_minutes": session.credited_minutes if session.state == "signed_off" else None,
        "corrected": session.corrected_by is not None,
        "checked_in_at": session.checked_in_at and session.checked_in_at.astimezone(UTC),
        "checked_out_at": session.checked_out_at and session.checked_out_at.astimezone(UTC),
        "safety_gear": session.compliance.safety_gear,
        "work_quality": session.compliance.work_quality,
        "behaviour": session.compliance.behaviour,
        "accompanied_by": session.compliance.accompanied_by,
    }
    return session_view(row | {name: getattr(session, name) for name in _SAME})


_SAME = (
    *("placement_id", "site_id", "starts_at", "ends_at", "state", "outcome"),
    *("checked_in_by", "recorded_by", "signed_off_by"),
)
"""Fields of a session's view that an attendance has by the same name."""


def session_view(row: Row | dict[str, Any]) -> SessionView:
    meaning = OUTCOMES[row["outcome"]] if row["outcome"] else None
    present = present_minutes(row["starts_at"], row["ends_at"], row["checked_in_at"], row["checked_out_at"])
    return SessionView(
        **row,
        scheduled_minutes=minutes_between(row["starts_at"], row["ends_at"]),
        attended=meaning.attended if meaning else None,
        enforceable=meaning.enforceable if meaning else None,
        present_minutes=present,
    )


async def site_sessions(
    conn: Connection, site_id: UUID, on: date, actor: Actor, after: UUID | None, limit: int
) -> dict[str, Any]:
    """The sessions of a site on a day: for its supervisors of that day, for coordinators and auditors everywhere."""
    found(await conn.fetchrow("select id from sites where id = $1", site_id), "site", site_id)
    if not actor.roles & EVERYWHERE and not await is_supervisor(conn, site_id, actor.subject, on, on):
        raise Forbidden(why="you are not a supervisor of this site / Anda bukan pengawas lokasi ini")
    rows = await conn.fetch(
        f"{SESSIONS} where s.site_id = $1 and s.on_date = $2 and ($3::uuid is null or s.id > $3)"
        " order by s.id limit $4",
        *(site_id, on, after, limit + 1),
    )
    return page([session_view(row) for row in rows], limit, lambda each: each.id)
