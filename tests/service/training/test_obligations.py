"""Obligations of a work plan that promise items, and the loans that serve them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.agreements import events as agreements
from tests.service.training import scene
from tests.service.training.client import AGENCY, OTHER_PRISON, PRISON, STAFF, Caller
from tests.service.training.equipment_client import EquipmentClient, obligation, publish_agreement

PROMISED = UUID(int=70)


async def test_equip_27_an_obligation_shows_how_many_of_the_promised_items_are_lent(
    equipment: EquipmentClient,
) -> None:
    await equipment.h.hear(obligation(), version=2)
    item, loan = await equipment.held(obligation_id=PROMISED)
    await equipment.lent(obligation_id=PROMISED)
    await equipment.lent()
    (shown,) = (await equipment.list_obligations())["items"]
    assert (shown["quantity"], shown["lent_now"], shown["lent_ever"]) == (3, 2, 2)
    await equipment.give_back(loan)
    await equipment.lend(item, obligation_id=PROMISED)
    (shown,) = (await equipment.list_obligations(by=STAFF, agency=AGENCY, institution=PRISON))["items"]
    assert (shown["lent_now"], shown["lent_ever"]) == (2, 2), "an item that is lent again is one item"
    (first, second, third) = (await equipment.list_loans(obligation=PROMISED))["items"]
    assert {each["obligation_id"] for each in (first, second, third)} == {str(PROMISED)}
    assert (await equipment.list_obligations(by=Caller("institution_staff", OTHER_PRISON)))["items"] == []
    lent = [data["obligation_id"] for type_, data in await equipment.h.facts() if type_ == "training.equipment.lent"]
    assert lent == [str(PROMISED), str(PROMISED), None, str(PROMISED)]


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"unit": "rupiah"}, 422, "obligation-of-no-items"),
        ({"unit": "Orang"}, 422, "obligation-of-no-items"),
        ({"agreement_id": UUID(int=71)}, 422, "obligation-of-others"),
        ({"owed_by": PRISON, "owed_to": AGENCY}, 422, "obligation-of-others"),
        ({"state": "cancelled"}, 409, "obligation-settled"),
        ({"state": "fulfilled"}, 409, "obligation-settled"),
    ],
    ids=["money", "people", "another agreement", "owed by the institution", "cancelled", "fulfilled"],
)
async def test_equip_28_a_loan_serves_only_what_its_agency_owes_in_items(
    equipment: EquipmentClient, changes: dict[str, Any], status: int, slug: str
) -> None:
    await equipment.h.hear(obligation(**changes), version=2)
    item = (await equipment.register_item())["id"]
    assert (await equipment.lend(item, obligation_id=PROMISED, status=status))["title"] == slug
    assert (await equipment.list_loans())["items"] == []
    if status == 422:
        assert (await equipment.list_obligations())["items"] == []


async def test_an_obligation_that_nobody_told_of_is_unknown(equipment: EquipmentClient) -> None:
    item = (await equipment.register_item())["id"]
    refused = await equipment.lend(item, obligation_id=scene.invent_id(), status=422)
    assert refused["title"] == "obligation-unknown"


async def test_late_and_repeated_facts_end_in_the_same_state(equipment: EquipmentClient) -> None:
    late = obligation(agreements.ObligationOverdue, state="overdue", done=1)
    for fact, version in ((late, 4), (obligation(), 2), (late, 4)):
        await equipment.h.hear(fact, version=version)
    (shown,) = (await equipment.list_obligations())["items"]
    assert (shown["state"], shown["done"]) == ("overdue", 1)
    await equipment.lent(obligation_id=PROMISED)
    done = obligation(agreements.ObligationFulfilled, state="fulfilled", done=3, delivered_on="2026-06-01")
    await equipment.h.hear(done, version=6)
    assert (await equipment.list_obligations())["items"][0]["state"] == "fulfilled"


async def test_an_obligation_may_be_heard_before_its_agreement(equipment: EquipmentClient) -> None:
    other = UUID(int=72)
    await equipment.h.hear(obligation(agreement_id=other), version=1)
    assert (await equipment.list_obligations())["items"] == []
    await publish_agreement(equipment, "in_force", 1, agreement_id=other)
    assert [each["id"] for each in (await equipment.list_obligations(agreement=other))["items"]] == [str(PROMISED)]


async def test_obligations_come_in_pages(equipment: EquipmentClient) -> None:
    ids = [UUID(int=number) for number in range(80, 85)]
    for each in ids:
        await equipment.h.hear(obligation(obligation_id=each))
    seen, after = list[str](), None
    while True:
        page = await equipment.list_obligations(limit=2, after=after)
        seen += [each["id"] for each in page["items"]]
        if (after := page["next"]) is None:
            break
    assert seen == [str(each) for each in ids]
