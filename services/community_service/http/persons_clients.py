"""Routes of a counsellor's clients."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from services.community_service.commands import persons_clients as commands
from services.community_service.domain.forecasts import Pace
from services.community_service.fields import Number
from services.community_service.http.figures import After
from services.community_service.queries import persons_clients as queries
from services.community_service.queries.persons import PersonView
from shared.edge.paging import Limit
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["clients"])


@router.post("/clients/purpose", status_code=201, response_model=queries.PurposeView)
async def state_purpose(body: commands.StatePurpose, call: Call = may("counsellor")) -> Response:
    return await call.run(commands.state_purpose, body)


@router.get("/clients", response_model=queries.ClientsView)
@refuses(ConcurrentChange)
async def list_clients(
    number: Annotated[Number | None, Query()] = None,
    state: queries.State = "running",
    forecast: Pace | None = None,
    mine: bool | None = None,
    after: After | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor"),
) -> Response:
    return await call.run(commands.clients, number, state, forecast, mine, after, limit)


@router.get("/clients/{sentence_id}", response_model=PersonView)
@refuses(ConcurrentChange)
async def read_client(sentence_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(commands.client, sentence_id)
