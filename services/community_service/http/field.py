"""Routes of the field: a supervisor's list, what the phone sends, and what was refused of it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.community_service.commands import field, field_entries, field_refusals, field_today
from services.community_service.queries import corrections
from services.community_service.queries import field as queries
from services.community_service.queries import field_refusals as refusals
from services.community_service.store.field_refusals import State
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, reads_again, refuses
from shared.errors import ConcurrentChange

router = APIRouter(tags=["field"])

CLOCK = "x-service-time"
"""The service's clock, with each answer of the list, a 304 too: the phone measures its own against it."""


@router.get("/field/today", response_model=queries.TodayView)
@refuses(ConcurrentChange)
async def read_today(call: Call = may("supervisor")) -> Response:
    answer = await call.run(field_today.read_today)
    answer.headers[CLOCK] = call.resources.clock.now().isoformat(timespec="milliseconds")
    return answer


@router.post("/field/entries", response_model=field_entries.EntriesAnswer)
async def send_entries(body: field_entries.SendEntries, call: Call = may("supervisor")) -> Response:
    return await call.run(field.record_entries, body)


@router.get("/field/refusals", response_model=Page[refusals.RefusalView])
async def list_refusals(
    state: State | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("supervisor", "coordinator", "auditor"),
) -> Response:
    return await call.read(refusals.refusals, call.actor, state, after, limit)


@router.get("/field/refusals/{entry_id}", response_model=refusals.RefusalView)
async def read_refusal(entry_id: UUID, call: Call = may("supervisor", "coordinator", "auditor")) -> Response:
    return await call.read(refusals.refusal, entry_id, call.actor)


@router.post("/field/refusals/{entry_id}/discard", response_model=refusals.RefusalView)
@reads_again(refusals.refusal_for, by="entry_id")
async def discard_entry(
    entry_id: UUID, body: field_refusals.DiscardEntry, call: Call = may("supervisor", "coordinator")
) -> Response:
    return await call.run(field_refusals.discard, entry_id, body)


@router.post("/field/refusals/{entry_id}/correction", status_code=201, response_model=corrections.CorrectionView)
@reads_again(corrections.correction_for)
async def propose_entry(entry_id: UUID, body: field_refusals.ProposeEntry, call: Call = may("supervisor")) -> Response:
    return await call.run(field_refusals.propose_correction, entry_id, body)


@router.get("/sessions/{session_id}/entries", response_model=list[queries.EntryView])
async def list_entries(
    session_id: UUID, call: Call = may("supervisor", "counsellor", "prosecutor", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.session_entries, session_id, call.actor)
