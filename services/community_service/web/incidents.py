"""Accidents and complaints: written down, answered, and seen by the prosecutor. What they say is read for a purpose."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import incidents
from services.community_service.events import IncidentKind
from services.community_service.queries import incidents as queries
from services.community_service.queries.cases_heads import case_head
from services.community_service.queries.incidents import IncidentText, IncidentView
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["incidents"])

READERS = ("counsellor", "prosecutor", "bapas_head", "coordinator", "auditor")
_WRITERS = {"accident": ("counsellor",), "complaint": ("counsellor", "coordinator")}
_ANSWERERS = ("counsellor", "coordinator")
_SHOWN = 25


@router.get("/incidents")
async def list_incidents(
    state: str = "", kind: str = "", after: UUID | None = None, call: PageCall = page(*READERS)
) -> Response:
    """Of the caller's cases, the oldest first."""
    states, kinds = get_args(queries.IncidentState), get_args(IncidentKind)
    chosen = {"state": state if state in states else "", "kind": kind if kind in kinds else ""}
    found = await call.get(
        queries.incidents,
        *(call.actor, None, chosen["state"] or None, chosen["kind"] or None, after, _SHOWN),
        call.resources.clock.now(),
    )
    return await call.show(
        "incidents.html",
        found=found,
        chosen=chosen,
        states=call.choices("incident_state", states),
        kinds=call.choices("incident_kind", kinds),
        after=call.next_page(found["next"]),
    )


@router.get("/cases/{sentence_id}/accident")
async def ask_accident(sentence_id: UUID, call: PageCall = page(*_WRITERS["accident"])) -> Response:
    return await _ask(sentence_id, "accident", call)


@router.post("/cases/{sentence_id}/accident")
async def report_accident(sentence_id: UUID, call: PageCall = page(*_WRITERS["accident"])) -> Response:
    return await _report(sentence_id, "accident", call)


@router.get("/cases/{sentence_id}/complaint")
async def ask_complaint(sentence_id: UUID, call: PageCall = page(*_WRITERS["complaint"])) -> Response:
    return await _ask(sentence_id, "complaint", call)


@router.post("/cases/{sentence_id}/complaint")
async def complain(sentence_id: UUID, call: PageCall = page(*_WRITERS["complaint"])) -> Response:
    return await _report(sentence_id, "complaint", call)


async def _ask(sentence_id: UUID, kind: IncidentKind, call: PageCall) -> Response:
    head = await call.get(case_head, sentence_id, call.actor, _WRITERS[kind])
    return await call.show("incident_new.html", head=head, kind=kind, today=local_day(call.resources.clock.now()))


async def _report(sentence_id: UUID, kind: IncidentKind, call: PageCall) -> Response:
    return await call.act(
        incidents.report,
        sentence_id,
        kind,
        form=incidents.ReportIncident,
        then="/incidents/{id}",
        said="It is written down. It waits for an answer and for the prosecutor.",
        again=lambda: _ask(sentence_id, kind, call),
    )


@router.get("/incidents/{incident_id}")
async def show_incident(incident_id: UUID, call: PageCall = page(*READERS)) -> Response:
    return await _show(await call.get(queries.incident, incident_id, call.resources.clock.now()), call)


@router.post("/incidents/{incident_id}")
async def read_incident(incident_id: UUID, call: PageCall = page(*READERS)) -> Response:
    return await call.read_for(
        incidents.read_incident,
        incident_id,
        show=lambda found: _show(found, call),
        again=lambda: show_incident(incident_id, call),
    )


async def _show(incident: IncidentView, call: PageCall) -> Response:
    """To the offices of its case: the head refuses others."""
    head = await call.get(case_head, incident.sentence_id, call.actor, READERS)
    own_complaint = incident.kind == "complaint" and incident.opened_by == call.actor.subject
    answers = bool(set(_ANSWERERS) & set(head.acting)) and incident.answered_at is None
    return await call.show(
        "incident.html",
        incident=incident,
        head=head,
        text=incident if isinstance(incident, IncidentText) else None,
        answers=answers and not own_complaint,
        another_answers=answers and own_complaint,
        sees="prosecutor" in head.acting and incident.seen_at is None,
    )


@router.post("/incidents/{incident_id}/answer")
async def answer(incident_id: UUID, call: PageCall = page(*_ANSWERERS)) -> Response:
    return await call.act(
        incidents.answer,
        incident_id,
        form=incidents.AnswerIncident,
        then=f"/incidents/{incident_id}",
        said="The answer is recorded.",
        again=lambda: show_incident(incident_id, call),
    )


@router.post("/incidents/{incident_id}/seen")
async def see(incident_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        incidents.see,
        incident_id,
        then=f"/incidents/{incident_id}",
        said="It is recorded that you have seen it.",
        again=lambda: show_incident(incident_id, call),
    )
