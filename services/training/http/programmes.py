"""Routes of programmes."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import programmes as commands
from services.training.events import ProgrammeState
from services.training.queries import programmes as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["training"])


@router.post("/programmes", status_code=201, response_model=queries.ProgrammeView)
async def open_programme(body: commands.OpenProgramme, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.open_programme, body)


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
    return await call.run(commands.close_programme, programme_id)
