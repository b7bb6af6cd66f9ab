"""Routes of breaches."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import breaches
from services.community_service.commands.breaches_bodies import DecideBreach, VerifyBreach
from services.community_service.events import BreachState
from services.community_service.http.persons import Purpose
from services.community_service.queries import breaches as queries
from services.community_service.queries import breaches_evidence as evidence
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["breaches"])


@router.post("/sentences/{sentence_id}/verifications", status_code=201, response_model=queries.VerificationView)
async def verify(sentence_id: UUID, body: VerifyBreach, call: Call = may("counsellor")) -> Response:
    return await call.run(breaches.verify, sentence_id, body)


@router.get("/sentences/{sentence_id}/verifications", response_model=queries.Verifications)
@refuses(ConcurrentChange)
async def read_verifications(
    sentence_id: UUID, purpose: Purpose, call: Call = may("counsellor", "prosecutor", "supervising_judge", "auditor")
) -> Response:
    return await call.run(breaches.read_verifications, sentence_id, purpose)


@router.post("/sentences/{sentence_id}/warnings", status_code=201, response_model=queries.BreachView)
async def warn(sentence_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(breaches.warn, sentence_id)


@router.get("/breaches", response_model=Page[queries.BreachView])
async def list_breaches(
    state: BreachState | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "prosecutor", "court_clerk", "supervising_judge", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.breaches, call.actor, sentence_id, state, after, limit)


@router.get("/breaches/{breach_id}", response_model=queries.BreachView)
async def read_breach(
    breach_id: UUID,
    call: Call = may("counsellor", "prosecutor", "court_clerk", "supervising_judge", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.own_breach, breach_id, call.actor)


@router.get("/breaches/{breach_id}/evidence", response_model=evidence.EvidenceView)
async def read_breach_evidence(
    breach_id: UUID,
    call: Call = may("counsellor", "prosecutor", "court_clerk", "supervising_judge", "coordinator", "auditor"),
) -> Response:
    return await call.read(evidence.own_evidence, breach_id, call.actor, call.resources.clock.now())


@router.post("/breaches/{breach_id}/proposal", response_model=queries.BreachView)
async def propose_breach(breach_id: UUID, call: Call = may("counsellor")) -> Response:
    return await call.run(breaches.propose, breach_id)


@router.post("/breaches/{breach_id}/decision", response_model=queries.BreachView)
async def decide_breach(
    breach_id: UUID, body: DecideBreach, call: Call = may("prosecutor", "supervising_judge", "court_clerk")
) -> Response:
    return await call.run(breaches.decide, breach_id, body)
