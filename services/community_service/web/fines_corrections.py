"""A wrong payment or seizure: one prosecutor proposes a correction, another decides."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from services.community_service.commands import fines_corrections as commands
from services.community_service.fields import StatedReason
from services.community_service.queries import fines_corrections as queries
from services.community_service.queries.cases_sections import acting_roles
from services.community_service.queries.sentences import own_sentence
from services.community_service.web.fines import fine_form
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import need
from shared.web.guard import page

router = pages_router(tags=["fines"])

READERS = ("prosecutor", "coordinator", "auditor")


class Proposed(BaseModel):
    """`came_in`: something did, and `rupiah` says how much; or nothing ever did."""

    receipt_id: UUID
    came_in: Literal["yes", "no"]
    rupiah: Annotated[int, Field(ge=0, le=10**12)] | None = None
    reason: StatedReason

    def body(self) -> commands.ProposeFineCorrection:
        """Raises FormWrong where the amount is missing."""
        if self.came_in == "yes":
            need(self, "rupiah")
        rupiah = self.rupiah if self.came_in == "yes" else None
        return commands.ProposeFineCorrection(receipt_id=self.receipt_id, rupiah=rupiah, reason=self.reason)


@router.get("/fines/{fine_id}/correction")
async def ask_correction(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await fine_form(call, "fine/correction.html", fine_id)


@router.post("/fines/{fine_id}/correction")
async def propose_fine_correction(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        commands.propose,
        fine_id,
        form=Proposed,
        body=Proposed.body,
        then="/fine-corrections/{id}",
        again=lambda: ask_correction(fine_id, call),
        said="The correction is proposed. A second prosecutor decides.",
    )


@router.get("/fine-corrections/{correction_id}")
async def show_fine_correction(correction_id: UUID, call: PageCall = page(*READERS)) -> Response:
    correction = await call.get(queries.own_fine_correction, correction_id, call.actor)
    acting = await call.get(acting_roles, correction.sentence_id, call.actor)
    recorder = await call.get(queries.recorder_of, correction.received, correction.receipt_id)
    involved = call.actor.subject in (correction.proposed_by, recorder)
    return await call.show(
        "fine_correction.html",
        correction=correction,
        decides=correction.state == "proposed" and "prosecutor" in acting and not involved,
        sentence=await call.get(own_sentence, correction.sentence_id, call.actor),
    )


@router.post("/fine-corrections/{correction_id}/decision")
async def decide_fine_correction(correction_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        commands.decide,
        correction_id,
        form=commands.DecideFineCorrection,
        then=f"/fine-corrections/{correction_id}",
        again=lambda: show_fine_correction(correction_id, call),
        said="The correction is decided.",
    )
