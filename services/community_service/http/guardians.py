"""Routes of guardians."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import guardians
from services.community_service.http.persons import Purpose
from services.community_service.queries import guardians as queries
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["guardians"])


@router.put("/sentences/{sentence_id}/guardian", response_model=queries.GuardianView)
@reads_again(guardians.guardian_for, by="sentence_id", log=guardians.log_again)
async def name_guardian(sentence_id: UUID, body: guardians.NameGuardian, call: Call = may("counsellor")) -> Response:
    return await call.run(guardians.name_guardian, sentence_id, body)


@router.get("/sentences/{sentence_id}/guardian", response_model=queries.GuardianView)
@refuses(ConcurrentChange)
async def read_guardian(
    sentence_id: UUID, purpose: Purpose, call: Call = may("prosecutor", "counsellor", "auditor")
) -> Response:
    return await call.run(guardians.read_guardian, sentence_id, purpose)
