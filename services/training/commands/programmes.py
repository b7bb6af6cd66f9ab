"""Use cases of programmes: open and close."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.training.commands.fields import Components, Line, Percent, Word
from services.training.commands.sessions import SessionTime
from services.training.domain import children, enrolments, programmes, sessions
from services.training.domain.participants import RiskLevel
from services.training.domain.programmes import ONE_COMPONENT, Entry, PassRule, Programme
from services.training.events import Basis, Level
from services.training.queries import programmes as queries
from services.training.rules import RULES, TrainingRules
from services.training.store import enrolments as enrolment_store
from services.training.store import holidays as holiday_store
from services.training.store import neighbours as neighbour_store
from services.training.store import programmes as store
from services.training.store import sessions as session_store
from shared.clock import local_day
from shared.dates import DAY
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

Skill = Word
Title = Line
"""It is published: one printable line, and no NIK in it."""
Age = Annotated[int, Field(ge=12, le=110)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31)), DAY]


class OpenProgramme(BaseModel):
    """`minutes` is the length of the whole course. Both days are included. `calendar` has the first sessions.

    What the pass rule leaves out is as the rules of the day say, and there is one component."""

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
    prior_level: Level | None = None
    risk_levels: Annotated[frozenset[RiskLevel], Field(min_length=1)] = frozenset({"minimum", "medium"})
    min_attendance: Percent = 80
    min_score: Percent = 60
    attendance_basis: Basis | None = None
    min_share: Percent | None = None
    components: Components | None = None
    max_attempts: Annotated[int, Field(ge=1, le=100)] | None = None
    starts_on: Day
    ends_on: Day
    for_children: bool = False
    calendar: Annotated[list[SessionTime], Field(max_length=400)] = []

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Self:
        if self.max_age < self.min_age:
            raise ValueError("max_age is below min_age")
        if self.prior_level and not self.prior_skill:
            raise ValueError("prior_level needs prior_skill")
        return self


async def open_programme(conn: Connection, cmd: OpenProgramme, actor: Actor, now: datetime) -> queries.ProgrammeView:
    agreement, today = await neighbour_store.load_agreement(conn, cmd.cooperation_agreement_id), local_day(now)
    programme, opened = programmes.open_programme(_programme(cmd, today), agreement)
    times = [(time.starts_at, time.ends_at) for time in cmd.calendar]
    calendar, scheduled = sessions.schedule_all(programme, times, now)
    children.check(programme, calendar, RULES.of(programme.rules_from), await holiday_store.load_calendar(conn))
    await store.add(conn, programme, now)
    await session_store.save(conn, calendar)
    await journal.append(conn, [*opened, *scheduled], actor=actor.subject, now=now)
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
        entry=Entry(cmd.min_age, cmd.max_age, cmd.prior_skill, cmd.risk_levels, cmd.prior_level),
        pass_rule=_pass_rule(cmd, RULES.on(today)),
        period=programmes.period(cmd.starts_on, cmd.ends_on),
        for_children=cmd.for_children,
        rules_from=RULES.on(today).valid_from,
    )


def _pass_rule(cmd: OpenProgramme, rules: TrainingRules) -> PassRule:
    return PassRule(
        min_attendance=cmd.min_attendance,
        min_score=cmd.min_score,
        basis=cmd.attendance_basis or rules.attendance.basis,
        min_share=rules.attendance.minimum_share if cmd.min_share is None else cmd.min_share,
        components=tuple(each.component() for each in cmd.components) if cmd.components else ONE_COMPONENT,
        max_attempts=cmd.max_attempts or rules.assessment.attempts,
    )


async def close_programme(conn: Connection, programme_id: UUID, actor: Actor, now: datetime) -> queries.ProgrammeView:
    """Closes a programme for good. The waiting list is withdrawn; running enrolments must have ended before."""
    programme = await store.load(conn, programme_id)
    running = await enrolment_store.running(conn, programme_id)
    queue = await enrolment_store.load_queue(conn, programme_id)
    programme, gone, withdrawn = enrolments.empty_queue(programme, queue)
    programme, closed = programmes.close(programme, running)
    await enrolment_store.save(conn, gone)
    await store.save(conn, programme)
    await journal.append(conn, [*closed, *withdrawn], actor=actor.subject, now=now)
    return await queries.programme(conn, programme_id)
