"""Loans of equipment: handed over, confirmed, extended, returned, damaged, lost and found, overdue once."""

from __future__ import annotations

import csv
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from tests.service.training import scene
from tests.service.training.client import (
    AGENCY,
    AUDITOR,
    COORDINATOR,
    OTHER_PRISON,
    PKS,
    PRISON,
    STAFF,
    TRAINER,
    Caller,
)
from tests.service.training.equipment_client import DUE, EquipmentClient, publish_agreement

STRANGERS = (Caller("trainer", OTHER_PRISON), Caller("institution_staff", OTHER_PRISON), Caller("trainer"))


def at(text: str) -> datetime:
    """A moment in Ambon."""
    return datetime.fromisoformat(f"{text}+09:00")


async def told(equipment: EquipmentClient, verb: str) -> list[dict[str, Any]]:
    return [data for type_, data in await equipment.h.facts() if type_ == f"training.equipment.{verb}"]


async def test_equip_07_an_agency_lends_and_the_institution_confirms(equipment: EquipmentClient) -> None:
    item = (await equipment.register_item(condition="worn"))["id"]
    loan = await equipment.lend(item)
    assert (loan["state"], loan["lent_on"], loan["due_on"], loan["condition_out"]) == (
        "lent",
        "2026-02-09",
        DUE,
        "worn",
    )
    assert (loan["agency_id"], loan["institution_id"]) == (str(AGENCY), str(PRISON))
    held = await equipment.read_item(item)
    assert (held["state"], held["institution_id"], held["loan_id"]) == ("lent", str(PRISON), loan["id"])
    for by in (TRAINER, *STRANGERS):
        await equipment.receive(loan["id"], by=by, status=403)
    received = await equipment.receive(loan["id"], condition="damaged", note="jarum patah")
    assert (received["state"], received["received_on"]) == ("received", "2026-02-09")
    assert (received["condition_out"], received["condition_received"]) == ("worn", "damaged")
    assert received["steps"][0]["note"] == "jarum patah"
    assert (await equipment.read_item(item))["condition"] == "damaged"
    refused = await equipment.receive(loan["id"], status=409)
    assert (refused["title"], refused["detail"]) == (
        "loan-wrong-state",
        "Pinjaman berstatus received; tindakan ini memerlukan status lent.",
    )
    (fact,) = await told(equipment, "lent")
    assert (fact["equipment_id"], fact["loan_id"], fact["due_on"]) == (item, loan["id"], DUE)
    assert fact["detail_url"] == f"/training/equipment/{item}"
    assert "Kepala" not in str(await equipment.h.facts()), "who answers for it stays inside"


