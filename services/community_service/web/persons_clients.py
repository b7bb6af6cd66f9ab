"""A counsellor's clients: those at risk first. Their names are there once a purpose of the day is said."""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import Query
from starlette.responses import Response

from services.community_service.commands import persons_clients as commands
from services.community_service.domain.forecasts import Pace
from services.community_service.events import SentenceState
from services.community_service.queries.forecasts_lists import Cursor
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["clients"])

ROLES = ("counsellor",)
_SHOWN = 25
_STATES = ("running", *get_args(SentenceState))


@router.get("/clients")
async def list_clients(
    number: Annotated[str, Query(max_length=100)] = "",
    state: str = "running",
    forecast: str = "",
    mine: str = "",
    after: str = "",
    call: PageCall = page(*ROLES),
) -> Response:
    """Each name that is shown is a logged read, for the purpose that the counsellor has said today."""
    chosen = {
        "number": number.strip(),
        "state": state if state in _STATES else "running",
        "forecast": forecast if forecast in get_args(Pace) else "",
        "mine": mine == "true",
    }
    found = await call.step(
        commands.clients,
        *(chosen["number"] or None, chosen["state"], chosen["forecast"] or None, chosen["mine"] or None),
        *(_cursor(after), _SHOWN),
    )
    return await call.show(
        "clients.html",
        found=found,
        chosen=chosen,
        states=call.choices("sentence_state", _STATES),
        paces=call.choices("pace", get_args(Pace)),
        today=local_day(call.resources.clock.now()),
        query=call.request.url.query,
        after=call.next_page(found.next),
    )


@router.post("/clients/purpose")
async def state_purpose(
    number: Annotated[str, Query(max_length=100)] = "",
    state: str = "running",
    forecast: str = "",
    mine: str = "",
    after: str = "",
    call: PageCall = page(*ROLES),
) -> Response:
    """The list that was looked at is shown again, with names."""
    query = call.request.url.query.replace("{", "").replace("}", "")
    return await call.act(
        commands.state_purpose,
        form=commands.StatePurpose,
        then=f"/clients?{query}" if query else "/clients",
        said="Until the end of the day names are shown for this purpose. Each read is recorded.",
        again=lambda: list_clients(number, state, forecast, mine, after, call),
    )


def _cursor(text: str) -> str | None:
    """Where the page before ended; one that cannot be read is the beginning."""
    try:
        return str(Cursor.read(text)) if text else None
    except ValueError:
        return None
