"""When the agreement no longer carries a loan: it goes on, flagged, until somebody decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.service.training.client import AGENCY, PRISON, STAFF, TRAINER, Caller
from tests.service.training.equipment_client import DUE, EquipmentClient, publish_agreement


async def waits(equipment: EquipmentClient, **query: Any) -> list[tuple[str, str]]:
    return [(item["kind"], item["id"]) for item in (await equipment.list_waiting(**query))["items"]]


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("suspended", {}),
        ("expired", {}),
        ("in_force", {"scopes": ["training"]}),
        ("in_force", {"terminates_on": "2026-06-29"}),
    ],
    ids=["suspended", "expired", "another scope", "an earlier last day"],
)
async def test_equip_23_a_loan_goes_on_and_waits_for_a_decision(
    equipment: EquipmentClient, state: str, changes: dict[str, Any]
) -> None:
    item, loan = await equipment.held()
    await publish_agreement(equipment, state, 6, **changes)
    flagged = await equipment.read_loan(loan)
    assert (flagged["state"], flagged["needs_decision"]) == ("received", True)
    assert await waits(equipment) == [("loan_after_agreement", loan)]
    assert await waits(equipment, by=TRAINER) == [("loan_after_agreement", loan)]
    await equipment.extend(loan, "2026-12-31", status=409 if state != "in_force" else 422)
    await equipment.give_back(loan)
    assert (await equipment.read_loan(loan))["needs_decision"] is False
    assert await waits(equipment) == []
    assert (await equipment.read_item(item))["state"] == "in_store"


async def test_equip_24_the_flag_goes_when_the_agreement_carries_the_loan_again(equipment: EquipmentClient) -> None:
    _, loan = await equipment.held()
    await publish_agreement(equipment, "suspended", 6)
    await publish_agreement(equipment, "resumed", 7)
    assert (await equipment.read_loan(loan))["needs_decision"] is False
    await publish_agreement(equipment, "suspended", 6)
    assert (await equipment.read_loan(loan))["needs_decision"] is False, "an older fact changes nothing"
    records = [data["needs_decision"] for type_, data in await equipment.h.facts() if type_.endswith("loan-flagged")]
    assert records == [True, False]


async def test_equip_25_the_agency_keeps_or_recalls_it_and_only_another_change_asks_again(
    equipment: EquipmentClient,
) -> None:
    _, loan = await equipment.held()
    assert (await equipment.decide_loan(loan, "keep", status=409))["title"] == "nothing-to-decide"
    await publish_agreement(equipment, "suspended", 6)
    for by in (STAFF, Caller("trainer", PRISON)):
        await equipment.decide_loan(loan, "keep", by=by, status=403)
    kept = await equipment.decide_loan(loan, "keep", note="sampai ujian selesai")
    assert (kept["needs_decision"], kept["due_on"], kept["steps"][-1]["step"]) == (False, DUE, "kept")
    await publish_agreement(equipment, "suspended", 7)
    assert (await equipment.read_loan(loan))["needs_decision"] is False
    await publish_agreement(equipment, "expired", 8)
    assert (await equipment.read_loan(loan))["needs_decision"] is True
    for due_on in (None, DUE, "2026-07-01"):
        assert (await equipment.decide_loan(loan, "recall", due_on=due_on, status=422))["title"] == "not-earlier"
    assert (await equipment.decide_loan(loan, "recall", due_on="2026-02-08", status=422))["title"] == "due-in-past"
    recalled = await equipment.decide_loan(loan, "recall", due_on="2026-03-01")
    assert (recalled["needs_decision"], recalled["due_on"]) == (False, "2026-03-01")
    equipment.h.clock.set(datetime.fromisoformat("2026-03-02T08:00:00+09:00"))
    await equipment.h.tick()
    assert (await equipment.read_loan(loan))["overdue"]


async def test_equip_26_what_waits_is_seen_by_who_can_settle_it(equipment: EquipmentClient) -> None:
    _, loan = await equipment.lent()
    assert await waits(equipment, by=STAFF) == [("loan_unconfirmed", loan)]
    (item,) = (await equipment.list_waiting(by=TRAINER))["items"]
    assert (item["waits_for"], item["organisation_id"]) == ("institution_staff", str(PRISON))
    assert item["detail_url"] == f"/training/loans/{loan}"
    await equipment.receive(loan)
    assert await waits(equipment) == []
    equipment.h.clock.set(datetime.fromisoformat("2026-07-01T00:00:00+09:00"))
    (item,) = (await equipment.list_waiting(by=STAFF))["items"]
    assert (item["kind"], item["since"]) == ("loan_overdue", "2026-06-30T15:00:00Z")
    await equipment.report_loss(loan)
    (item,) = (await equipment.list_waiting())["items"]
    assert (item["kind"], item["waits_for"], item["organisation_id"]) == ("loss_undecided", "trainer", str(AGENCY))
    await equipment.acknowledge(loan)
    assert await waits(equipment) == []
