"""Read SQL straight into answers, past the domain. Names are for the institution, the instructor and the auditor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.enrolment import initials
from services.training.domain.participant import RiskLevel
from services.training.events import EnrolmentState, Level, ProgrammeState
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row


class ProgrammeSummary(BaseModel):
    """Both days are included; `minutes` is the whole course."""

    id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    skill: str
    title: str
    level: Level
    minutes: int
    sessions: int
    capacity: int
    taken: int
    waiting: int
    starts_on: date
    ends_on: date
    state: ProgrammeState
    needs_decision: bool


class SessionView(BaseModel):
    number: int
    starts_at: datetime
    ends_at: datetime


class ProgrammeView(ProgrammeSummary):
    """`min_attendance` in percent of the sessions, `min_score` of 100, ages in completed years."""

    min_age: int
    max_age: int
    prior_skill: str | None
    risk_levels: list[RiskLevel]
    min_attendance: int
    min_score: int
    for_children: bool
    calendar: list[SessionView]
    version: int


class ParticipantView(BaseModel):
    id: UUID
    person_id: UUID
    institution_id: UUID
    register_number: str
    name: str
    birth_date: date
    expected_release: date | None
    risk_level: RiskLevel
    version: int


class EnrolmentSummary(BaseModel):
    """`ticket` is the number in the queue; the counts are of sessions."""

    id: UUID
    programme_id: UUID
    participant_id: UUID
    name: str
    state: EnrolmentState
    ticket: int | None
    present: int
    excused: int
    absent: int
    score: int | None


class EnrolmentView(EnrolmentSummary):
    """`certificate_code` lets anyone verify the certificate: it belongs on the certificate and nowhere else."""

    skill: str
    reason: str | None
    note: str | None
    enrolled_at: datetime
    completed_on: date | None
    certificate_number: str | None
    certificate_code: str | None
    version: int


class CertificateView(BaseModel):
    """All that a stranger learns."""

    initials: str
    course: str
    completed_on: date


class AttendanceAnswer(BaseModel):
    """What became of one person's line in a bulk: `slug` and `detail` say why it was refused."""

    enrolment_id: UUID
    result: str
    slug: str | None = None
    detail: str | None = None


class AttendanceView(BaseModel):
    session: int
    answers: list[AttendanceAnswer]


async def programme(conn: Connection, programme_id: UUID) -> ProgrammeView:
    row = await conn.fetchrow(
        "select *, stream_version(id::text) as version from programmes where id = $1", programme_id
    )
    found = _found(row, "programme", programme_id)
    calendar = await conn.fetch(
        "select number, starts_at, ends_at from sessions where programme_id = $1 order by number", programme_id
    )
    return ProgrammeView(**found, calendar=[SessionView(**session) for session in calendar])


async def programmes(
    conn: Connection,
    state: str | None,
    agency: UUID | None,
    institution: UUID | None,
    agreement: UUID | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """A page of programmes, newest id last."""
    rows = await conn.fetch(
        "select * from programmes where ($1::text is null or state = $1) and ($2::uuid is null or agency_id = $2)"
        " and ($3::uuid is null or institution_id = $3) and ($4::uuid is null or cooperation_agreement_id = $4)"
        " and ($5::uuid is null or id > $5) order by id limit $6",
        *(state, agency, institution, agreement, after, limit + 1),
    )
    return page([ProgrammeSummary(**row) for row in rows], limit, lambda view: view.id)


async def participant(conn: Connection, participant_id: UUID) -> ParticipantView:
    row = await conn.fetchrow(
        "select *, stream_version(id::text) as version from participants where id = $1", participant_id
    )
    return ParticipantView(**_found(row, "participant", participant_id))


async def participant_for(conn: Connection, actor: Actor, participant_id: UUID) -> ParticipantView:
    """For the staff of the institution, and auditors."""
    view = await participant(conn, participant_id)
    if "auditor" not in actor.roles:
        actor.require_organisation(view.institution_id)
    return view


async def participants_for(
    conn: Connection, actor: Actor, institution: UUID | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of the register: staff see their own institution's, whatever they ask for; auditors any."""
    if "auditor" not in actor.roles:
        actor.require_organisation(institution or actor.organisation)
        institution = actor.organisation
    rows = await conn.fetch(
        "select *, stream_version(id::text) as version from participants"
        " where ($1::uuid is null or institution_id = $1) and ($2::uuid is null or id > $2) order by id limit $3",
        *(institution, after, limit + 1),
    )
    return page([ParticipantView(**row) for row in rows], limit, lambda view: view.id)


_ENROLMENTS = """
    select e.*, p.name, c.number as certificate_number, c.code as certificate_code, a.present, a.excused, a.absent
    from enrolments as e join participants as p on p.id = e.participant_id
    left join certificates as c on c.enrolment_id = e.id
    cross join lateral (
        select count(*) filter (where outcome = 'present') as present,
            count(*) filter (where outcome = 'excused') as excused,
            count(*) filter (where outcome = 'absent') as absent
        from attendance where enrolment_id = e.id
    ) as a
"""


async def enrolment(conn: Connection, enrolment_id: UUID) -> EnrolmentView:
    row = await conn.fetchrow(
        f"select *, stream_version(id::text) as version from ({_ENROLMENTS} where e.id = $1) as found", enrolment_id
    )
    return EnrolmentView(**_found(row, "enrolment", enrolment_id))


async def enrolment_for(conn: Connection, actor: Actor, enrolment_id: UUID) -> EnrolmentView:
    """For the institution, the agency that teaches, and auditors."""
    view = await enrolment(conn, enrolment_id)
    await _may_see(conn, actor, view.programme_id)
    return view


async def enrolments_for(
    conn: Connection, actor: Actor, programme_id: UUID, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of a programme's enrolments, for the institution, the agency that teaches, and auditors."""
    await _may_see(conn, actor, programme_id)
    rows = await conn.fetch(
        f"{_ENROLMENTS} where e.programme_id = $1 and ($2::text is null or e.state = $2)"
        " and ($3::uuid is null or e.id > $3) order by e.id limit $4",
        *(programme_id, state, after, limit + 1),
    )
    return page([EnrolmentSummary(**row) for row in rows], limit, lambda view: view.id)


async def _may_see(conn: Connection, actor: Actor, programme_id: UUID) -> None:
    row = await conn.fetchrow("select agency_id, institution_id from programmes where id = $1", programme_id)
    found = _found(row, "programme", programme_id)
    if "auditor" in actor.roles:
        return
    sees = {"trainer": found["agency_id"], "institution_staff": found["institution_id"]}
    actor.require_organisation(*(organisation for role, organisation in sees.items() if role in actor.roles))


async def certificate(conn: Connection, code: str) -> CertificateView:
    """What a certificate's code tells anyone. Raises NotFound."""
    row = await conn.fetchrow(
        "select p.name, r.title, c.issued_on from certificates as c join enrolments as e on e.id = c.enrolment_id"
        " join participants as p on p.id = e.participant_id join programmes as r on r.id = e.programme_id"
        " where c.code = $1",
        code.upper(),
    )
    found = _found(row, "certificate", code)
    return CertificateView(initials=initials(found["name"]), course=found["title"], completed_on=found["issued_on"])


def _found(row: Row | None, what: str, wanted: object) -> dict[str, Any]:
    if row is None:
        raise NotFound(what=what, id=wanted)
    return dict(row)
