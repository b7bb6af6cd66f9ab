"""The offices of a case that the register does not know, and the right one in their place."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import offices as commands
from services.community_service.queries.offices import offices
from services.community_service.queries.offices_cases import case_offices
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["sentences"])

ROLES = ("coordinator", "auditor")


@router.get("/cases/{sentence_id}/offices")
async def show_offices(sentence_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    """One is put right at a time: where two are wrong, the second is asked for after the first."""
    case = await call.get(case_offices, sentence_id, call.actor)
    unknown = [each for each in case.offices if not each.known]
    wrong = next((each for each in unknown if each.kind != "court"), None)
    known = await call.get(offices)
    return await call.show(
        "offices.html",
        case=case,
        wrong=wrong,
        court=next((each for each in unknown if each.kind == "court"), None),
        choices=[(each.code, f"{each.name} ({each.code})") for each in known[wrong.kind]] if wrong else [],
    )


@router.post("/cases/{sentence_id}/offices")
async def correct_office(sentence_id: UUID, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.correct,
        sentence_id,
        form=commands.CorrectOffice,
        then=f"/cases/{sentence_id}/offices",
        said="The office is put right. It can act for the case now.",
        again=lambda: show_offices(sentence_id, call),
    )
