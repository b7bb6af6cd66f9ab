"""Use cases of programmes: open, put on the calendar, close."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from services.training import errors, queries, store
from services.training.domain import children
from services.training.domain import enrolment as enrolments
from services.training.domain import programme as rules
from services.training.domain.agreement import Period
from services.training.domain.participant import RiskLevel
from services.training.domain.programme import Entry, PassRule, Programme, Session
from services.training.domain.session import schedule
from services.training.events import Level
from services.training.rules import RULES
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection

Skill = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Age = Annotated[int, Field(ge=12, le=110)]
Percent = Annotated[int, Field(ge=0, le=100)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2200, 1, 1, tzinfo=UTC))]


class SessionTime(BaseModel):
    """A moment to another, the end not included."""

    starts_at: Moment
    ends_at: Moment


class OpenProgramme(BaseModel):
    """`minutes` is the whole course, both days are included. `calendar` may hold the first sessions, in order."""

    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    skill: Skill
    title: Title
    level: Level
    minutes: Annotated[int, Field(ge=1, le=300_000)]
    sessions: Annotated[int, Field(ge=1, le=400)]
    capacity: Annotated[int, Field(ge=1, le=500)]
    min_age: Age = 12
    max_age: Age = 110
    prior_skill: Skill | None = None
    risk_levels: Annotated[frozenset[RiskLevel], Field(min_length=1)] = frozenset({"minimum", "medium"})
    min_attendance: Percent = 80
    min_score: Percent = 60
    starts_on: Day
    ends_on: Day
    for_children: bool = False
    calendar: Annotated[list[SessionTime], Field(max_length=400)] = []

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Self:
        if self.max_age < self.min_age:
            raise ValueError("max_age is below min_age")
        return self


async def open_programme(conn: Connection, cmd: OpenProgramme, actor: Actor, now: datetime) -> queries.ProgrammeView:
    agreement = await store.heard.load_agreement(conn, cmd.cooperation_agreement_id)
    programme, happened = rules.open_programme(_programme(cmd, local_day(now)), agreement)
    sessions, scheduled = _calendar(programme, cmd.calendar, now)
    if programme.for_children:
        errors.refuse(children.broken(programme, sessions, RULES.of(programme.rules_from)))
    await store.programmes.add(conn, programme, now)
    await store.programmes.save_sessions(conn, sessions)
    await journal.append(conn, [*happened, *scheduled], actor=actor.subject, now=now)
    return await queries.programme(conn, programme.id)


def _programme(cmd: OpenProgramme, today: date) -> Programme:
    return Programme(
        id=new_id(),
        cooperation_agreement_id=cmd.cooperation_agreement_id,
        agency_id=cmd.agency_id,
        institution_id=cmd.institution_id,
        skill=cmd.skill,
        title=cmd.title,
        level=cmd.level,
        minutes=cmd.minutes,
        sessions=cmd.sessions,
        capacity=cmd.capacity,
        entry=Entry(cmd.min_age, cmd.max_age, cmd.prior_skill, cmd.risk_levels),
        pass_rule=PassRule(cmd.min_attendance, cmd.min_score),
        period=Period(cmd.starts_on, cmd.ends_on),
        for_children=cmd.for_children,
        rules_from=RULES.on(today).valid_from,
    )


def _calendar(programme: Programme, times: list[SessionTime], now: datetime) -> tuple[list[Session], list[Event]]:
    """Each session against those before it. What children need is checked once, for all of them."""
    sessions, happened, limits = list[Session](), list[Event](), RULES.of(programme.rules_from)
    for number, time in enumerate(times, start=1):
        session = Session(programme.id, number, time.starts_at, time.ends_at)
        said = schedule(programme, sessions, session, with_children=False, rules=limits, now=now)[1]
        sessions.append(session)
        happened.extend(said)
    return sessions, happened


async def schedule_session(
    conn: Connection, programme_id: UUID, number: int, cmd: SessionTime, actor: Actor, now: datetime
) -> queries.ProgrammeView:
    """Sets or moves a session; where a child takes part, within the limits of C3."""
    programme = await store.programmes.load(conn, programme_id)
    if "coordinator" not in actor.roles:
        actor.require_organisation(programme.agency_id)
    session, happened = schedule(
        programme,
        await store.programmes.sessions_of(conn, programme_id),
        Session(programme_id, number, cmd.starts_at, cmd.ends_at),
        with_children=await _has_children(conn, programme, local_day(now)),
        rules=RULES.of(programme.rules_from),
        now=now,
    )
    await store.programmes.save_sessions(conn, [session])
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)


async def _has_children(conn: Connection, programme: Programme, today: date) -> bool:
    limits = RULES.of(programme.rules_from)
    births = await store.programmes.birth_dates(conn, programme.id)
    return programme.for_children or any(children.is_child(birth, today, limits) for birth in births)


async def close_programme(conn: Connection, programme_id: UUID, actor: Actor, now: datetime) -> queries.ProgrammeView:
    """For good. Who still waits is withdrawn; who is in the programme must have come to an end first."""
    programme = await store.programmes.load(conn, programme_id)
    running = await store.programmes.running(conn, programme_id)
    queue = await store.enrolments.load_queue(conn, programme_id)
    programme, gone, withdrawn = enrolments.empty_queue(programme, queue)
    programme, happened = rules.close(programme, running)
    await store.enrolments.save(conn, gone)
    await store.programmes.save(conn, programme)
    await journal.append(conn, [*happened, *withdrawn], actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)
