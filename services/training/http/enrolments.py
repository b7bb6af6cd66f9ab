"""Routes of enrolments."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import enrolments as commands
from services.training.commands import histories
from services.training.events import EnrolmentState
from services.training.queries import enrolments as queries
from services.training.queries.histories import HistoryView
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["training"])

COURSE = "the course"
"""What a read is for where the caller says nothing else."""


@router.post("/programmes/{programme_id}/enrolments", status_code=201, response_model=queries.EnrolmentView)
@reads_again(queries.enrolment_for, log=commands.log_again)
async def enrol(programme_id: UUID, body: commands.Enrol, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.enrol, programme_id, body)


@router.get("/programmes/{programme_id}/enrolments", response_model=Page[queries.EnrolmentSummary])
@refuses(ConcurrentChange)
async def list_enrolments(
    programme_id: UUID,
    state: EnrolmentState | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    purpose: Purpose = COURSE,
    call: Call = may("trainer", "institution_staff", "auditor"),
) -> Response:
    return await call.run(commands.list_enrolments, programme_id, state, after, limit, purpose)


@router.get("/enrolments/{enrolment_id}", response_model=queries.EnrolmentView)
@refuses(ConcurrentChange)
async def read_enrolment(
    enrolment_id: UUID, purpose: Purpose = COURSE, call: Call = may("trainer", "institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_enrolment, enrolment_id, purpose)


@router.get("/enrolments/{enrolment_id}/history", response_model=HistoryView)
@refuses(ConcurrentChange)
async def read_history(
    enrolment_id: UUID, purpose: Purpose = COURSE, call: Call = may("trainer", "institution_staff", "auditor")
) -> Response:
    return await call.run(histories.read_history, enrolment_id, purpose)


@router.post("/enrolments/{enrolment_id}/withdrawal", response_model=queries.EnrolmentView)
@reads_again(queries.enrolment_for, log=commands.log_again)
async def withdraw(enrolment_id: UUID, body: commands.Withdraw, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.withdraw, enrolment_id, body)
