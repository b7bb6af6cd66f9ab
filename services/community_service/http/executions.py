"""Routes of the papers with which execution begins."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import executions
from services.community_service.queries import executions as queries
from shared.edge.routes import Call, may

router = APIRouter(tags=["executions"])


@router.put("/sentences/{sentence_id}/litmas", response_model=queries.PapersView)
async def record_litmas(sentence_id: UUID, body: executions.RecordLitmas, call: Call = may("counsellor")) -> Response:
    return await call.run(executions.record_litmas, sentence_id, body)


@router.put("/sentences/{sentence_id}/execution-order", response_model=queries.PapersView)
async def order_execution(
    sentence_id: UUID, body: executions.OrderExecution, call: Call = may("prosecutor")
) -> Response:
    return await call.run(executions.order_execution, sentence_id, body)


@router.post("/sentences/{sentence_id}/reception", status_code=201, response_model=queries.PapersView)
async def receive_client(sentence_id: UUID, body: executions.ReceiveClient, call: Call = may("counsellor")) -> Response:
    return await call.run(executions.receive, sentence_id, body)


@router.get("/sentences/{sentence_id}/papers", response_model=queries.PapersView)
async def read_papers(
    sentence_id: UUID,
    call: Call = may("court_clerk", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.own_papers, sentence_id, call.actor)
