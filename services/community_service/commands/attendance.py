"""Use cases of a session: check-in and check-out by the site's supervisor, sign-off by a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.community_service.commands.cases import need_own_case, save
from services.community_service.commands.outcomes import Absence, Attended
from services.community_service.domain import attendance
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.geography import Point
from services.community_service.domain.sessions import Compliance, Grade
from services.community_service.errors.sites import NotYourSite
from services.community_service.events import Accompanied
from services.community_service.fields import Moment, Reason
from services.community_service.queries import attendance as queries
from services.community_service.store import cases
from shared.edge.access import Actor
from shared.postgres.pool import Connection


class Place(BaseModel):
    """Where the one who records is. Coordinates in WGS 84 degrees, both or neither."""

    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a place has both coordinates")
        return self

    def point(self) -> Point | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)


class CheckIn(Place):
    """`at` is now where it is left out. `accompanied_by`: who is with a child (PP 58/2022 art. 16)."""

    at: Moment | None = None
    accompanied_by: Accompanied | None = None


class HowItWent(BaseModel):
    """As the supervisor saw it; what is left out is not noted. It stays in this service."""

    safety_gear: bool | None = None
    work_quality: Grade | None = None
    behaviour: Grade | None = None
    accompanied_by: Accompanied | None = None

    def compliance(self) -> Compliance:
        return Compliance(self.safety_gear, self.work_quality, self.behaviour, self.accompanied_by)


class CheckOut(CheckIn, HowItWent):
    outcome: Attended = "attended_complied"


class RecordAbsence(BaseModel):
    """An acceptable absence has a reason; it stays in this service."""

    outcome: Absence
    reason: Reason | None = None


async def check_in(
    conn: Connection, session_id: UUID, cmd: CheckIn, actor: Actor, now: datetime
) -> queries.SessionView:
    """By a supervisor of the site. Raises NotYourSite, NotFound and what `attendance.check_in` raises."""
    case = await _load_for_supervisor(conn, session_id, actor)
    done = attendance.check_in(case, cmd.at or now, actor.subject, now, cmd.point(), cmd.accompanied_by)
    return await _save(conn, case, done, actor, now)


async def check_out(
    conn: Connection, session_id: UUID, cmd: CheckOut, actor: Actor, now: datetime
) -> queries.SessionView:
    """By a supervisor of the site. Raises NotYourSite, NotFound and what `attendance.check_out` raises."""
    case = await _load_for_supervisor(conn, session_id, actor)
    done = attendance.check_out(
        case, cmd.at or now, cmd.outcome, actor.subject, now, compliance=cmd.compliance(), place=cmd.point()
    )
    return await _save(conn, case, done, actor, now)


async def record_absence(
    conn: Connection, session_id: UUID, cmd: RecordAbsence, actor: Actor, now: datetime
) -> queries.SessionView:
    """By a supervisor of the site. Raises NotYourSite, NotFound and what `attendance.record_absence` raises."""
    case = await _load_for_supervisor(conn, session_id, actor)
    done = attendance.record_absence(case, cmd.outcome, cmd.reason, actor.subject, now)
    return await _save(conn, case, done, actor, now)


async def sign_off(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> queries.SessionView:
    """By the case's counsellor or a coordinator. Raises Forbidden, NotFound and what `attendance.sign_off` raises."""
    case = await cases.load(conn, session_id)
    need_own_case(case, actor, everywhere={"coordinator"})
    return await _save(conn, case, attendance.sign_off(case, actor.subject, now), actor, now)


async def _load_for_supervisor(conn: Connection, session_id: UUID, actor: Actor) -> Case:
    case = await cases.load(conn, session_id)
    if actor.subject not in case.around.supervisors:
        raise NotYourSite
    return case


async def _save(conn: Connection, before: Case, done: Progress, actor: Actor, now: datetime) -> queries.SessionView:
    await save(conn, before, done, actor, now)
    return queries.view_of(done.case.sentence.id, done.case.session)
