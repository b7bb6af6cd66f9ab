"""Routes of the instructor's judgement."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import assessments as commands
from services.training.commands.enrolments import log_again
from services.training.queries.enrolments import EnrolmentView, enrolment_for
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["training"])


@router.put("/enrolments/{enrolment_id}/assessment", response_model=EnrolmentView)
@reads_again(enrolment_for, log=log_again)
async def assess(enrolment_id: UUID, body: commands.Assess, call: Call = may("trainer")) -> Response:
    return await call.run(commands.assess, enrolment_id, body)


@router.post("/enrolments/{enrolment_id}/completion", response_model=EnrolmentView)
@reads_again(enrolment_for, log=log_again)
async def complete(enrolment_id: UUID, call: Call = may("trainer")) -> Response:
    return await call.run(commands.complete, enrolment_id)


@router.post("/enrolments/{enrolment_id}/failure", response_model=EnrolmentView)
@reads_again(enrolment_for, log=log_again)
async def fail(enrolment_id: UUID, body: commands.Fail, call: Call = may("trainer")) -> Response:
    return await call.run(commands.fail, enrolment_id, body)
