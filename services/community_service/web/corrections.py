"""Corrections of attendance: one person proposes what should have been recorded, a second one decides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, get_args
from uuid import UUID

from pydantic import BaseModel, StringConstraints
from starlette.responses import Response

from services.community_service.commands import corrections
from services.community_service.domain.calendar import at
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.events import Outcome
from services.community_service.queries import attendance_sessions as sessions
from services.community_service.queries import corrections as queries
from services.community_service.queries.attendance import SessionView
from services.community_service.queries.corrections import CorrectionView
from shared.clock import LOCAL_ZONE, local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["corrections"])

_PROPOSERS = ("counsellor", "coordinator")
_READERS = ("counsellor", "prosecutor", "coordinator", "auditor")
_DECIDERS = ("counsellor", "prosecutor", "coordinator")


class Proposed(BaseModel):
    """Times of the session's day; who left after midnight left on the next one. An absence has no times."""

    outcome: Outcome
    came: time | None = None
    left: time | None = None
    after_midnight: bool = False
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]

    def of_day(self, on: date) -> corrections.ProposeCorrection:
        until = on + timedelta(days=1) if self.after_midnight else on
        there = OUTCOMES[self.outcome].attended
        return corrections.ProposeCorrection(
            outcome=self.outcome,
            checked_in_at=_moment(on, self.came) if there else None,
            checked_out_at=_moment(until, self.left) if there else None,
            reason=self.reason,
        )


def _moment(on: date, clock: time | None) -> datetime | None:
    return at(on, clock) if clock else None


@router.get("/sessions/{session_id}/correction")
async def ask_correction(session_id: UUID, call: PageCall = page(*_PROPOSERS)) -> Response:
    found = await call.get(sessions.session_page, session_id, call.actor, call.resources.clock.now())
    outcomes = call.choices("outcome", get_args(Outcome))
    return await call.show("correction_new.html", found=found, outcomes=outcomes, recorded=_recorded(found.record))


def _recorded(record: SessionView | None) -> dict[str, Any]:
    """What the record says, as the fields of the form have it: only what is wrong needs to be typed."""
    came, left = (record.checked_in_at, record.checked_out_at) if record else (None, None)
    return {
        "came": f"{came.astimezone(LOCAL_ZONE):%H:%M}" if came else None,
        "left": f"{left.astimezone(LOCAL_ZONE):%H:%M}" if left else None,
        "after_midnight": bool(record and left and local_day(left) > record.on),
    }


@router.post("/sessions/{session_id}/correction")
async def propose(session_id: UUID, call: PageCall = page(*_PROPOSERS)) -> Response:
    found = await call.get(sessions.session_page, session_id, call.actor, call.resources.clock.now())
    on = local_day(found.head.starts_at)
    return await call.act(
        corrections.propose,
        session_id,
        form=Proposed,
        body=lambda form: form.of_day(on),
        then="/corrections/{id}",
        said="The correction is proposed. Somebody else decides.",
        again=lambda: ask_correction(session_id, call),
    )


@router.get("/corrections/{correction_id}")
async def show_correction(correction_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    """Whoever has a hand in the record or the proposal sees no form to decide."""
    correction: CorrectionView = await call.get(queries.own_correction, correction_id, call.actor)
    found = await call.get(sessions.session_page, correction.session_id, call.actor, call.resources.clock.now())
    second = correction.proposed_by != call.actor.subject and not found.involved
    return await call.show(
        "correction.html",
        correction=correction,
        found=found,
        proposed_by_me=correction.proposed_by == call.actor.subject,
        decides=correction.state == "proposed" and second and bool(set(found.acting) & set(_DECIDERS)),
    )


@router.post("/corrections/{correction_id}/decision")
async def decide(correction_id: UUID, call: PageCall = page(*_DECIDERS)) -> Response:
    return await call.act(
        corrections.decide,
        correction_id,
        form=corrections.DecideCorrection,
        then=f"/corrections/{correction_id}",
        said="The decision is recorded.",
        again=lambda: show_correction(correction_id, call),
    )
