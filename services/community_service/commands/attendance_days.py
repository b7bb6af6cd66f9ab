"""Use case: a whole day at a site, recorded at once, with an answer for each person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service.commands.attendance import HowItWent, Place
from services.community_service.commands.cases import save
from services.community_service.domain import attendance
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.errors import attendance as errors
from services.community_service.errors.corrections import TimesDoNotFitOutcome
from services.community_service.errors.sites import NotYourSite
from services.community_service.events import Outcome
from services.community_service.fields import Day, Moment, Reason
from services.community_service.queries import attendance as queries
from services.community_service.store import cases
from services.community_service.store.supervisors import is_supervisor
from shared.edge.access import Actor
from shared.edge.lines import AnsweredLine, BrokenLine, or_broken, why_refused
from shared.errors import ConcurrentChange, NotFound, Refusal
from shared.postgres.pool import Connection


class Line(HowItWent, Place):
    """One person's session: times where they attended, a reason for an absence that is acceptable. The place is that of
    the check-out."""

    session_id: UUID
    outcome: Outcome
    checked_in_at: Moment | None = None
    checked_out_at: Moment | None = None
    reason: Reason | None = None


class RecordDay(BaseModel):
    """At most 500 lines, one session each."""

    on: Day
    lines: Annotated[list[Annotated[Line, or_broken(Line, "session_id")]], Field(min_length=1, max_length=500)]


class LineAnswer(AnsweredLine):
    """What became of one line: recorded, with the session; or refused, with the reason in both languages."""

    session_id: str | None
    recorded: bool
    session: queries.SessionView | None = None


class DayAnswer(BaseModel):
    """The answers stand in the order of the lines."""

    recorded: int
    refused: int
    lines: list[LineAnswer]


def _session_of(line: Line | BrokenLine) -> str | None:
    return line.name if isinstance(line, BrokenLine) else str(line.session_id)


async def record_day(conn: Connection, site_id: UUID, cmd: RecordDay, actor: Actor, now: datetime) -> DayAnswer:
    """Each line stands for itself: what is refused is undone, the rest is recorded. Raises NotYourSite."""
    if not await is_supervisor(conn, site_id, actor.subject, cmd.on, cmd.on):
        raise NotYourSite
    answers: dict[int, LineAnswer] = {}
    # In the order of the sessions' ids, so that two who record the same day do not wait for each other in a circle.
    for number, line in sorted(enumerate(cmd.lines), key=lambda each: _session_of(each[1]) or ""):
        answers[number] = await _answer(conn, site_id, cmd.on, line, actor, now)
    lines = [answers[number] for number in range(len(cmd.lines))]
    recorded = sum(line.recorded for line in lines)
    return DayAnswer(recorded=recorded, refused=len(lines) - recorded, lines=lines)


async def _answer(
    conn: Connection, site_id: UUID, on: date, line: Line | BrokenLine, actor: Actor, now: datetime
) -> LineAnswer:
    try:
        if isinstance(line, BrokenLine):
            raise errors.LineUnreadable(why=line.why)
        async with conn.transaction():
            view = await _record(conn, site_id, on, line, actor, now)
        return LineAnswer(session_id=str(line.session_id), recorded=True, session=view)
    except ConcurrentChange:  # the whole day is recorded again
        raise
    except Refusal as refusal:
        return LineAnswer(
            session_id=_session_of(line),
            recorded=False,
            **why_refused(refusal),
        )


async def _record(
    conn: Connection, site_id: UUID, on: date, line: Line, actor: Actor, now: datetime
) -> queries.SessionView:
    try:
        case = await cases.load(conn, line.session_id)
    except NotFound:
        raise errors.NotInThisBatch(session_id=line.session_id, on=on) from None
    if case.session.site_id != site_id or case.session.on != on:
        raise errors.NotInThisBatch(session_id=line.session_id, on=on)
    done = _attended(case, line, actor, now) if OUTCOMES[line.outcome].attended else _missed(case, line, actor, now)
    await save(conn, case, done, actor, now)
    return queries.view_of(done.case.sentence.id, done.case.session)


def _missed(case: Case, line: Line, actor: Actor, now: datetime) -> Progress:
    if line.checked_in_at or line.checked_out_at:
        raise TimesDoNotFitOutcome(outcome=line.outcome)
    return attendance.record_absence(case, line.outcome, line.reason, actor.subject, now)


def _attended(case: Case, line: Line, actor: Actor, now: datetime) -> Progress:
    """Check-in and check-out in one. Whoever is checked in already has a check-out only."""
    arrived = Progress(case, [])
    if line.checked_in_at:
        arrived = attendance.check_in(case, line.checked_in_at, actor.subject, now)
    if line.checked_out_at is None:
        raise TimesDoNotFitOutcome(outcome=line.outcome)
    left = attendance.check_out(
        arrived.case,
        line.checked_out_at,
        line.outcome,
        actor.subject,
        now,
        compliance=line.compliance(),
        place=line.point(),
    )
    return Progress(left.case, [*arrived.events, *left.events])
