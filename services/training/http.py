"""JSON routes: parse, command or query, answer. No rules here."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from services.training import queries
from services.training.commands import enrolments, participants, programmes, progress
from services.training.events import EnrolmentState, ProgrammeState
from shared.edge.paging import Limit, Page
from shared.edge.problems import language
from shared.edge.routes import Call, may, open_to_all
from shared.settings import ServiceSettings

router = APIRouter(tags=["training"])

Number = Annotated[int, Path(ge=1, le=400)]
Code = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{4}(-[0-9A-Za-z]{4}){3}$")]


def _person_key(request: Request) -> bytes:
    settings: ServiceSettings = request.app.state.settings
    return settings.person_key.get_secret_value().encode()


PersonKey = Annotated[bytes, Depends(_person_key)]


@router.post("/programmes", status_code=201, response_model=queries.ProgrammeView)
async def open_programme(body: programmes.OpenProgramme, call: Call = may("coordinator")) -> Response:
    return await call.run(programmes.open_programme, body)


@router.get("/programmes", response_model=Page[queries.ProgrammeSummary])
async def list_programmes(
    state: ProgrammeState | None = None,
    agency: UUID | None = None,
    institution: UUID | None = None,
    agreement: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("*"),
) -> Response:
    return await call.read(queries.programmes, state, agency, institution, agreement, after, limit)


@router.get("/programmes/{programme_id}", response_model=queries.ProgrammeView)
async def read_programme(programme_id: UUID, call: Call = may("*")) -> Response:
    return await call.read(queries.programme, programme_id)


@router.post("/programmes/{programme_id}/closure", response_model=queries.ProgrammeView)
async def close_programme(programme_id: UUID, call: Call = may("coordinator")) -> Response:
    return await call.run(programmes.close_programme, programme_id)


@router.put("/programmes/{programme_id}/sessions/{number}", response_model=queries.ProgrammeView)
async def schedule_session(
    programme_id: UUID, number: Number, body: programmes.SessionTime, call: Call = may("coordinator", "trainer")
) -> Response:
    return await call.run(programmes.schedule_session, programme_id, number, body)


@router.post("/programmes/{programme_id}/sessions/{number}/attendance", response_model=queries.AttendanceView)
async def record_attendance(
    programme_id: UUID, number: Number, body: progress.RecordAttendance, call: Call = may("trainer")
) -> Response:
    return await call.run(progress.record_attendance, programme_id, number, body, language(call.request))


@router.post("/participants", status_code=201, response_model=queries.ParticipantView)
async def register_participant(
    body: participants.RegisterParticipant, key: PersonKey, call: Call = may("institution_staff")
) -> Response:
    return await call.run(participants.register_participant, key, body)


@router.get("/participants", response_model=Page[queries.ParticipantView])
async def list_participants(
    institution: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "auditor"),
) -> Response:
    return await call.read(queries.participants_for, call.actor, institution, after, limit)


@router.get("/participants/{participant_id}", response_model=queries.ParticipantView)
async def read_participant(participant_id: UUID, call: Call = may("institution_staff", "auditor")) -> Response:
    return await call.read(queries.participant_for, call.actor, participant_id)


@router.put("/participants/{participant_id}", response_model=queries.ParticipantView)
async def update_participant(
    participant_id: UUID, body: participants.ParticipantDetails, call: Call = may("institution_staff")
) -> Response:
    return await call.run(participants.update_participant, participant_id, body)


@router.post("/programmes/{programme_id}/enrolments", status_code=201, response_model=queries.EnrolmentView)
async def enrol(programme_id: UUID, body: enrolments.Enrol, call: Call = may("institution_staff")) -> Response:
    return await call.run(enrolments.enrol, programme_id, body)


@router.get("/programmes/{programme_id}/enrolments", response_model=Page[queries.EnrolmentSummary])
async def list_enrolments(
    programme_id: UUID,
    state: EnrolmentState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("trainer", "institution_staff", "auditor"),
) -> Response:
    return await call.read(queries.enrolments_for, call.actor, programme_id, state, after, limit)


@router.get("/enrolments/{enrolment_id}", response_model=queries.EnrolmentView)
async def read_enrolment(enrolment_id: UUID, call: Call = may("trainer", "institution_staff", "auditor")) -> Response:
    return await call.read(queries.enrolment_for, call.actor, enrolment_id)


@router.post("/enrolments/{enrolment_id}/withdrawal", response_model=queries.EnrolmentView)
async def withdraw(enrolment_id: UUID, body: enrolments.Withdraw, call: Call = may("institution_staff")) -> Response:
    return await call.run(enrolments.withdraw, enrolment_id, body)


@router.put("/enrolments/{enrolment_id}/assessment", response_model=queries.EnrolmentView)
async def assess(enrolment_id: UUID, body: progress.Assess, call: Call = may("trainer")) -> Response:
    return await call.run(progress.assess, enrolment_id, body)


@router.post("/enrolments/{enrolment_id}/completion", response_model=queries.EnrolmentView)
async def complete(enrolment_id: UUID, call: Call = may("trainer")) -> Response:
    return await call.run(progress.complete, enrolment_id)


@router.post("/enrolments/{enrolment_id}/failure", response_model=queries.EnrolmentView)
async def fail(enrolment_id: UUID, body: progress.Fail, call: Call = may("trainer")) -> Response:
    return await call.run(progress.fail, enrolment_id, body)


@router.get("/certificates/{code}", response_model=queries.CertificateView, dependencies=[open_to_all()])
async def verify_certificate(code: Code, request: Request) -> queries.CertificateView:
    """Anyone who holds a certificate may check it; they learn initials, course and date."""
    async with request.app.state.resources.pool.acquire() as conn:
        return await queries.certificate(conn, code)