@pytest.mark.parametrize(
    ("agreement", "loan", "status", "slug"),
    [
        ({"state": "signed"}, {}, 409, "agreement-not-in-force"),
        ({"state": "suspended"}, {}, 409, "agreement-not-in-force"),
        ({"state": "expired"}, {}, 409, "agreement-not-in-force"),
        ({"scopes": ["training"]}, {}, 422, "agreement-without-equipment"),
        ({}, {"institution_id": OTHER_PRISON}, 422, "agreement-of-others"),
        ({"agency_id": OTHER_PRISON}, {}, 422, "agreement-of-others"),
        ({}, {"due_on": "2027-02-09"}, 422, "loan-after-last-day"),
        ({"terminates_on": "2026-06-29"}, {}, 422, "loan-after-last-day"),
        ({"starts_on": "2026-02-10"}, {}, 422, "loan-before-agreement"),
        ({}, {"cooperation_agreement_id": scene.invent_id()}, 422, "agreement-unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_equip_08_nothing_is_lent_that_the_agreement_does_not_carry(
    equipment: EquipmentClient, agreement: dict[str, Any], loan: dict[str, Any], status: int, slug: str
) -> None:
    await publish_agreement(equipment, agreement.pop("state", "in_force"), 6, **agreement)
    item = (await equipment.register_item())["id"]
    refused = await equipment.lend(item, status=status, **loan)
    assert (refused["title"], refused["rule"]) == (slug, "A2")
    assert refused["article"].startswith("PP 28/2018")
    assert (await equipment.read_item(item))["state"] == "in_store"


async def test_a_loan_is_due_on_the_last_day_of_the_agreement_or_before(equipment: EquipmentClient) -> None:
    await publish_agreement(equipment, "in_force", 6, terminates_on="2026-06-30")
    await equipment.lent(due_on="2026-06-30")
    await equipment.lent(due_on="2026-02-09")
    item = (await equipment.register_item())["id"]
    assert (await equipment.lend(item, due_on="2026-02-08", status=422))["title"] == "due-in-past"


@pytest.mark.parametrize("condition", ["damaged", "unusable"])
async def test_equip_09_only_what_can_be_used_is_lent(equipment: EquipmentClient, condition: str) -> None:
    item = (await equipment.register_item(condition=condition))["id"]
    refused = await equipment.lend(item, status=409)
    assert (refused["title"], "good, worn" in refused["detail"]) == ("condition-not-lendable", True)
    await equipment.lend(item, condition="worn")


@pytest.mark.parametrize("fields", [{"responsible_name": "8171010101900001"}, {"responsible_name": " "}, {"due_on": 0}])
async def test_what_cannot_be_read_is_no_loan(equipment: EquipmentClient, fields: dict[str, Any]) -> None:
    item = (await equipment.register_item())["id"]
    assert (await equipment.lend(item, status=422, **fields))["title"] == "unreadable"


async def test_equip_10_an_item_that_is_lent_is_lent_once(equipment: EquipmentClient) -> None:
    item, _ = await equipment.lent()
    refused = await equipment.lend(item, status=409)
    assert (refused["title"], "lent" in refused["detail"]) == ("equipment-in-use", True)
    assert (await equipment.start_maintenance(item, status=409))["title"] == "equipment-in-use"


async def test_equip_11_a_return_ends_the_loan_and_the_item_is_free(equipment: EquipmentClient) -> None:
    item, loan = await equipment.held()
    for by in (STAFF, *STRANGERS):
        await equipment.give_back(loan, by=by, status=403)
    returned = await equipment.give_back(loan, condition="worn")
    assert (returned["state"], returned["ended_on"], returned["condition_in"]) == ("returned", "2026-02-09", "worn")
    free = await equipment.read_item(item)
    assert (free["state"], free["institution_id"], free["loan_id"], free["condition"]) == (
        "in_store",
        None,
        None,
        "worn",
    )
    (fact,) = await told(equipment, "returned")
    assert (fact["damaged"], fact["days_late"], fact["condition"]) == (False, 0, "worn")
    assert (await equipment.give_back(loan, status=409))["title"] == "loan-wrong-state"
    again = await equipment.lend(item)
    assert again["id"] != loan, "what came back today may leave today"
    await equipment.give_back(again["id"], by=COORDINATOR)


@pytest.mark.parametrize(
    ("received", "returned", "damaged"),
    [
        ("good", "damaged", True),
        ("good", "unusable", True),
        ("damaged", "damaged", False),
        ("damaged", "unusable", True),
    ],
)
async def test_equip_12_a_damage_is_what_was_not_there_when_the_institution_took_it(
    equipment: EquipmentClient, received: str, returned: str, damaged: bool
) -> None:
    _, loan = await equipment.lent()
    await equipment.receive(loan, condition=received)
    await equipment.give_back(loan, condition=returned)
    (fact,) = await told(equipment, "returned")
    assert fact["damaged"] is damaged


async def test_equip_13_the_institution_reports_a_damage_and_the_agency_is_told(equipment: EquipmentClient) -> None:
    item, loan = await equipment.held()
    await equipment.report_damage(loan, by=TRAINER, status=403)
    assert (await equipment.report_damage(loan, condition="worn", status=422))["title"] == "no-damage"
    reported = await equipment.report_damage(loan, note="jatuh dari meja")
    assert (reported["state"], reported["steps"][-1]["step"]) == ("received", "damaged")
    assert (await equipment.read_item(item))["condition"] == "damaged"
    (fact,) = await told(equipment, "damaged")
    assert fact["condition"] == "damaged"
    assert "meja" not in str(await equipment.h.facts())
    assert (await equipment.report_damage(loan, status=422))["title"] == "no-damage"


async def test_equip_14_a_loss_is_reported_by_the_one_and_acknowledged_by_the_other(
    equipment: EquipmentClient,
) -> None:
    item, loan = await equipment.held()
    await equipment.report_loss(loan, by=TRAINER, status=403)
    assert (await equipment.acknowledge(loan, status=409))["title"] == "loan-wrong-state"
    missing = await equipment.report_loss(loan, document_number="LP/12/II/2026")
    assert (missing["state"], missing["steps"][-1]["document_number"]) == ("missing", "LP/12/II/2026")
    assert (await equipment.read_item(item))["state"] == "lent"
    for by in (STAFF, *STRANGERS):
        await equipment.acknowledge(loan, by=by, status=403)
    lost = await equipment.acknowledge(loan)
    assert (lost["state"], lost["ended_on"]) == ("lost", "2026-02-09")
    assert (await equipment.read_item(item))["state"] == "lost"
    assert (await equipment.lend(item, status=409))["title"] == "equipment-in-use"
    assert [await told(equipment, verb) != [] for verb in ("missing", "lost")] == [True, True]
    assert (await equipment.give_back(loan, status=409))["title"] == "loan-wrong-state"


async def test_equip_15_what_was_missing_or_lost_may_be_found(equipment: EquipmentClient) -> None:
    item, loan = await equipment.held()
    assert (await equipment.find(loan, status=409))["title"] == "loan-wrong-state"
    await equipment.report_loss(loan)
    assert (await equipment.find(loan, condition="worn"))["state"] == "received"
    held = await equipment.read_item(item)
    assert (held["state"], held["condition"]) == ("lent", "worn")
    await equipment.report_loss(loan)
    await equipment.acknowledge(loan)
    await equipment.find(loan, by=STAFF, status=403)
    found = await equipment.find(loan, by=TRAINER)
    assert (found["state"], found["ended_on"]) == ("lost", "2026-02-09"), "the loan stays ended"
    assert (await equipment.read_item(item))["state"] == "in_store"
    assert [fact["state"] for fact in await told(equipment, "found")] == ["lent", "in_store"]
    await equipment.lend(item)
    assert (await equipment.find(loan, by=TRAINER, status=409))["title"] == "loan-wrong-state", "it is found once"


async def test_what_was_missing_may_come_back_by_itself(equipment: EquipmentClient) -> None:
    item, loan = await equipment.lent()
    await equipment.report_loss(loan)
    await equipment.find(loan)
    assert (await equipment.read_loan(loan))["state"] == "lent", "the receipt is still to be confirmed"
    await equipment.report_loss(loan)
    assert (await equipment.give_back(loan))["state"] == "returned"
    assert (await equipment.read_item(item))["state"] == "in_store"


async def test_equip_16_a_loan_is_overdue_once_per_due_date(equipment: EquipmentClient) -> None:
    _, loan = await equipment.held()
    equipment.h.clock.set(at("2026-06-30T23:59:59"))
    await equipment.h.tick()
    assert await told(equipment, "overdue") == [], "the last day is not over"
    equipment.h.clock.set(at("2026-07-01T00:00:00"))
    await equipment.h.tick()
    await equipment.h.tick()
    (fact,) = await told(equipment, "overdue")
    assert fact["due_on"] == DUE
    assert (await equipment.read_loan(loan))["overdue"]
    extended = await equipment.extend(loan, "2026-07-31")
    assert (extended["due_on"], extended["overdue"]) == ("2026-07-31", False)
    await equipment.h.tick()
    equipment.h.clock.set(at("2026-08-01T08:00:00"))
    await equipment.h.tick()
    assert [fact["due_on"] for fact in await told(equipment, "overdue")] == [DUE, "2026-07-31"]
    await equipment.give_back(loan)
    assert (await told(equipment, "returned"))[0]["days_late"] == 1
    await equipment.h.tick()
    assert len(await told(equipment, "overdue")) == 2


@pytest.mark.parametrize("act", ["return", "extension"])
async def test_a_due_date_that_has_passed_is_told_also_where_the_job_came_too_late(
    equipment: EquipmentClient, act: str
) -> None:
    _, loan = await equipment.held()
    equipment.h.clock.set(at("2026-07-03T08:00:00"))
    await (equipment.give_back(loan) if act == "return" else equipment.extend(loan, "2026-08-01"))
    await equipment.h.tick()
    types = [type_.rsplit(".", 1)[1] for type_ in await equipment.published()]
    assert types == ["lent", "overdue", *(["returned"] if act == "return" else [])]


async def test_what_is_missing_is_not_asked_back_and_what_is_found_is(equipment: EquipmentClient) -> None:
    _, loan = await equipment.held()
    await equipment.report_loss(loan)
    equipment.h.clock.set(at("2026-07-03T08:00:00"))
    await equipment.h.tick()
    assert await told(equipment, "overdue") == []
    await equipment.find(loan)
    await equipment.h.tick()
    assert len(await told(equipment, "overdue")) == 1


async def test_equip_17_an_extension_stays_within_the_agreement(equipment: EquipmentClient) -> None:
    _, loan = await equipment.held()
    assert (await equipment.extend(loan, DUE, status=422))["title"] == "not-later"
    assert (await equipment.extend(loan, "2026-06-29", status=422))["title"] == "not-later"
    assert (await equipment.extend(loan, "2027-02-09", status=422))["title"] == "loan-after-last-day"
    for by in (STAFF, *STRANGERS):
        await equipment.extend(loan, "2026-07-31", by=by, status=403)
    await equipment.extend(loan, "2027-02-08")
    await equipment.give_back(loan)
    assert (await equipment.extend(loan, "2027-02-08", status=409))["title"] == "loan-wrong-state"
    _, late = await equipment.held()
    equipment.h.clock.set(at("2026-09-01T08:00:00"))
    assert (await equipment.extend(late, "2026-08-31", status=422))["title"] == "due-in-past"


async def test_equip_18_lists_show_each_office_its_own_loans(equipment: EquipmentClient) -> None:
    item, loan = await equipment.held()
    _, other = await equipment.lent(due_on="2026-03-31")
    equipment.h.clock.set(at("2026-04-01T08:00:00"))
    await equipment.h.tick()

    async def seen(by: Caller = AUDITOR, **query: Any) -> list[str]:
        return [each["id"] for each in (await equipment.list_loans(by=by, **query))["items"]]

    for by in (TRAINER, STAFF, COORDINATOR, AUDITOR):
        assert await seen(by) == [loan, other]
    for by in STRANGERS[:2]:
        assert await seen(by) == []
        await equipment.read_loan(loan, by=by, status=403)
    await equipment.list_loans(by=STRANGERS[2], status=403)
    assert await seen(overdue="true") == [other]
    assert await seen(TRAINER, overdue="true", state="received") == []
    assert await seen(equipment=item) == [loan]
    assert await seen(state="lent") == [other]
    assert await seen(agency=AGENCY, institution=PRISON) == [loan, other]
    assert await seen(institution=OTHER_PRISON) == []
    page = await equipment.list_loans(limit=1)
    assert [page["items"][0]["id"], *await seen(after=page["next"])] == [loan, other]
    assert "responsible_name" not in page["items"][0]
    exported = list(csv.reader((await equipment.fetch("exports/loans.csv", STAFF)).text.splitlines()))
    assert [line[0] for line in exported] == ["id", loan, other]
    late = (await equipment.fetch("exports/loans.csv?overdue=true", STAFF)).text.splitlines()
    assert len(late) == 2


async def test_a_loan_is_sent_twice_with_one_key_and_is_one(equipment: EquipmentClient) -> None:
    item = (await equipment.register_item())["id"]
    body = {"cooperation_agreement_id": str(PKS), "institution_id": str(PRISON), "responsible_name": "X", "due_on": DUE}
    headers = {"idempotency-key": "loan-1"}
    path = f"/training/equipment/{item}/loans"
    who = {"organisation": AGENCY, "headers": headers}
    first = await equipment.h.post(path, body, "trainer", status=201, **who)
    again = await equipment.h.post(path, body, "trainer", status=201, **who)
    assert first["id"] == again["id"]
    kept = await equipment.h.pool.fetch("select * from idempotency_keys")
    assert "responsible_name" not in str([dict(row) for row in kept]), "no personal answer is kept"


async def test_a_version_that_has_changed_is_told(equipment: EquipmentClient) -> None:
    item, loan = await equipment.lent()
    version = (await equipment.read_loan(loan))["version"]
    assert version == (await equipment.read_item(item))["version"], "an item and its loans are one stream"
    await equipment.receive(loan)
    headers = {"if-match": f'"{version}"'}
    path, who = f"/training/loans/{loan}/return", {"organisation": AGENCY, "headers": headers}
    await equipment.h.post(path, {"condition": "good"}, "trainer", status=412, **who)
    assert (await equipment.read_loan(loan))["state"] == "received"


async def test_the_database_holds_the_loans_by_itself(equipment: EquipmentClient) -> None:
    item, loan = await equipment.held()
    second = (
        "insert into loans (id, equipment_id, cooperation_agreement_id, agency_id, institution_id, state,"
        " responsible_name, condition_out, lent_on, lent_at, due_on)"
        f" values (gen_random_uuid(), '{item}', '{PKS}', '{AGENCY}', '{PRISON}', 'lent', 'x', 'good', '{{}}',"
        f" now(), '{{}}')"
    )
    for broken, constraint in (
        (second.format("2026-03-01", DUE), "loans_item_is_out"),
        (second.format("2026-02-09", "2027-02-09"), "loans_within_agreement"),
        (f"update loans set due_on = '2027-02-09' where id = '{loan}'", "loans_within_agreement"),
        (f"update loans set ended_on = '2026-03-01' where id = '{loan}'", "loans_ended"),
        (f"update loans set state = 'missing' where id = '{loan}'", "loans_missing"),
        (f"update loans set needs_decision = true where id = '{loan}'", "loans_flagged"),
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as raised:
            await equipment.h.pool.execute(broken)
        assert raised.value.constraint_name == constraint
    await equipment.give_back(loan)
    await equipment.h.pool.execute(second.format("2026-02-09", DUE))
    with pytest.raises(asyncpg.CheckViolationError):
        await equipment.h.pool.execute(
            "insert into maintenance (id, equipment_id, starts_on, reason, by_whom, recorded_by, recorded_at)"
            f" values (gen_random_uuid(), '{item}', '2026-01-01', 'servis', 'x', 'x', now())"
        )


async def test_who_answered_for_a_loan_is_erased_after_its_retention(equipment: EquipmentClient) -> None:
    _, open_loan = await equipment.held()
    _, loan = await equipment.held()
    await equipment.report_damage(loan, note="jatuh dari meja")
    await equipment.give_back(loan)
    equipment.h.clock.set(at("2031-02-08T12:00:00"))
    await equipment.h.seal()
    assert (await equipment.read_loan(loan))["responsible_name"].startswith("Kepala")
    equipment.h.clock.set(at("2031-02-20T12:00:00"))
    await equipment.h.seal()
    erased = await equipment.read_loan(loan)
    assert erased["responsible_name"] == "(dihapus)"
    assert {step["note"] for step in erased["steps"]} == {None}
    assert (await equipment.read_loan(open_loan))["responsible_name"].startswith("Kepala")
