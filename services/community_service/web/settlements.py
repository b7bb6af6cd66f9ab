"""Sessions that nobody recorded: a coordinator asks who was there, and writes down what became of each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, get_args
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from starlette.responses import Response

from services.community_service.commands import settlements as commands
from services.community_service.domain.calendar import at
from services.community_service.domain.outcomes import ATTENDED, OUTCOMES
from services.community_service.events import Outcome, SettledOutcome
from services.community_service.fields import Reason
from services.community_service.queries import attendance_sessions as sessions
from services.community_service.queries import settlements as queries
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import need
from shared.web.guard import page

router = pages_router(tags=["attendance"])

ROLES = ("coordinator",)
_SHOWN = 25


class Found(BaseModel):
    """Times of the session's day; who left after midnight left on the next one. Only for who was there."""

    outcome: SettledOutcome
    came: time | None = None
    left: time | None = None
    after_midnight: bool = False
    reason: Reason

    def of_day(self, on: date, came_at: datetime | None) -> commands.SettleSession:
        """Whoever was checked in came then. Raises FormWrong."""
        if self.outcome == "not_held" or not OUTCOMES[self.outcome].attended:
            return commands.SettleSession(outcome=self.outcome, reason=self.reason)
        need(self, "left", *(() if came_at else ("came",)))
        assert self.left
        until = on + timedelta(days=1) if self.after_midnight else on
        return commands.SettleSession(
            outcome=self.outcome,
            checked_in_at=at(on, self.came) if self.came and not came_at else None,
            checked_out_at=at(until, self.left),
            reason=self.reason,
        )


@router.get("/unrecorded")
async def list_unrecorded(
    site_id: Annotated[UUID | None, Query()] = None, after: UUID | None = None, call: PageCall = page(*ROLES)
) -> Response:
    now = call.resources.clock.now()
    found = await call.get(queries.unrecorded_sessions, site_id, after, _SHOWN, now)
    return await call.show(
        "unrecorded.html",
        rows=found["items"],
        sites=await call.get(queries.sites_with_unrecorded, now),
        chosen=site_id,
        after=call.next_page(found["next"]),
    )


@router.get("/sessions/{session_id}/settlement")
async def ask_settlement(session_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    found = await call.get(sessions.session_page, session_id, call.actor, call.resources.clock.now())
    came = bool(found.record and found.record.checked_in_at)
    codes = ATTENDED if came else (*get_args(Outcome), "not_held")
    return await call.show("settlement.html", found=found, came=came, outcomes=call.choices("outcome", codes))


@router.post("/sessions/{session_id}/settlement")
async def settle(session_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    day = await call.get(queries.session_day, session_id)
    return await call.act(
        commands.settle,
        session_id,
        form=Found,
        body=lambda form: form.of_day(day.on, day.checked_in_at),
        then="/unrecorded",
        said="It is written down. Unless the session was not held, a second person signs it off.",
        again=lambda: ask_settlement(session_id, call),
    )
