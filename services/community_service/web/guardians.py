"""The parent or guardian of a child: named by the counsellor, read for a purpose."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import guardians
from services.community_service.domain.guardians import ContactChannel
from services.community_service.events import Relation
from services.community_service.queries.cases_heads import CaseHead, case_head
from services.community_service.queries.guardians import GuardianView, guardian_presence
from shared.errors import NotFound
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["guardians"])

_READERS = ("counsellor", "prosecutor", "auditor")


@router.get("/cases/{sentence_id}/guardian")
async def show_guardian(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    return await _show(sentence_id, None, call)


@router.post("/cases/{sentence_id}/guardian")
async def read_guardian(sentence_id: UUID, call: PageCall = page(*_READERS)) -> Response:
    return await call.read_for(
        guardians.read_guardian,
        sentence_id,
        show=lambda found: _show(sentence_id, found, call),
        again=lambda: _show(sentence_id, None, call),
    )


async def _show(sentence_id: UUID, found: GuardianView | None, call: PageCall) -> Response:
    head = await _childs(sentence_id, call, *_READERS)
    presence = await call.get(guardian_presence, sentence_id)
    return await call.show("guardian.html", head=head, found=found, presence=presence)


@router.get("/cases/{sentence_id}/guardian/new")
async def ask_guardian(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.show(
        "guardian_new.html",
        head=await _childs(sentence_id, call, "counsellor"),
        relations=call.choices("guardian_relation", get_args(Relation)),
        channels=call.choices("contact_channel", get_args(ContactChannel)),
    )


@router.post("/cases/{sentence_id}/guardian/new")
async def name_guardian(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        guardians.name_guardian,
        sentence_id,
        form=guardians.NameGuardian,
        then=f"/cases/{sentence_id}/guardian",
        said="The parent or guardian is named.",
        again=lambda: ask_guardian(sentence_id, call),
    )


async def _childs(sentence_id: UUID, call: PageCall, *roles: str) -> CaseHead:
    """Raises NotFound, Forbidden: only a child's case has a guardian."""
    head: CaseHead = await call.get(case_head, sentence_id, call.actor, roles)
    if not head.child:
        raise NotFound(what="guardian", id=sentence_id)
    return head
