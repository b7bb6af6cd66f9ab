"""Use cases of a session: check-in and check-out by the site's supervisor, sign-off by a second person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from services.community_service import queries
from services.community_service.commands.offices import need_office
from services.community_service.domain import attendance as rules
from services.community_service.domain.attendance import Attendance
from services.community_service.errors.work import NotYourSite
from services.community_service.store import sentences, sessions, sites
from shared import journal
from shared.access import Actor
from shared.clock import local_day
from shared.db import Connection
from shared.events import Event

Moment = Annotated[AwareDatetime, Field(ge=datetime(2026, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]


class CheckIn(BaseModel):
    """`at` is now where it is left out. Coordinates in WGS 84 degrees, both or neither."""

    at: Moment | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a place has both coordinates")
        return self


class CheckOut(CheckIn):
    outcome: Literal["attended_complied", "attended_failed_to_comply"] = "attended_complied"


class RecordAbsence(BaseModel):
    """An acceptable absence has a reason; it stays in this service."""

    outcome: Literal["acceptable_absence", "unacceptable_absence"]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None = None


async def check_in(
    conn: Connection, session_id: UUID, cmd: CheckIn, actor: Actor, now: datetime
) -> queries.SessionView:
    sentence, attendance = await sessions.load_attendance(conn, session_id)
    await _need_supervisor(conn, attendance, actor)
    active, arrived, happened = rules.check_in(sentence, attendance, cmd.at or now, actor.subject, now)
    await sentences.save_state(conn, active)
    view = await _save(conn, arrived, happened, actor, now)
    if cmd.latitude is not None and cmd.longitude is not None:
        await sessions.save_arrival_place(conn, session_id, cmd.latitude, cmd.longitude)
    return view


async def check_out(
    conn: Connection, session_id: UUID, cmd: CheckOut, actor: Actor, now: datetime
) -> queries.SessionView:
    sentence, attendance = await sessions.load_attendance(conn, session_id)
    await _need_supervisor(conn, attendance, actor)
    left, happened = rules.check_out(sentence, attendance, cmd.at or now, cmd.outcome, actor.subject, now)
    if cmd.latitude is not None and cmd.longitude is not None:
        await sessions.save_departure_place(conn, session_id, cmd.latitude, cmd.longitude)
    return await _save(conn, left, happened, actor, now)


async def record_absence(
    conn: Connection, session_id: UUID, cmd: RecordAbsence, actor: Actor, now: datetime
) -> queries.SessionView:
    sentence, attendance = await sessions.load_attendance(conn, session_id)
    await _need_supervisor(conn, attendance, actor)
    missed, happened = rules.absent(sentence, attendance, cmd.outcome, cmd.reason, actor.subject, now)
    return await _save(conn, missed, happened, actor, now)


async def sign_off(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> queries.SessionView:
    """Credits what was attended, and completes the sentence with its last minute."""
    sentence, attendance = await sessions.load_attendance(conn, session_id)
    await need_office(conn, actor, sentence, everywhere={"coordinator"})
    on = local_day(attendance.starts_at)
    before = await sessions.credited_on(conn, sentence.id, on)
    credited, signed, minutes, happened = rules.sign_off(sentence, attendance, before, actor.subject, now)
    await sentences.credit(conn, credited, session_id, on, minutes, now)
    return await _save(conn, signed, happened, actor, now)


async def _need_supervisor(conn: Connection, attendance: Attendance, actor: Actor) -> None:
    if not await sites.is_supervisor(conn, attendance.site_id, actor.subject):
        raise NotYourSite


async def _save(
    conn: Connection, attendance: Attendance, happened: list[Event], actor: Actor, now: datetime
) -> queries.SessionView:
    await sessions.save_attendance(conn, attendance, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.session(conn, attendance.session_id)
