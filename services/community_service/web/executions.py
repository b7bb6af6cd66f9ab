"""The papers with which execution begins: litmas, order (P-48), reception."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import executions
from services.community_service.domain.sites import PlaceKind
from services.community_service.queries.executions import own_papers
from services.community_service.queries.sites_lists import site_choices
from services.community_service.web.cases_forms import case_form
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["executions"])


@router.get("/cases/{sentence_id}/execution-order")
async def ask_order(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await _form(call, "execution_order.html", sentence_id)


@router.post("/cases/{sentence_id}/execution-order")
async def order_execution(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        executions.order_execution,
        sentence_id,
        form=executions.OrderExecution,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_order(sentence_id, call),
        said="The order to execute is recorded.",
    )


@router.get("/cases/{sentence_id}/litmas")
async def ask_litmas(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await _form(call, "litmas.html", sentence_id)


@router.post("/cases/{sentence_id}/litmas")
async def record_litmas(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        executions.record_litmas,
        sentence_id,
        form=executions.RecordLitmas,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_litmas(sentence_id, call),
        said="The litmas is recorded.",
    )


@router.get("/cases/{sentence_id}/reception")
async def ask_reception(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await _form(call, "reception.html", sentence_id)


@router.post("/cases/{sentence_id}/reception")
async def receive_client(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        executions.receive,
        sentence_id,
        form=executions.ReceiveClient,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_reception(sentence_id, call),
        said="The client is received. The handover record can be opened below.",
    )


async def _form(call: PageCall, template: str, sentence_id: UUID) -> Response:
    """With the latest version of the paper: entered again it is the next one."""
    return await case_form(
        call,
        template,
        sentence_id,
        papers=await call.get(own_papers, sentence_id, call.actor),
        sites=await call.get(site_choices),
        place_kinds=call.choices("place_kind", get_args(PlaceKind)),
    )
