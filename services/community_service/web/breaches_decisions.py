"""A breach for whoever decides about it: the failures, how much may be ordered, and the decision."""

from __future__ import annotations

from typing import Annotated, get_args
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from services.community_service.commands import breaches
from services.community_service.commands.breaches_bodies import DecideBreach
from services.community_service.events import BreachDecision, BreachState
from services.community_service.fields import Day, Name, Number
from services.community_service.queries import breaches as queries
from services.community_service.queries.breaches_evidence import EvidenceView, own_evidence
from services.community_service.queries.cases_sections import SECTIONS, acting_roles
from services.community_service.queries.sentences import own_sentence
from services.community_service.queries.sentences_lists import verdict_numbers
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import need
from shared.web.guard import page

router = pages_router(tags=["breaches"])

READERS = ("counsellor", "prosecutor", "court_clerk", "supervising_judge", "coordinator", "auditor")
_ASKERS = ("counsellor", "prosecutor", "supervising_judge", "auditor")
_SHOWN = 25


Amount = Annotated[int, Field(ge=1, le=10_000)]


class Decided(BaseModel):
    """The fields of the form: each alternative has its own, and only those of the chosen one count."""

    decision: BreachDecision
    repeat_hours: Amount | None = None
    repeat_until: Day | None = None
    prison_days: Amount | None = None
    fine_rupiah: Annotated[int, Field(ge=1, le=10**12)] | None = None
    due_on: Day | None = None
    substitute_days: Amount | None = None
    document_number: Number | None = None
    document_date: Day | None = None
    judge: Name | None = None

    def body(self) -> DecideBreach:
        """Raises FormWrong where the amount is missing, or half of the document."""
        asked, field = _AMOUNTS.get(self.decision, (None, None))
        need(self, *([asked] if asked else []), *self._half_document())
        return DecideBreach(
            decision=self.decision,
            **({field: getattr(self, asked)} if asked and field else {}),
            ends_on=self.repeat_until if self.decision == "repeat" else None,
            due_on=self.due_on if self.decision == "fine" else None,
            document_number=self.document_number,
            document_date=self.document_date,
            judge=self.judge,
        )

    def _half_document(self) -> tuple[str, ...]:
        halves = ("document_number", "document_date")
        return halves if any(getattr(self, name) for name in halves) else ()


_AMOUNTS = {
    "repeat": ("repeat_hours", "hours"),
    "prison": ("prison_days", "days"),
    "fine": ("fine_rupiah", "rupiah"),
    "substitute_prison": ("substitute_days", "days"),
}
"""The form's field of each alternative's amount, and the command's."""


@router.get("/breaches")
async def list_breaches(state: str = "", after: UUID | None = None, call: PageCall = page(*READERS)) -> Response:
    chosen = state if state in get_args(BreachState) else None
    found = await call.get(queries.breaches, call.actor, None, chosen, after, _SHOWN)
    return await call.show(
        "breaches.html",
        rows=found["items"],
        numbers=await call.get(verdict_numbers, [each.sentence_id for each in found["items"]]),
        state=chosen or "",
        states=call.choices("breach_state", get_args(BreachState)),
        after=call.next_page(found["next"]),
    )


@router.get("/breaches/{breach_id}")
async def show_breach(breach_id: UUID, call: PageCall = page(*READERS)) -> Response:
    now = call.resources.clock.now()
    evidence = await call.get(own_evidence, breach_id, call.actor, now)
    acting = await call.get(acting_roles, evidence.breach.sentence_id, call.actor)
    return await call.show(
        "breach.html",
        evidence=evidence,
        breach=evidence.breach,
        acting=acting,
        decides=_decides(evidence, acting),
        sentence=await call.get(own_sentence, evidence.breach.sentence_id, call.actor),
        may_ask=bool(acting & set(_ASKERS)),
        may_open_fine=bool(acting & SECTIONS["fines"]),
    )


def _decides(evidence: EvidenceView, acting: frozenset[str]) -> str | None:
    """As what the caller may decide now, if at all."""
    if evidence.breach.state != "proposed" or evidence.breach.moot:
        return None
    return next((role for role in evidence.decides if role in acting), None)


@router.post("/breaches/{breach_id}/decision")
async def decide_breach(
    breach_id: UUID, call: PageCall = page("prosecutor", "supervising_judge", "court_clerk")
) -> Response:
    return await call.act(
        breaches.decide,
        breach_id,
        form=Decided,
        body=Decided.body,
        then=f"/breaches/{breach_id}",
        again=lambda: show_breach(breach_id, call),
        said="The decision is recorded.",
    )
