"""Routes of personal data."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.commands import persons
from services.community_service.queries import persons as queries
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["persons"])

Purpose = Annotated[str, Query(min_length=3, max_length=200)]


@router.get("/sentences/{sentence_id}/person", response_model=queries.PersonView)
@refuses(ConcurrentChange)
async def read_person(
    sentence_id: UUID, purpose: Purpose, call: Call = may("prosecutor", "counsellor", "auditor")
) -> Response:
    return await call.run(persons.read_person, sentence_id, purpose)
