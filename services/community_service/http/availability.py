"""Routes of availability: when a person can serve."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import availability
from services.community_service.http.persons import Purpose
from services.community_service.queries import availability as queries
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["availability"])


@router.put("/sentences/{sentence_id}/availability", response_model=queries.AvailabilityView)
@reads_again(availability.availability_for, by="sentence_id", log=availability.log_again)
async def set_availability(
    sentence_id: UUID, body: availability.SetAvailability, call: Call = may("counsellor")
) -> Response:
    return await call.run(availability.set_availability, sentence_id, body)


@router.get("/sentences/{sentence_id}/availability", response_model=queries.AvailabilityView)
@refuses(ConcurrentChange)
async def read_availability(sentence_id: UUID, purpose: Purpose, call: Call = may("counsellor")) -> Response:
    return await call.run(availability.read_availability, sentence_id, purpose)
