"""Use cases of the instructor: attendance, assessment, completion, failure."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.training import errors, queries, store
from services.training.domain import enrolment as rules
from services.training.domain.enrolment import Certificate, Enrolment
from services.training.domain.programme import Programme
from services.training.domain.session import begun
from services.training.events import Attendance
from services.training.queries import AttendanceAnswer
from shared.clock import local_day
from shared.edge.access import Actor
from shared.errors import Refusal
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection

# Without letters and digits that people take for one another.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class AttendanceLine(BaseModel):
    enrolment_id: UUID
    outcome: Attendance


class RecordAttendance(BaseModel):
    """One line per person. A line that is refused does not keep the others from being recorded."""

    entries: Annotated[list[AttendanceLine], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _one_line_each(self) -> Self:
        if len({entry.enrolment_id for entry in self.entries}) < len(self.entries):
            raise ValueError("an enrolment appears twice")
        return self


class Assess(BaseModel):
    score: Annotated[int, Field(ge=0, le=100)]


class Fail(BaseModel):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


async def record_attendance(
    conn: Connection,
    programme_id: UUID,
    number: int,
    cmd: RecordAttendance,
    language: str,
    actor: Actor,
    now: datetime,
) -> queries.AttendanceView:
    """A whole session at once, again to correct it. Refused lines are answered in `language`."""
    programme = await store.programmes.read(conn, programme_id)
    actor.require_organisation(programme.agency_id)
    session = begun(await store.programmes.session(conn, programme_id, number), number, now)
    known = await store.enrolments.load_some(conn, programme_id, [e.enrolment_id for e in cmd.entries])
    happened, changed, answers = list[Event](), dict[UUID, Attendance](), list[AttendanceAnswer]()
    for entry in cmd.entries:
        try:
            said = _attend(known.get(entry.enrolment_id), number, entry.outcome)
        except Refusal as refusal:
            answers.append(_refused(entry.enrolment_id, refusal, language))
            continue
        if said:
            changed[entry.enrolment_id] = entry.outcome
        happened.extend(said)
        answers.append(AttendanceAnswer(enrolment_id=entry.enrolment_id, result="recorded" if said else "unchanged"))
    if happened:
        await store.enrolments.save_attendance(conn, session, changed, actor.subject, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return queries.AttendanceView(session=number, answers=answers)


def _attend(enrolment: Enrolment | None, number: int, outcome: Attendance) -> list[Event]:
    if enrolment is None:
        raise errors.NotInProgramme
    return rules.attend(enrolment, number, outcome)[1]


def _refused(enrolment_id: UUID, refusal: Refusal, language: str) -> AttendanceAnswer:
    return AttendanceAnswer(
        enrolment_id=enrolment_id, result="refused", slug=refusal.slug, detail=refusal.message(language)
    )


async def assess(
    conn: Connection, enrolment_id: UUID, cmd: Assess, actor: Actor, now: datetime
) -> queries.EnrolmentView:
    _, enrolment = await _taught(conn, enrolment_id, actor)
    return await _save(conn, rules.assess(enrolment, cmd.score), actor, now)


async def complete(conn: Connection, enrolment_id: UUID, actor: Actor, now: datetime) -> queries.EnrolmentView:
    """Completed where the pass rule is met, with a certificate."""
    programme, enrolment = await _taught(conn, enrolment_id, actor)
    today = local_day(now)
    certificate = await _certificate(conn, enrolment_id, today)
    change = rules.complete(programme, enrolment, certificate, today)
    await store.enrolments.add_certificate(conn, certificate)
    return await _save(conn, change, actor, now)


async def _certificate(conn: Connection, enrolment_id: UUID, today: date) -> Certificate:
    number = await store.enrolments.next_certificate_number(conn, today.year)
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return Certificate(new_id(), enrolment_id, number, "-".join(groups), today)


async def fail(conn: Connection, enrolment_id: UUID, cmd: Fail, actor: Actor, now: datetime) -> queries.EnrolmentView:
    programme, enrolment = await _taught(conn, enrolment_id, actor)
    return await _save(conn, rules.fail(programme, enrolment, cmd.reason), actor, now)


async def _taught(conn: Connection, enrolment_id: UUID, actor: Actor) -> tuple[Programme, Enrolment]:
    """The programme and the enrolment, locked, for an instructor of the programme's agency."""
    programme_id = await store.enrolments.programme_of(conn, enrolment_id)
    programme = await store.programmes.read(conn, programme_id)
    actor.require_organisation(programme.agency_id)
    return programme, await store.enrolments.load(conn, enrolment_id)


async def _save(
    conn: Connection, change: tuple[Enrolment, list[Event]], actor: Actor, now: datetime
) -> queries.EnrolmentView:
    enrolment, happened = change
    await store.enrolments.save(conn, [enrolment])
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.enrolment(conn, enrolment.id)
