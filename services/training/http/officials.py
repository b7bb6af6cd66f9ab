"""Routes of instructors and companions, by name."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import officials as commands
from services.training.queries import officials as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["training"])


@router.post("/programmes/{programme_id}/officials", status_code=201, response_model=queries.OfficialView)
@reads_again(queries.official_for)
async def name_official(programme_id: UUID, body: commands.NameOfficial, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.name_official, programme_id, body)


@router.get("/programmes/{programme_id}/officials", response_model=Page[queries.OfficialView])
async def list_officials(
    programme_id: UUID,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("coordinator", "trainer", "institution_staff", "auditor"),
) -> Response:
    return await call.read(queries.officials_for, call.actor, programme_id, after, limit)


@router.post("/officials/{official_id}/end", response_model=queries.OfficialView)
@reads_again(queries.official_for)
async def end_duty(official_id: UUID, body: commands.EndDuty, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.end_duty, official_id, body)
