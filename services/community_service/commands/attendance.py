"""Use cases of a session: check-in and check-out by the site's supervisor, sign-off by a second person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.community_service.commands.cases import need_office
from services.community_service.commands.outcomes import Absence, Attended
from services.community_service.commands.placements import free_ahead
from services.community_service.domain import attendance as rules
from services.community_service.domain.alarms import suspected
from services.community_service.domain.attendance import Attendance, Compliance, Grade
from services.community_service.domain.ledger import Entry
from services.community_service.domain.sentences import Sentence
from services.community_service.errors.sites import NotYourSite
from services.community_service.fields import Moment
from services.community_service.queries import attendance as queries
from services.community_service.store import attendance as store
from services.community_service.store import cases, ledger, sentences, sites
from services.community_service.store.alarms import look
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.messaging.events import Event
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


class CheckIn(Place):
    """`at` is now where it is left out."""

    at: Moment | None = None


class HowItWent(BaseModel):
    """As the supervisor saw it; what is left out is not noted. It stays in this service."""

    safety_gear: bool | None = None
    work_quality: Grade | None = None
    behaviour: Grade | None = None

    def compliance(self) -> Compliance:
        return Compliance(self.safety_gear, self.work_quality, self.behaviour)


class CheckOut(CheckIn, HowItWent):
    outcome: Attended = "attended_complied"


class RecordAbsence(BaseModel):
    """An acceptable absence has a reason; it stays in this service."""

    outcome: Absence
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)] | None = None


async def check_in(
    conn: Connection, session_id: UUID, cmd: CheckIn, actor: Actor, now: datetime
) -> queries.SessionView:
    sentence, attendance = await store.load_attendance(conn, session_id)
    await _need_supervisor(conn, attendance, actor)
    await arrive(conn, sentence, attendance, cmd, actor, now)
    return await queries.session(conn, session_id)


async def arrive(
    conn: Connection, sentence: Sentence, attendance: Attendance, cmd: CheckIn, actor: Actor, now: datetime
) -> tuple[Sentence, Attendance]:
    active, arrived, happened = rules.check_in(sentence, attendance, cmd.at or now, actor.subject, now)
    await sentences.save_state(conn, active)
    await store.save_attendance(conn, arrived, now)
    if cmd.latitude is not None and cmd.longitude is not None:
        await store.save_arrival_place(conn, attendance.session_id, cmd.latitude, cmd.longitude)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return active, arrived


async def check_out(
    conn: Connection, session_id: UUID, cmd: CheckOut, actor: Actor, now: datetime
) -> queries.SessionView:
    sentence, attendance = await store.load_attendance(conn, session_id)
    await _need_supervisor(conn, attendance, actor)
    await leave(conn, sentence, attendance, cmd, actor, now)
    return await queries.session(conn, session_id)


async def leave(
    conn: Connection, sentence: Sentence, attendance: Attendance, cmd: CheckOut, actor: Actor, now: datetime
) -> None:
    left, happened = rules.check_out(sentence, attendance, cmd.at or now, cmd.outcome, actor.subject, now)
    if cmd.latitude is not None and cmd.longitude is not None:
        await store.save_departure_place(conn, attendance.session_id, cmd.latitude, cmd.longitude)
    await store.save_compliance(conn, attendance.session_id, cmd.compliance())
    await _record(conn, sentence, left, happened, actor, now)


async def record_absence(
    conn: Connection, session_id: UUID, cmd: RecordAbsence, actor: Actor, now: datetime
) -> queries.SessionView:
    sentence, attendance = await store.load_attendance(conn, session_id)
    await _need_supervisor(conn, attendance, actor)
    await miss(conn, sentence, attendance, cmd, actor, now)
    return await queries.session(conn, session_id)


async def miss(
    conn: Connection, sentence: Sentence, attendance: Attendance, cmd: RecordAbsence, actor: Actor, now: datetime
) -> None:
    missed, happened = rules.absent(sentence, attendance, cmd.outcome, cmd.reason, actor.subject, now)
    await _record(conn, sentence, missed, happened, actor, now)


async def sign_off(conn: Connection, session_id: UUID, actor: Actor, now: datetime) -> queries.SessionView:
    """Credits what was attended. With its last minute the sentence is completed, unless an alarm or a proposed
    correction is open, be it one that this very sign-off raises."""
    sentence, attendance = await store.load_attendance(conn, session_id)
    await need_office(conn, actor, sentence, everywhere={"coordinator"})
    signed = rules.sign(sentence, attendance, actor.subject)
    await store.save_sign_off(conn, signed, now)
    raised = await look(conn, sentence, signed, now)
    on = local_day(attendance.starts_at)
    before, matters = await store.credited_on(conn, sentence.id, on), await cases.open_matters(conn, sentence.id)
    credited, minutes, happened = rules.credit_signed(sentence, signed, before, now, matters)
    await ledger.credit(conn, credited, [Entry(session_id, on, minutes, "sign_off")], now)
    await journal.append(conn, [*happened, *suspected(credited, raised)], actor=actor.subject, now=now)
    await free_ahead(conn, sentence, credited, actor, now)
    return await queries.session(conn, session_id)


async def _need_supervisor(conn: Connection, attendance: Attendance, actor: Actor) -> None:
    if not await sites.is_supervisor(conn, attendance.site_id, actor.subject):
        raise NotYourSite


async def _record(
    conn: Connection, sentence: Sentence, recorded: Attendance, happened: list[Event], actor: Actor, now: datetime
) -> None:
    await store.save_attendance(conn, recorded, now)
    raised = await look(conn, sentence, recorded, now)
    await journal.append(conn, [*happened, *suspected(sentence, raised)], actor=actor.subject, now=now)
