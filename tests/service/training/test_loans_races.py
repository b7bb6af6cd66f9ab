"""Two offices, or two windows of one, at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from typing import Any

import pytest

from tests.service.training.client import AGENCY, PKS, PRISON
from tests.service.training.equipment_client import DUE, EquipmentClient, publish_agreement

AGAIN = 6


async def both(*acts: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*acts))


async def post(equipment: EquipmentClient, path: str, body: dict[str, Any], role: str) -> int:
    """The status of an act that may be refused."""
    organisation = PRISON if role == "institution_staff" else AGENCY
    headers = equipment.h.token(role, organisation=organisation)
    return (await equipment.h.client.post(f"/training/{path}", json=body, headers=headers)).status_code


@pytest.mark.parametrize("_turn", range(AGAIN))
async def test_equip_19_two_loans_of_one_item_at_once_are_one(equipment: EquipmentClient, _turn: int) -> None:
    item = (await equipment.register_item())["id"]
    body = {
        "cooperation_agreement_id": str(PKS),
        "institution_id": str(PRISON),
        "responsible_name": "X",
        "due_on": DUE,
    }
    statuses = await both(*(post(equipment, f"equipment/{item}/loans", body, "trainer") for _ in range(5)))
    assert sorted(statuses) == [201, 409, 409, 409, 409]
    assert await equipment.published() == ["training.equipment.lent"]


@pytest.mark.parametrize("_turn", range(AGAIN))
async def test_equip_20_a_loan_and_a_maintenance_at_once_are_one(equipment: EquipmentClient, _turn: int) -> None:
    item = (await equipment.register_item())["id"]
    loan = {
        "cooperation_agreement_id": str(PKS),
        "institution_id": str(PRISON),
        "responsible_name": "X",
        "due_on": DUE,
    }
    repair = {"reason": "servis", "by_whom": "Bengkel"}
    statuses = await both(
        post(equipment, f"equipment/{item}/loans", loan, "trainer"),
        post(equipment, f"equipment/{item}/maintenance", repair, "trainer"),
    )
    assert sorted(statuses) == [201, 409]


@pytest.mark.parametrize("_turn", range(AGAIN))
async def test_equip_21_a_return_and_an_acknowledged_loss_at_once_are_one(
    equipment: EquipmentClient, _turn: int
) -> None:
    item, loan = await equipment.held()
    await equipment.report_loss(loan)
    statuses = await both(
        post(equipment, f"loans/{loan}/return", {"condition": "good"}, "trainer"),
        post(equipment, f"loans/{loan}/loss-acknowledgement", {}, "trainer"),
    )
    assert sorted(statuses) == [200, 409]
    state = (await equipment.read_loan(loan))["state"]
    assert (await equipment.read_item(item))["state"] == {"returned": "in_store", "lost": "lost"}[state]
    ends = [type_ for type_ in await equipment.published() if type_.endswith((".returned", ".lost"))]
    assert ends == [f"training.equipment.{state}"]


@pytest.mark.parametrize("_turn", range(AGAIN))
async def test_a_return_and_a_reported_loss_at_once_end_in_a_return(equipment: EquipmentClient, _turn: int) -> None:
    """Either the report comes too late, or the item that was missing is back."""
    item, loan = await equipment.held()
    returned, reported = await both(
        post(equipment, f"loans/{loan}/return", {"condition": "good"}, "trainer"),
        post(equipment, f"loans/{loan}/loss", {"note": "tidak ada"}, "institution_staff"),
    )
    assert (returned, reported in (200, 409)) == (200, True)
    assert (await equipment.read_loan(loan))["state"] == "returned"
    assert (await equipment.read_item(item))["state"] == "in_store"


@pytest.mark.parametrize("_turn", range(AGAIN))
async def test_equip_22_an_extension_and_a_return_at_once_end_in_a_return(
    equipment: EquipmentClient, _turn: int
) -> None:
    _, loan = await equipment.held()
    extended, returned = await both(
        post(equipment, f"loans/{loan}/extension", {"due_on": "2026-08-31"}, "trainer"),
        post(equipment, f"loans/{loan}/return", {"condition": "good"}, "trainer"),
    )
    assert (returned, extended in (200, 409)) == (200, True)
    after = await equipment.read_loan(loan)
    assert (after["state"], after["due_on"]) == ("returned", "2026-08-31" if extended == 200 else DUE)


@pytest.mark.parametrize("_turn", range(AGAIN))
async def test_a_loan_and_the_suspension_of_its_agreement_at_once(equipment: EquipmentClient, _turn: int) -> None:
    """Either the loan comes too late, or it is flagged: none slips through unseen."""
    item = (await equipment.register_item())["id"]
    body = {
        "cooperation_agreement_id": str(PKS),
        "institution_id": str(PRISON),
        "responsible_name": "X",
        "due_on": DUE,
    }
    status, _ = await both(
        post(equipment, f"equipment/{item}/loans", body, "trainer"),
        publish_agreement(equipment, "suspended", 6),
    )
    flags = [loan["needs_decision"] for loan in (await equipment.list_loans())["items"]]
    assert (status, flags) in [(409, []), (201, [True])]


async def test_many_jobs_at_once_tell_a_due_date_once(equipment: EquipmentClient) -> None:
    for _ in range(3):
        await equipment.held()
    equipment.h.clock.set(datetime.fromisoformat("2026-07-01T08:00:00+09:00"))
    await both(*(equipment.h.tick() for _ in range(4)))
    assert (await equipment.published()).count("training.equipment.overdue") == 3
