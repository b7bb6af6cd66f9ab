"""The steps of a breach: verify the reason, warn, propose. The reasons in words are read for a purpose."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import breaches
from services.community_service.commands.breaches_bodies import VerifyBreach
from services.community_service.domain.breaches_steps import Asked, Means
from services.community_service.events import Finding
from services.community_service.queries import breaches_steps as queries
from services.community_service.queries.breaches import Verifications
from services.community_service.queries.cases_heads import case_head
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["breaches"])

_READERS = ("counsellor", "prosecutor", "supervising_judge", "auditor")


@router.get("/cases/{sentence_id}/verification")
async def ask_verification(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    now = call.resources.clock.now()
    return await call.show(
        "breach_verification.html",
        step=await call.get(queries.step_page, sentence_id, call.actor, now),
        asked=call.choices("breach_asked", get_args(Asked)),
        means=call.choices("breach_means", get_args(Means)),
        findings=call.choices("breach_finding", get_args(Finding)),
        today=local_day(now),
    )


@router.post("/cases/{sentence_id}/verification")
async def verify(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        breaches.verify,
        sentence_id,
        form=VerifyBreach,
        then=f"/cases/{sentence_id}",
        said="The verification is recorded.",
        again=lambda: ask_verification(sentence_id, call),
    )


@router.get("/cases/{sentence_id}/warning")
async def ask_warning(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    step = await call.get(queries.step_page, sentence_id, call.actor, call.resources.clock.now())
    return await call.show("breach_warning.html", step=step)


@router.post("/cases/{sentence_id}/warning")
async def warn(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        breaches.warn,
        sentence_id,
        then=f"/cases/{sentence_id}",
        said="The warning is recorded.",
        again=lambda: ask_warning(sentence_id, call),
    )


@router.get("/breaches/{breach_id}/proposal")
async def ask_proposal(breach_id: UUID, call: PageCall = page("counsellor")) -> Response:
    step = await call.get(queries.step_page_of_breach, breach_id, call.actor, call.resources.clock.now())
    return await call.show("breach_proposal.html", step=step, breach_id=breach_id)


@router.post("/breaches/{breach_id}/proposal")
async def propose(breach_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        breaches.propose,
        breach_id,
        then="/cases/{sentence_id}",
        said="The breach is proposed.",
        again=lambda: ask_proposal(breach_id, call),
    )


@router.get("/cases/{sentence_id}/verifications")
async def ask_reasons(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    return await _reasons(sentence_id, None, call)


@router.post("/cases/{sentence_id}/verifications")
async def read_reasons(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    """What people said about the reasons is personal data."""
    return await call.read_for(
        breaches.read_verifications,
        sentence_id,
        show=lambda found: _reasons(sentence_id, found, call),
        again=lambda: _reasons(sentence_id, None, call),
    )


async def _reasons(sentence_id: UUID, found: Verifications | None, call: PageCall) -> Response:
    head = await call.get(case_head, sentence_id, call.actor, _READERS)
    return await call.show("breach_reasons.html", head=head, found=found and found.items)
