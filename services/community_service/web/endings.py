"""The ends of a sentence and of its guidance."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import endings
from services.community_service.events import GuidanceGround, LapseGround
from services.community_service.web.cases_forms import case_form
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["endings"])


@router.get("/cases/{sentence_id}/lapse")
async def ask_lapse(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    grounds = call.choices("lapse_ground", get_args(LapseGround))
    return await case_form(call, "lapse.html", sentence_id, grounds=grounds)


@router.post("/cases/{sentence_id}/lapse")
async def lapse_sentence(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        endings.lapse,
        sentence_id,
        form=endings.LapseSentence,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_lapse(sentence_id, call),
        said="It is recorded that the sentence can no longer be executed.",
    )


@router.get("/cases/{sentence_id}/guidance-end")
async def ask_guidance_end(sentence_id: UUID, call: PageCall = page("bapas_head")) -> Response:
    grounds = call.choices("guidance_ground", get_args(GuidanceGround))
    return await case_form(call, "guidance_end.html", sentence_id, grounds=grounds)


@router.post("/cases/{sentence_id}/guidance-end")
async def end_guidance(sentence_id: UUID, call: PageCall = page("bapas_head")) -> Response:
    return await call.act(
        endings.end_guidance,
        sentence_id,
        form=endings.EndGuidance,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_guidance_end(sentence_id, call),
        said="The end of the guidance is recorded.",
    )
