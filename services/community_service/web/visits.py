"""Visits and checks, and the supervision log: read on a page or taken as a file, and every read is recorded."""

from __future__ import annotations

from datetime import time
from typing import Annotated, get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import visits
from services.community_service.documents.visits_log import write_csv
from services.community_service.domain.sessions import Grade
from services.community_service.events import VisitKind
from services.community_service.processes import visits as processes
from services.community_service.queries.cases_heads import case_head
from services.community_service.queries.visits_log import SupervisionLog
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import after
from shared.web.guard import page

router = pages_router(tags=["visits"])

_VISITORS = ("counsellor", "prosecutor")
_READERS = ("court_clerk", "prosecutor", "counsellor", "bapas_head", "coordinator", "auditor")


class Visited(visits.RecordVisit):
    """As the command has it; times in the wrong order are said at their field."""

    ends: Annotated[time, after("starts")]


@router.get("/cases/{sentence_id}/visit")
async def ask_visit(sentence_id: UUID, call: PageCall = page(*_VISITORS)) -> Response:
    return await call.show(
        "visit_new.html",
        head=await call.get(case_head, sentence_id, call.actor, _VISITORS),
        kinds=call.choices("visit_kind", [kind for kind in get_args(VisitKind) if kind != "attendance"]),
        grades=call.choices("grade", get_args(Grade)),
        today=local_day(call.resources.clock.now()),
    )


@router.post("/cases/{sentence_id}/visit")
async def record_visit(sentence_id: UUID, call: PageCall = page(*_VISITORS)) -> Response:
    return await call.act(
        visits.record_visit,
        sentence_id,
        form=Visited,
        then=f"/cases/{sentence_id}",
        said="The visit stands in the supervision log.",
        again=lambda: ask_visit(sentence_id, call),
    )


@router.get("/cases/{sentence_id}/log")
async def ask_log(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    return await _show(sentence_id, None, call)


@router.post("/cases/{sentence_id}/log")
async def read_log(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    return await _show(sentence_id, await call.step(visits.read_log, sentence_id), call)


@router.post("/cases/{sentence_id}/log.csv")
async def download_log(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    log = await call.step(visits.read_log, sentence_id)
    return call.file(write_csv(log, call.language), "text/csv; charset=utf-8; header=present", "pengawasan.csv")


@router.post("/cases/{sentence_id}/log.pdf")
async def print_log(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    pdf = await processes.log_document(call, sentence_id, call.language)
    return call.file(pdf, "application/pdf", "pengawasan.pdf")


async def _show(sentence_id: UUID, log: SupervisionLog | None, call: PageCall) -> Response:
    head = await call.get(case_head, sentence_id, call.actor, _READERS)
    return await call.show("visits_log.html", head=head, log=log)
