"""Routes of the supervisors of a site."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import supervisors
from services.community_service.queries import supervisors as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["sites"])


@router.put("/sites/{site_id}/supervisors", response_model=queries.SupervisorsView)
async def change_supervisors(
    site_id: UUID, body: supervisors.ChangeSupervisors, call: Call = may("coordinator")
) -> Response:
    return await call.run(supervisors.change_supervisors, site_id, body)


@router.get("/sites/{site_id}/supervisors", response_model=queries.SupervisorsView)
async def read_supervisors(site_id: UUID, call: Call = may("coordinator", "auditor", "prosecutor")) -> Response:
    return await call.read(queries.known_supervisors, site_id)
