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
    attendance_sessions,
    attendance_sign_offs,
    breaches_decisions,
    field_refusals,
    fines,
    fines_corrections,
    incidents,
    offices,
    settlements,
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
    (
        re.compile(r"/sentences/([0-9a-f-]{36})/guardian$"),
        "/cases/{}/guardian",
        {"counsellor", "prosecutor", "auditor"},
    ),
    (re.compile(r"/field/refusals/([0-9a-f-]{36})$"), "/refused-entries/{}", set(field_refusals.ROLES)),
    (re.compile(r"/sentences/([0-9a-f-]{36})(/guardian)?$"), "/cases/{}", READERS),
    (re.compile(r"/incidents/([0-9a-f-]{36})$"), "/incidents/{}", set(incidents.READERS)),
    (re.compile(r"/alarms/([0-9a-f-]{36})$"), "/alarms/{}", set(alarms.ROLES)),
    (re.compile(r"/breaches/([0-9a-f-]{36})$"), "/breaches/{}", set(breaches_decisions.READERS)),
    (re.compile(r"/fines/([0-9a-f-]{36})$"), "/fines/{}", set(fines.READERS)),
    (re.compile(r"/fine-corrections/([0-9a-f-]{36})$"), "/fine-corrections/{}", set(fines_corrections.READERS)),
    (re.compile(r"/returned-verdicts/([0-9a-f-]{36})$"), "/returned-verdicts/{}", set(verdicts_returned.ROLES)),
    (re.compile(r"/verdict-changes/([0-9a-f-]{36})$"), "/verdict-changes/{}", set(amendments.READERS)),
    (re.compile(r"/corrections\?sentence_id=([0-9a-f-]{36})"), "/cases/{}", READERS),
)
"""Where the page of a thing is, by the address of its JSON, for the roles that may open it. What has none is shown by
its list."""

_SEE_SESSIONS = set(attendance_sessions.ROLES)
_QUEUES = {"session_unsigned": ("/sign-offs", set(attendance_sign_offs.ROLES))}
"""Kinds that are settled one after another on a page of their own."""


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
    reads = call.session.roles & READERS
    numbers = await call.get(queries.numbers_of, [item.id for item in found["items"]]) if reads else {}
    rows = [
        item.model_dump()
        | {"href": call.web.place.desk + _place(item, call.session.roles), "number": numbers.get(item.id)}
        for item in found["items"]
    ]
    settles = bool(call.session.roles & set(settlements.ROLES))
    return await call.show(
        "waiting.html",
        rows=rows,
        chosen=chosen,
        gathers=settles,
        after=call.next_page(found["next"]),
    )


def _place(item: WaitingItem, roles: frozenset[str]) -> str:
    queue, who = _QUEUES.get(item.kind, ("", set()))
    if roles & who:
        return queue
    if item.kind == "session_unrecorded" and roles & _SEE_SESSIONS:
        return f"/sessions/{item.id}/settlement" if roles & set(settlements.ROLES) else f"/sessions/{item.id}"
    if item.kind == "unknown_office" and roles & set(offices.ROLES):
        return f"/cases/{item.detail_url.rpartition('/')[2]}/offices"
    for pattern, path, readers in _PLACES:
        if roles & readers and (match := pattern.search(item.detail_url)):
            return path.format(UUID(match[1]))
    return f"/?kind={item.kind}"
