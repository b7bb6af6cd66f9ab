"""Use case: a session that is to come is cancelled, and its seat is free again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.community_service import events
from services.community_service.commands.offices import need_office
from services.community_service.domain.attendance import Attendance
from services.community_service.domain.calendar import shown
from services.community_service.domain.sentence import Sentence, balance
from services.community_service.errors.planning import SessionNotCancellable
from services.community_service.store import planning as store
from services.community_service.store.sessions import load_attendance
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection

_ENDED = ("completed", "revoked", "closed")


class CancelSession(BaseModel):
    """The reason stays in this service; the fact says the cause only."""

    cause: Literal["site", "person", "weather", "other"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


async def cancel(conn: Connection, session_id: UUID, cmd: CancelSession, actor: Actor, now: datetime) -> None:
    """Raises NotFound, Forbidden, SessionNotCancellable."""
    sentence, attendance = await load_attendance(conn, session_id)
    await need_office(conn, actor, sentence, everywhere={"coordinator"})
    await _cancel(conn, sentence, attendance, cmd.cause, cmd.reason, actor, now)


async def cancel_for_plan(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> None:
    """As part of a new plan, which is judged as a whole."""
    sentence, attendance = await load_attendance(conn, session_id)
    await _cancel(conn, sentence, attendance, "replanned", None, actor, now)


async def free_ahead(conn: Connection, before: Sentence, after: Sentence, actor: Actor, now: datetime) -> None:
    """A sentence that has just ended (completed, revoked, closed) holds no seats: what was to come is cancelled."""
    if after.state not in _ENDED or before.state in _ENDED:
        return
    for session_id in await store.sessions_ahead(conn, after.id, now):
        _, attendance = await load_attendance(conn, session_id)
        await _cancel(conn, after, attendance, "ended", None, actor, now)


async def _cancel(
    conn: Connection,
    sentence: Sentence,
    attendance: Attendance,
    cause: Literal["replanned", "ended", "site", "person", "weather", "other"],
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    if attendance.state != "scheduled" or attendance.starts_at <= now:
        raise SessionNotCancellable(state=attendance.state, starts_at=shown(attendance.starts_at))
    await store.cancel_session(conn, sentence, attendance, cause, reason, actor.subject, now)
    fact = events.SessionCancelled(
        **balance(sentence),
        session_id=attendance.session_id,
        placement_id=attendance.placement_id,
        site_id=attendance.site_id,
        starts_at=attendance.starts_at,
        ends_at=attendance.ends_at,
        cause=cause,
    )
    await journal.append(conn, [fact], actor=actor.subject, now=now)
