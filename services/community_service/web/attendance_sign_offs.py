"""The second sign-off: what waits for it, many at once with an answer each, and what is odd on a page of its own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from services.community_service.commands import attendance_sign_offs as commands
from services.community_service.processes import attendance as processes
from services.community_service.queries import attendance_sessions, attendance_unsigned
from services.community_service.web import attendance_sessions as sessions
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page
from shared.web.wrong import refusal_in_words

router = pages_router(tags=["attendance"])

ROLES = ("counsellor", "coordinator")


class Ticked(BaseModel):
    session_ids: Annotated[list[UUID], Field(min_length=1, max_length=commands.MOST)]

    def lines(self) -> commands.SignOffs:
        return commands.SignOffs(lines=[commands.SignOffLine(session_id=each) for each in self.session_ids])


@router.get("/sign-offs")
async def list_unsigned(
    on_from: str = "",
    on_to: str = "",
    site_id: UUID | None = None,
    after: UUID | None = None,
    call: PageCall = page(*ROLES),
) -> Response:
    """Those that wait longest first. Whoever has recorded a session is never offered it: to try raises an alarm."""
    first, last = _day(on_from), _day(on_to)
    found = await call.get(
        attendance_unsigned.unsigned_sessions, call.actor, site_id, first, last, after, commands.MOST
    )
    others = [each for each in found["items"] if not each.own_record]
    return await call.show(
        "sign_offs.html",
        plain=[each for each in others if not each.odd],
        odd=[each for each in others if each.odd],
        own=len(found["items"]) - len(others),
        chosen={"on_from": first and first.isoformat(), "on_to": last and last.isoformat(), "site_id": site_id},
        most=commands.MOST,
        after=call.next_page(found["next"]),
    )


@router.post("/sign-offs")
async def sign_off_many(
    on_from: str = "",
    on_to: str = "",
    site_id: UUID | None = None,
    after: UUID | None = None,
    call: PageCall = page(*ROLES),
) -> Response:
    return await call.act_and_show(
        commands.sign_offs,
        form=Ticked,
        body=Ticked.lines,
        show=lambda answer: _answers(call, answer),
        again=lambda: list_unsigned(on_from, on_to, site_id, after, call),
    )


@router.post("/sessions/{session_id}/sign-off")
async def sign_off_alone(session_id: UUID, call: PageCall = page(*ROLES)) -> Response:
    return await call.act_through(
        processes.sign_off,
        session_id,
        then="/sign-offs",
        said="The attendance is signed off.",
        again=lambda: sessions.show_session(session_id, call),
    )


async def _answers(call: PageCall, answer: dict[str, Any]) -> Response:
    """What became of each line, in the order in which they stood."""
    ids = [UUID(line["session_id"]) for line in answer["lines"]]
    heads = await call.get(attendance_sessions.session_heads, ids, call.actor)
    lines = [
        line | {"head": heads.get(id_), "why": _why(line, call)} for id_, line in zip(ids, answer["lines"], strict=True)
    ]
    return await call.show("sign_offs_done.html", signed=answer["signed"], refused=answer["refused"], lines=lines)


def _why(line: dict[str, Any], call: PageCall) -> str | None:
    text = line[f"detail_{call.language}"]
    return refusal_in_words(line["slug"], text, call.language) if text else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
