"""Routes of accidents and complaints."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import incidents
from services.community_service.events import IncidentKind
from services.community_service.http.persons import Purpose
from services.community_service.queries import incidents as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["incidents"])


@router.post("/sentences/{sentence_id}/incidents", status_code=201, response_model=queries.IncidentView)
async def report_accident(
    sentence_id: UUID, body: incidents.ReportIncident, call: Call = may("supervisor", "counsellor")
) -> Response:
    return await call.run(incidents.report, sentence_id, "accident", body)


@router.post("/complaints", status_code=201, response_model=queries.IncidentView)
async def complain(body: incidents.Complain, call: Call = may("counsellor", "coordinator", "supervisor")) -> Response:
    return await call.run(incidents.complain, body)


@router.get("/incidents", response_model=Page[queries.IncidentView])
async def list_incidents(
    state: queries.IncidentState | None = None,
    kind: IncidentKind | None = None,
    sentence_id: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("counsellor", "prosecutor", "bapas_head", "coordinator", "auditor"),
) -> Response:
    now = call.resources.clock.now()
    return await call.read(queries.incidents, call.actor, sentence_id, state, kind, after, limit, now)


@router.get("/incidents/{incident_id}", response_model=queries.IncidentText)
@refuses(ConcurrentChange)
async def read_incident(
    incident_id: UUID,
    purpose: Purpose,
    call: Call = may("counsellor", "prosecutor", "bapas_head", "coordinator", "auditor"),
) -> Response:
    return await call.run(incidents.read_incident, incident_id, purpose)


@router.post("/incidents/{incident_id}/answer", response_model=queries.IncidentView)
async def answer_incident(
    incident_id: UUID, body: incidents.AnswerIncident, call: Call = may("counsellor", "coordinator")
) -> Response:
    return await call.run(incidents.answer, incident_id, body)


@router.post("/incidents/{incident_id}/seen", response_model=queries.IncidentView)
async def see_incident(incident_id: UUID, call: Call = may("prosecutor")) -> Response:
    return await call.run(incidents.see, incident_id)
