"""A fine from the decision to its end: payments, seizures, prison for the rest, and corrections by a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.community_service.commands import fines
from services.community_service.queries import fines as queries
from services.community_service.queries.cases_sections import SECTIONS, acting_roles
from services.community_service.queries.fines_corrections import fine_corrections
from services.community_service.queries.sentences import own_sentence
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["fines"])

READERS = ("counsellor", "prosecutor", "court_clerk", "coordinator", "auditor")
_ALL = 1000


@router.get("/fines/{fine_id}")
async def show_fine(fine_id: UUID, call: PageCall = page(*READERS)) -> Response:
    fine = await call.get(queries.own_fine, fine_id, call.actor)
    acting = await call.get(acting_roles, fine.sentence_id, call.actor)
    corrected: list[Any] = []
    if acting & SECTIONS["fine_corrections"]:
        found = await call.get(fine_corrections, call.actor, fine.sentence_id, None, None, _ALL)
        corrected = [each for each in found["items"] if each.fine_id == fine_id]
    return await call.show(
        "fine.html",
        fine=fine,
        corrections=corrected,
        acts="prosecutor" in acting,
        sentence=await call.get(own_sentence, fine.sentence_id, call.actor),
    )


async def fine_form(call: PageCall, template: str, fine_id: UUID, **values: Any) -> Response:
    """A form about one fine; `template` extends `fine/form.html`."""
    fine = await call.get(queries.own_fine, fine_id, call.actor)
    sentence = await call.get(own_sentence, fine.sentence_id, call.actor)
    here = f"{call.web.place.desk}/fines/{fine_id}"
    return await call.show(template, fine=fine, sentence=sentence, here=here, **values)


@router.get("/fines/{fine_id}/payment")
async def ask_payment(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await fine_form(call, "fine/payment.html", fine_id)


@router.post("/fines/{fine_id}/payment")
async def pay_fine(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        fines.pay,
        fine_id,
        form=fines.RecordPayment,
        then=f"/fines/{fine_id}",
        again=lambda: ask_payment(fine_id, call),
        said="The payment is recorded.",
    )


@router.get("/fines/{fine_id}/seizure")
async def ask_seizure(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await fine_form(call, "fine/seizure.html", fine_id)


@router.post("/fines/{fine_id}/seizure")
async def seize_for_fine(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        fines.seize,
        fine_id,
        form=fines.RecordSeizure,
        then=f"/fines/{fine_id}",
        again=lambda: ask_seizure(fine_id, call),
        said="The seizure is recorded.",
    )


@router.get("/fines/{fine_id}/substitute-prison")
async def ask_substitute_prison(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await fine_form(call, "fine/substitute_prison.html", fine_id)


@router.post("/fines/{fine_id}/substitute-prison")
async def order_substitute_prison(fine_id: UUID, call: PageCall = page("prosecutor")) -> Response:
    return await call.act(
        fines.substitute,
        fine_id,
        form=fines.OrderSubstitutePrison,
        then=f"/fines/{fine_id}",
        again=lambda: ask_substitute_prison(fine_id, call),
        said="Prison for the unpaid rest is ordered.",
    )
