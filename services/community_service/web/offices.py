"""An office of a case that no register knows, put right by a coordinator."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import offices as commands
from services.community_service.queries.offices import offices
from services.community_service.web.cases_forms import case_form
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["sentences"])


@router.get("/cases/{sentence_id}/offices")
async def ask_office(sentence_id: UUID, call: PageCall = page("coordinator")) -> Response:
    known = await call.get(offices)
    kinds = ("prosecutor", "probation_office")
    choices = [(office.code, office.name) for kind in kinds for office in known.get(kind, [])]
    return await case_form(call, "offices.html", sentence_id, choices=choices)


@router.post("/cases/{sentence_id}/offices")
async def correct_office(sentence_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.correct,
        sentence_id,
        form=commands.CorrectOffice,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_office(sentence_id, call),
        said="The office is put right.",
    )
