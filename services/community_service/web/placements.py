"""Sessions one by one: booked by hand, moved to another time or site, cancelled."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel
from starlette.responses import Response

from services.community_service.commands import placements
from services.community_service.fields import Day
from services.community_service.queries import attendance_sessions as sessions
from services.community_service.queries.cases_heads import CaseHead, case_head
from services.community_service.queries.sites_lists import SitesWanted, sites
from shared.clock import LOCAL_ZONE, local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import after
from shared.web.guard import page

router = pages_router(tags=["placements"])

_MOST_SITES = 200


class Booked(BaseModel):
    """One session at one site."""

    site_id: UUID
    on: Day
    starts: time
    ends: Annotated[time, after("starts")]

    def session(self) -> dict[str, Any]:
        return {"on": self.on, "starts": self.starts, "ends": self.ends}

    def placed(self, sentence_id: UUID) -> placements.ConfirmPlacement:
        session = placements.PlannedSession(**self.session())
        return placements.ConfirmPlacement(sentence_id=sentence_id, site_id=self.site_id, sessions=[session])

    def moved(self) -> placements.MoveSession:
        return placements.MoveSession(site_id=self.site_id, **self.session())


@router.get("/cases/{sentence_id}/placement")
async def ask_placement(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    head = await call.get(case_head, sentence_id, call.actor, ("counsellor",))
    return await call.show("placement_new.html", **await _choices(head, call))


@router.post("/cases/{sentence_id}/placement")
async def place(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        placements.confirm,
        form=Booked,
        body=lambda form: form.placed(sentence_id),
        then=f"/cases/{sentence_id}/plan",
        said="The session is booked.",
        again=lambda: ask_placement(sentence_id, call),
    )


@router.get("/sessions/{session_id}/move")
async def ask_move(session_id: UUID, call: PageCall = page("counsellor")) -> Response:
    found = await call.get(sessions.session_page, session_id, call.actor, call.resources.clock.now())
    head = await call.get(case_head, found.head.sentence_id, call.actor, ("counsellor",))
    return await call.show("session_move.html", found=found, now_at=_as_typed(found.head), **await _choices(head, call))


@router.post("/sessions/{session_id}/move")
async def move(session_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        placements.move,
        session_id,
        form=Booked,
        body=Booked.moved,
        then="/cases/{sentence_id}/plan",
        said="The session is moved.",
        again=lambda: ask_move(session_id, call),
    )


@router.get("/sessions/{session_id}/cancellation")
async def ask_cancellation(session_id: UUID, call: PageCall = page("counsellor", "coordinator")) -> Response:
    found = await call.get(sessions.session_page, session_id, call.actor, call.resources.clock.now())
    causes = call.choices("cancellation", ("site", "person", "weather", "other"))
    return await call.show("session_cancel.html", found=found, causes=causes)


@router.post("/sessions/{session_id}/cancellation")
async def cancel(session_id: UUID, call: PageCall = page("counsellor", "coordinator")) -> Response:
    return await call.act(
        placements.cancel,
        session_id,
        form=placements.CancelSession,
        then=f"/sessions/{session_id}",
        said="The session is cancelled.",
        again=lambda: ask_cancellation(session_id, call),
    )


def _as_typed(head: sessions.SessionHead) -> dict[str, str]:
    """Where and when a session is, as the fields of a form have it."""
    starts, ends = (moment.astimezone(LOCAL_ZONE) for moment in (head.starts_at, head.ends_at))
    return {
        "site_id": str(head.site_id),
        "on": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }


async def _choices(head: CaseHead, call: PageCall) -> dict[str, Any]:
    now = call.resources.clock.now()
    found = await call.get(sites, SitesWanted(state="open"), None, _MOST_SITES, now)
    return {
        "head": head,
        "sites": [(each.id, each.name) for each in found["items"]],
        "first": max(local_day(now), head.starts_on),
    }
