"""Entries of phones that were refused: theirs beside what is on record, and what a coordinator discards."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import field_refusals as commands
from services.community_service.queries import field_refusals as queries
from services.community_service.queries.attendance_sessions import session_heads
from services.community_service.queries.field_refusals import RefusalView
from services.community_service.store.field_refusals import State
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page
from shared.web.wrong import refusal_in_words

router = pages_router(tags=["field"])

ROLES = ("coordinator", "auditor")
_SHOWN = 25


@router.get("/refused-entries")
async def list_refusals(state: str = "open", after: UUID | None = None, call: PageCall = page(*ROLES)) -> Response:
    chosen: Any = state if state in get_args(State) else None
    found = await call.get(queries.refusals, call.actor, chosen, after, _SHOWN)
    heads = await call.get(session_heads, [each.session_id for each in found["items"]], call.actor)
    return await call.show(
        "refused_entries.html",
        rows=[{"entry": each, "head": heads.get(each.session_id), "why": _why(each, call)} for each in found["items"]],
        chosen=chosen,
        states=call.choices("field_state", get_args(State)),
        after=call.next_page(found["next"]),
    )


@router.get("/refused-entries/{entry_id}")
async def show_refusal(entry_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    entry = await call.get(queries.refusal, entry_id, call.actor)
    heads = await call.get(session_heads, [entry.session_id], call.actor)
    return await call.show("refused_entry.html", entry=entry, head=heads.get(entry.session_id), why=_why(entry, call))


@router.post("/refused-entries/{entry_id}/discard")
async def discard(entry_id: UUID, call: PageCall = page("coordinator")) -> Response:
    """Whoever sent it can propose a correction instead, from the phone."""
    return await call.act(
        commands.discard,
        entry_id,
        form=commands.DiscardEntry,
        then=f"/refused-entries/{entry_id}",
        said="The entry is discarded.",
        again=lambda: show_refusal(entry_id, call),
    )


def _why(entry: RefusalView, call: PageCall) -> str:
    text = entry.problem.detail_id if call.language == "id" else entry.problem.detail_en
    return refusal_in_words(entry.problem.slug, text, call.language)
