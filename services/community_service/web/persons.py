"""Who the person of a case is: asked for with a purpose, answered at once, and written down each time."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import persons
from services.community_service.web.cases_forms import case_form
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["persons"])

_READERS = ("prosecutor", "counsellor", "auditor")


@router.get("/cases/{sentence_id}/person")
async def ask_person(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    return await case_form(call, "person.html", sentence_id, person=None)


@router.post("/cases/{sentence_id}/person")
async def show_person(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    """No redirect: the page is the answer, and cannot be asked for again without a purpose."""

    return await call.read_for(
        persons.read_person,
        sentence_id,
        show=lambda person: case_form(call, "person.html", sentence_id, person=person),
        again=lambda: ask_person(sentence_id, call),
    )
