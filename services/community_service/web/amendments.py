"""Changes of a verdict: entered by hand, held for the prosecutor, and the review of a completion."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service import justice
from services.community_service.commands import amendments, amendments_held
from services.community_service.queries import amendments as queries
from services.community_service.queries.cases_sections import acting_roles
from services.community_service.queries.offices import office_names
from services.community_service.queries.sentences import SentenceView, own_sentence
from services.community_service.web.cases_forms import case_form
from services.community_service.web.verdicts import law_of
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["amendments"])

READERS = ("court_clerk", "prosecutor", "coordinator", "auditor")
_OFFICES = ("court_clerk", "prosecutor")


@router.get("/cases/{sentence_id}/amendment")
async def ask_amendment(sentence_id: UUID, call: PageCall = page(*_OFFICES)) -> Response:
    """Filled with what holds now: a change states in full what holds from then on."""
    sentence = await call.get(own_sentence, sentence_id, call.actor)
    grounds = call.choices("change_ground", get_args(justice.Ground))
    return await case_form(
        call, "amendment.html", sentence_id, given=_terms(sentence), law=law_of(call), grounds=grounds
    )


@router.post("/cases/{sentence_id}/amendment")
async def amend(sentence_id: UUID, call: PageCall = page(*_OFFICES)) -> Response:
    return await call.act(
        amendments.amend,
        sentence_id,
        form=amendments.AmendSentence,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_amendment(sentence_id, call),
        said="The change of the verdict is entered.",
    )


@router.get("/cases/{sentence_id}/revocation")
async def ask_revocation(sentence_id: UUID, call: PageCall = page(*_OFFICES)) -> Response:
    reasons = call.choices("change_ground", get_args(justice.RevocationReason))
    return await case_form(call, "revocation.html", sentence_id, reasons=reasons)


@router.post("/cases/{sentence_id}/revocation")
async def revoke(sentence_id: UUID, call: PageCall = page(*_OFFICES)) -> Response:
    return await call.act(
        amendments.revoke,
        sentence_id,
        form=amendments.RevokeSentence,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_revocation(sentence_id, call),
        said="The verdict has fallen. What was served stays on record.",
    )


@router.get("/cases/{sentence_id}/review")
async def ask_review(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await case_form(call, "review.html", sentence_id)


@router.post("/cases/{sentence_id}/review")
async def review(sentence_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        amendments.review,
        sentence_id,
        form=amendments.ReviewSentence,
        then=f"/cases/{sentence_id}",
        again=lambda: ask_review(sentence_id, call),
        said="The review is recorded.",
    )


@router.get("/verdict-changes/{change_id}")
async def show_verdict_change(change_id: UUID, call: PageCall = page(*READERS)) -> Response:
    change = await call.get(queries.own_verdict_change, change_id, call.actor)
    acting = await call.get(acting_roles, change.sentence_id, call.actor) if change.sentence_id else call.actor.roles
    return await call.show(
        "verdict_change.html",
        change=change,
        terms=await call.get(queries.change_terms, change_id),
        may_apply=change.state == "held" and "prosecutor" in acting,
        may_dismiss=bool(acting & _dismissing(change)),
        names=await call.get(office_names),
    )


def _dismissing(change: queries.VerdictChangeView) -> set[str]:
    """Who may set it aside."""
    if change.state == "held":
        return {"prosecutor", "court_clerk"}
    return {"court_clerk", "coordinator"} if change.state == "waiting" else set()


@router.post("/verdict-changes/{change_id}/application")
async def apply_verdict_change(change_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        amendments_held.apply,
        change_id,
        then=f"/verdict-changes/{change_id}",
        again=lambda: show_verdict_change(change_id, call),
        said="The change is applied.",
    )


@router.post("/verdict-changes/{change_id}/dismissal")
async def dismiss_verdict_change(
    change_id: UUID, call: PageCall = page("court_clerk", "prosecutor", "coordinator")
) -> Response:
    return await call.act(
        amendments_held.dismiss,
        change_id,
        form=amendments_held.DismissChange,
        then=f"/verdict-changes/{change_id}",
        again=lambda: show_verdict_change(change_id, call),
        said="The change is set aside.",
    )


def _terms(sentence: SentenceView) -> dict[str, Any]:
    """What holds now, by the names of the form's fields."""
    return {
        "hours": (sentence.required_minutes - sentence.repeat_minutes) // 60,
        "hours_per_day": sentence.daily_cap_minutes // 60,
        "starts_on": sentence.starts_on,
        "ends_on": sentence.ends_on,
        "replaces.prison_days": sentence.replaced_prison_days or None,
        "replaces.fine_rupiah": sentence.replaced_fine_rupiah or None,
        "sanctions.repeat_hours": (sentence.ordered_repeat_minutes or 0) // 60 or None,
        "sanctions.prison_days": sentence.ordered_prison_days or None,
        "sanctions.fine_rupiah": sentence.ordered_fine_rupiah or None,
        "detained_days": sentence.detained_days,
        "place": sentence.ordered_place,
        "work": sentence.ordered_work,
        "days_per_week": sentence.days_per_week,
        "days_per_month": sentence.days_per_month,
    }
