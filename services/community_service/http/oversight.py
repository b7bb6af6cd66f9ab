"""JSON routes of oversight: changed verdicts, corrections, a day in bulk, alarms and breaches."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service import queries as cases
from services.community_service.commands import breaches, bulk, changes, corrections, misuse
from services.community_service.events import Misuse
from services.community_service.queries import oversight as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["oversight"])


@router.post("/sentences/{sentence_id}/amendments", status_code=201, response_model=cases.SentenceView)
async def amend(
    sentence_id: UUID, body: changes.AmendSentence, call: Call = may("court_clerk", "prosecutor")
) -> Response:
    return await call.run(changes.amend, sentence_id, body)


@router.post("/sentences/{sentence_id}/revocation", status_code=201, response_model=cases.SentenceView)
async def revoke(
    sentence_id: UUID, body: changes.RevokeSentence, call: Call = may("court_clerk", "prosecutor")
) -> Response:
    return await call.run(changes.revoke, sentence_id, body)


@router.put("/sentences/{sentence_id}/review", response_model=cases.SentenceView)
async def review(sentence_id: UUID, body: changes.ReviewSentence, call: Call = may("prosecutor")) -> Response:
    return await call.run(changes.review, sentence_id, body)


@router.get("/sentences/{sentence_id}/balance", response_model=queries.BalanceView)
async def read_balance(
    sentence_id: UUID, call: Call = may("court_clerk", "prosecutor", "counsellor", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.balance, sentence_id, call.actor)


@router.put("/sentences/{sentence_id}/relations", status_code=204)
async def declare_relation(
    sentence_id: UUID, body: misuse.DeclareRelation, call: Call = may("counsellor", "coordinator", "auditor")
) -> Response:
    return await call.run(misuse.declare_relation, sentence_id, body)


@router.post("/sites/{site_id}/attendance", response_model=bulk.DayAnswer)
async def record_day(site_id: UUID, body: bulk.RecordDay, call: Call = may("supervisor")) -> Response:
    return await call.run(bulk.record_day, site_id, body)


@router.post("/sites/{site_id}/declaration-withdrawal", status_code=204)
async def withdraw_declaration(site_id: UUID, call: Call = may("coordinator", "auditor")) -> Response:
    return await call.run(misuse.withdraw_declaration, site_id)


@router.post("/sessions/{session_id}/corrections", status_code=201, response_model=queries.CorrectionView)
async def propose_correction(
    session_id: UUID, body: corrections.ProposeCorrection, call: Call = may("supervisor", "counsellor", "coordinator")
) -> Response:
    return await call.run(corrections.propose, session_id, body)


@router.get("/corrections", response_model=Page[queries.CorrectionView])
async def list_corrections(
    state: Literal["proposed", "approved", "rejected"] | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "prosecutor", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.corrections, call.actor, sentence_id, state, after, limit)


@router.put("/corrections/{correction_id}/decision", response_model=queries.CorrectionView)
async def decide_correction(
    correction_id: UUID,
    body: corrections.DecideCorrection,
    call: Call = may("counsellor", "prosecutor", "coordinator"),
) -> Response:
    return await call.run(corrections.decide, correction_id, body)


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


@router.put("/alarms/{alarm_id}/resolution", response_model=queries.AlarmView)
async def resolve_alarm(
    alarm_id: UUID, body: misuse.ResolveAlarm, call: Call = may("prosecutor", "coordinator", "auditor")
) -> Response:
    return await call.run(misuse.resolve, alarm_id, body)


@router.post("/sentences/{sentence_id}/breaches", status_code=201, response_model=queries.BreachView)
async def warn(sentence_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(breaches.warn, sentence_id)


@router.get("/breaches", response_model=Page[queries.BreachView])
async def list_breaches(
    state: Literal["warned", "proposed", "decided"] | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "prosecutor", "court_clerk", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.breaches, call.actor, sentence_id, state, after, limit)


@router.get("/breaches/{breach_id}", response_model=queries.BreachView)
async def read_breach(
    breach_id: UUID, call: Call = may("counsellor", "prosecutor", "court_clerk", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.own_breach, breach_id, call.actor)


@router.put("/breaches/{breach_id}/proposal", response_model=queries.BreachView)
async def propose_breach(breach_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(breaches.propose, breach_id)


@router.put("/breaches/{breach_id}/decision", response_model=queries.BreachView)
async def decide_breach(breach_id: UUID, body: breaches.DecideBreach, call: Call = may("prosecutor")) -> Response:
    return await call.run(breaches.decide, breach_id, body)
