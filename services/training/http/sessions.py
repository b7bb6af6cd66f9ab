"""Routes of the calendar."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from starlette.responses import Response

from services.training.commands import sessions as commands
from services.training.queries.programmes import ProgrammeView
from shared.edge.routes import Call, may

router = APIRouter(tags=["training"])

Number = Annotated[int, Path(ge=1, le=800)]
"""The parameter `number` of a session."""


@router.put("/programmes/{programme_id}/sessions/{number}", response_model=ProgrammeView)
async def schedule_session(
    programme_id: UUID, number: Number, body: commands.SessionTime, call: Call = may("coordinator", "trainer")
) -> Response:
    return await call.run(commands.schedule_session, programme_id, number, body)


@router.post("/programmes/{programme_id}/sessions/{number}/cancellation", response_model=ProgrammeView)
async def cancel_session(
    programme_id: UUID, number: Number, body: commands.CancelSession, call: Call = may("coordinator", "trainer")
) -> Response:
    return await call.run(commands.cancel_session, programme_id, number, body)


@router.post("/programmes/{programme_id}/sessions/{number}/make-up", status_code=201, response_model=ProgrammeView)
async def make_up(
    programme_id: UUID, number: Number, body: commands.SessionTime, call: Call = may("coordinator", "trainer")
) -> Response:
    return await call.run(commands.make_up, programme_id, number, body)
