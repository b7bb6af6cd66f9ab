"""Routes of alarms, and of declared relations, which may raise them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import alarms
from services.community_service.events import Misuse
from services.community_service.queries import alarms as queries
from services.community_service.queries import alarms_evidence
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again

router = APIRouter(tags=["alarms"])


@router.post("/sentences/{sentence_id}/relations", status_code=204)
async def declare_relation(
    sentence_id: UUID, body: alarms.DeclareRelation, call: Call = may("counsellor", "coordinator", "auditor")
) -> Response:
    return await call.run(alarms.declare_relation, sentence_id, body)


@router.get("/alarms", response_model=Page[queries.AlarmView])
async def list_alarms(
    state: Literal["open", "resolved"] | None = None,
    kind: Misuse | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("prosecutor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.alarms, call.actor, sentence_id, state, kind, after, limit)


@router.get("/alarms/{alarm_id}", response_model=queries.AlarmView)
async def read_alarm(alarm_id: UUID, call: Call = may("prosecutor", "coordinator", "auditor")) -> Response:
    return await call.read(queries.own_alarm, alarm_id, call.actor)


@router.get("/alarms/{alarm_id}/evidence", response_model=alarms_evidence.AlarmEvidence)
async def read_alarm_evidence(alarm_id: UUID, call: Call = may("prosecutor", "coordinator", "auditor")) -> Response:
    return await call.read(alarms_evidence.alarm_evidence, alarm_id, call.actor)


@router.post("/alarms/{alarm_id}/resolution", response_model=queries.AlarmView)
@reads_again(queries.alarm_for)
async def resolve_alarm(
    alarm_id: UUID, body: alarms.ResolveAlarm, call: Call = may("prosecutor", "coordinator", "auditor")
) -> Response:
    return await call.run(alarms.resolve, alarm_id, body)
