"""The first page: what waits for whoever looks, the oldest first."""

from __future__ import annotations

import re
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.community_service.domain.waiting import KINDS
from services.community_service.queries import waiting as queries
from services.community_service.queries.cases_sections import READERS
from services.community_service.web import (
    alarms,
    amendments,
    breaches_decisions,
    fines,
    fines_corrections,
    verdicts_returned,
)
from shared.waiting import After, WaitingItem
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["waiting"])

ROLES = ("coordinator", "counsellor", "prosecutor", "court_clerk", "supervising_judge", "auditor", "operator")
_SHOWN = 25

_PLACES = (
    (re.compile(r"/sentences/([0-9a-f-]{36})(/guardian)?$"), "/cases/{}", READERS),
    (re.compile(r"/alarms/([0-9a-f-]{36})$"), "/alarms/{}", alarms.ROLES),
    (re.compile(r"/breaches/([0-9a-f-]{36})$"), "/breaches/{}", breaches_decisions.READERS),
    (re.compile(r"/fines/([0-9a-f-]{36})$"), "/fines/{}", fines.READERS),
    (re.compile(r"/fine-corrections/([0-9a-f-]{36})$"), "/fine-corrections/{}", fines_corrections.READERS),
    (re.compile(r"/returned-verdicts/([0-9a-f-]{36})$"), "/returned-verdicts/{}", verdicts_returned.ROLES),
    (re.compile(r"/verdict-changes/([0-9a-f-]{36})$"), "/verdict-changes/{}", amendments.READERS),
    (re.compile(r"/corrections\?sentence_id=([0-9a-f-]{36})"), "/cases/{}", READERS),
)
"""Where the page of a thing is, by the address of its JSON, and for whom. What else there is, its list shows."""


@router.get("/")
async def show_waiting(
    kind: Annotated[str | None, Query(max_length=50)] = None, after: After | None = None, call: PageCall = page("*")
) -> Response:
    """Everybody begins here; who has nothing to settle is led to what their role is for."""
    if not call.session.roles & set(ROLES):
        return await call.show("kit/start.html")
    chosen = kind if kind in KINDS else None
    now = call.resources.clock.now()
    found = await call.get(queries.waiting, call.actor, now, chosen, None, after, _SHOWN)
    rows = [item.model_dump() | {"href": call.web.place.desk + _place(item, call)} for item in found["items"]]
    return await call.show("waiting.html", rows=rows, chosen=chosen, after=call.next_page(found["next"]))


def _place(item: WaitingItem, call: PageCall) -> str:
    for pattern, path, roles in _PLACES:
        if call.session.roles & set(roles) and (match := pattern.search(item.detail_url)):
            return path.format(UUID(match[1]))
    return f"/?kind={item.kind}"
