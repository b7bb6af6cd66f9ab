"""The asset register of an agency: numbers, conditions, who may see it, photos, maintenance."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import asyncpg
import pytest
from PIL import Image

from shared import images
from tests.service.training.client import (
    AGENCY,
    AUDITOR,
    COORDINATOR,
    OTHER_PRISON,
    PRISON,
    STAFF,
    TRAINER,
    Caller,
)
from tests.service.training.equipment_client import EquipmentClient, photo

START_REPAIR = "insert into maintenance (id, equipment_id, starts_on, reason, by_whom, recorded_by, recorded_at)"
ADD_PHOTO = "insert into equipment_photos (id, equipment_id, sha256, content, added_by, added_at)"
STRANGER = Caller("trainer", OTHER_PRISON)


async def test_equip_01_an_item_is_taken_into_the_register_of_its_agency(equipment: EquipmentClient) -> None:
    item = await equipment.register_item(number="1.3.2.05.02", serial="DDL-8700/1", condition="worn")
    assert (item["state"], item["institution_id"], item["loan_id"], item["version"]) == ("in_store", None, None, 1)
    assert (item["condition"], item["value_rupiah"]) == ("worn", 4_500_000)
    changed = await equipment.update_item(item, title="Mesin jahit industri", value_rupiah=4_000_000)
    assert (changed["title"], changed["version"]) == ("Mesin jahit industri", 2)
    assert await equipment.published() == [], "what an agency owns is told to nobody"


@pytest.mark.parametrize("same", ["ambon-07 a", "AMBON-07A", " Ambon - 07  a ", "\uff21mbon-07a"])
async def test_equip_02_one_number_is_one_item_of_an_agency_however_it_is_written(
    equipment: EquipmentClient, same: str
) -> None:
    await equipment.register_item(number="Ambon-07A")
    refused = await equipment.register_item(number=same, status=409)
    assert refused["title"] == "asset-number-taken"
    other = await equipment.register_item(number="Ambon-07B")
    assert (await equipment.update_item(other, number=same, status=409))["title"] == "asset-number-taken"


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"condition": "broken"}, "condition-unknown"),
        ({"acquired_on": "2026-02-10"}, "acquired-in-future"),
        ({"agency_id": PRISON}, "not-an-agency"),
        ({"value_rupiah": -1}, "unreadable"),
        ({"value_rupiah": 10**13 + 1}, "unreadable"),
        ({"acquired_on": "1899-12-31"}, "unreadable"),
        ({"title": "Mesin 8171010101900001"}, "unreadable"),
        ({"title": "\u202eniseM"}, "unreadable"),
        ({"kind": "Sewing Machine"}, "unreadable"),
        ({"number": "…"}, "unreadable"),
    ],
)
async def test_what_does_not_fit_into_the_register_is_refused(
    equipment: EquipmentClient, fields: dict[str, Any], slug: str
) -> None:
    refused = await equipment.register_item(by=COORDINATOR, status=422, **fields)
    assert refused["title"] == slug


async def test_the_day_of_acquisition_may_be_today(equipment: EquipmentClient) -> None:
    await equipment.register_item(acquired_on="2026-02-09")


async def test_equip_03_the_inventory_shows_each_office_its_own(equipment: EquipmentClient) -> None:
    stored = (await equipment.register_item())["id"]
    lent, _ = await equipment.lent()
    repaired = (await equipment.register_item())["id"]
    await equipment.start_maintenance(repaired)

    async def seen(by: Caller, **query: Any) -> list[str]:
        return [item["id"] for item in (await equipment.list_items(by=by, **query))["items"]]

    for by in (TRAINER, COORDINATOR, AUDITOR):
        assert await seen(by) == [stored, lent, repaired]
    assert await seen(STAFF) == [lent], "an institution sees what it holds"
    assert await seen(Caller("institution_staff", OTHER_PRISON)) == await seen(STRANGER) == []
    assert await seen(STRANGER, agency=AGENCY) == []
    assert await seen(AUDITOR, agency=AGENCY, state="in_store") == [stored]
    assert await seen(AUDITOR, state="in_maintenance") == [repaired]
    assert await seen(AUDITOR, institution=PRISON) == [lent]
    assert await seen(AUDITOR, institution=OTHER_PRISON) == []
    await equipment.list_items(by=Caller("trainer"), status=403)
    await equipment.list_items(by=Caller("counsellor"), status=403)
    first = await equipment.list_items(limit=2)
    rest = await equipment.list_items(limit=2, after=first["next"])
    assert [item["id"] for item in first["items"] + rest["items"]] == [stored, lent, repaired]
    assert rest["next"] is None


async def test_the_inventory_comes_as_csv_in_which_no_cell_is_a_formula(equipment: EquipmentClient) -> None:
    await equipment.register_item(title="=SUM(A1)")
    await equipment.lent()
    answer = await equipment.fetch("exports/equipment.csv", TRAINER)
    assert answer.headers["content-type"].startswith("text/csv")
    head, first, second = csv.reader(answer.text.splitlines())
    assert first[head.index("title")] == "'=SUM(A1)"
    assert second[head.index("institution_id")] == str(PRISON)
    held = await equipment.fetch("exports/equipment.csv?state=lent", STAFF)
    assert len(held.text.splitlines()) == 2
    assert (await equipment.fetch("exports/equipment.csv", Caller("trainer"))).status_code == 403


@pytest.mark.parametrize("by", [STRANGER, Caller("trainer"), STAFF])
async def test_equip_04_only_its_agency_changes_an_item(equipment: EquipmentClient, by: Caller) -> None:
    item = await equipment.register_item()
    await equipment.register_item(by=by, status=403)
    await equipment.update_item(item, by=by, status=403)
    await equipment.start_maintenance(item["id"], by=by, status=403)
    await equipment.lend(item["id"], by=by, status=403)
    assert (await equipment.send_photo(item["id"], photo(), by)).status_code == 403
    await equipment.read_item(item["id"], by=by, status=403)
    await equipment.list_maintenance(item["id"], by=by, status=403)
    await equipment.update_item(item, by=COORDINATOR)


async def test_equip_05_a_photo_is_drawn_anew_and_never_run(equipment: EquipmentClient) -> None:
    item = (await equipment.register_item())["id"]
    answer = await equipment.send_photo(item, photo((3200, 100)))
    assert answer.status_code == 201, answer.text
    (shown,) = answer.json()["photos"]
    picture = await equipment.fetch(f"equipment-photos/{shown['id']}", TRAINER)
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert picture.headers["cache-control"] == "private, no-cache"
    assert len(picture.content) == shown["size_bytes"]
    assert Image.open(io.BytesIO(picture.content)).size == (1600, 50)
    tag = picture.headers["etag"]
    again = await equipment.fetch(f"equipment-photos/{shown['id']}", TRAINER, **{"if-none-match": tag})
    assert again.status_code == 304
    assert (await equipment.fetch(f"equipment-photos/{shown['id']}", STRANGER)).status_code == 403
    gone = await equipment.fetch(f"equipment-photos/{shown['id']}", TRAINER, "DELETE")
    assert gone.json()["photos"] == []
    assert (await equipment.fetch(f"equipment-photos/{shown['id']}", TRAINER)).status_code == 404
    assert (await equipment.fetch(f"equipment-photos/{shown['id']}", TRAINER, "DELETE")).status_code == 404


async def test_a_photo_is_shown_to_who_holds_the_item(equipment: EquipmentClient) -> None:
    item, _ = await equipment.lent()
    shown = (await equipment.send_photo(item, photo())).json()["photos"][0]["id"]
    assert (await equipment.fetch(f"equipment-photos/{shown}", STAFF)).status_code == 200


@pytest.mark.parametrize(
    ("content", "status", "slug"),
    [
        (b"%PDF-1.7", 422, "image-not-taken"),
        (b"", 422, "image-not-taken"),
        (photo((900, 900))[:300], 422, "image-broken"),
        (b"\xff" * (images.MOST_BYTES + 1), 413, None),
    ],
)
async def test_what_is_no_photo_is_refused_and_leaves_no_trace(
    equipment: EquipmentClient, content: bytes, status: int, slug: str | None
) -> None:
    item = (await equipment.register_item())["id"]
    answer = await equipment.send_photo(item, content)
    assert answer.status_code == status, answer.text
    assert slug is None or answer.json()["title"] == slug
    assert (await equipment.read_item(item))["photos"] == []


async def test_an_item_has_ten_photos_and_none_twice(equipment: EquipmentClient) -> None:
    item = (await equipment.register_item())["id"]
    for number in range(10):
        assert (await equipment.send_photo(item, photo((number + 1, 1)))).status_code == 201
        twice = await equipment.send_photo(item, photo((number + 1, 1)))
        assert twice.json()["title"] == ("photos-full" if number == 9 else "photo-twice")
    full = await equipment.send_photo(item, photo((99, 1)))
    assert (full.status_code, full.json()["title"]) == (409, "photos-full")


async def test_a_photo_that_is_sent_twice_with_one_key_is_one(equipment: EquipmentClient) -> None:
    item = (await equipment.register_item())["id"]
    answers = [await equipment.send_photo(item, photo(), key="photo-1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len((await equipment.read_item(item))["photos"]) == 1


async def test_equip_06_nothing_is_lent_while_in_maintenance(equipment: EquipmentClient) -> None:
    item = (await equipment.register_item(condition="damaged"))["id"]
    repair = await equipment.start_maintenance(item, starts_on="2026-02-01", expected_on="2026-02-20")
    assert (repair["starts_on"], repair["ended_on"], repair["cost_rupiah"]) == ("2026-02-01", None, None)
    assert (await equipment.read_item(item))["maintenance_id"] == repair["id"]
    refused = await equipment.lend(item, condition="good", status=409)
    assert refused["title"] == "equipment-in-use"
    assert (await equipment.start_maintenance(item, status=409))["title"] == "equipment-in-use"
    done = await equipment.end_maintenance(repair["id"])
    assert (done["ended_on"], done["condition_after"], done["cost_rupiah"]) == ("2026-02-09", "good", 250_000)
    assert (await equipment.end_maintenance(repair["id"], status=409))["title"] == "maintenance-over"
    mended = await equipment.read_item(item)
    assert (mended["state"], mended["condition"], mended["maintenance_id"]) == ("in_store", "good", None)
    await equipment.lend(item)
    assert [each["id"] for each in (await equipment.list_maintenance(item))["items"]] == [repair["id"]]


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"starts_on": "2026-02-10"}, "maintenance-in-future"),
        ({"starts_on": "2024-05-01"}, "maintenance-before-acquisition"),
        ({"starts_on": "2026-02-09", "expected_on": "2026-02-08"}, "maintenance-reversed"),
        ({"cost_rupiah": -1}, "unreadable"),
    ],
)
async def test_maintenance_has_its_days(equipment: EquipmentClient, fields: dict[str, Any], slug: str) -> None:
    item = (await equipment.register_item())["id"]
    assert (await equipment.start_maintenance(item, status=422, **fields))["title"] == slug


async def test_maintenance_that_is_recorded_later_was_not_during_a_loan(equipment: EquipmentClient) -> None:
    item, loan = await equipment.held()
    equipment.h.clock.set(datetime.fromisoformat("2026-02-12T08:00:00+09:00"))
    await equipment.give_back(loan)
    refused = await equipment.start_maintenance(item, starts_on="2026-02-10", status=409)
    assert refused["title"] == "equipment-in-use"
    first = await equipment.start_maintenance(item, starts_on="2026-02-12")
    equipment.h.clock.set(datetime.fromisoformat("2026-02-15T08:00:00+09:00"))
    await equipment.end_maintenance(first["id"])
    refused = await equipment.start_maintenance(item, starts_on="2026-02-14", status=422)
    assert refused["title"] == "maintenance-before-use"
    await equipment.start_maintenance(item, starts_on="2026-02-15")


async def test_the_database_holds_the_register_by_itself(equipment: EquipmentClient) -> None:
    item, _ = await equipment.lent()
    for broken in (
        "update equipment set institution_id = null",
        "update equipment set value_rupiah = -1",
        "update equipment set condition = 'Bad!'",
        f"{START_REPAIR} values (gen_random_uuid(), '{item}', '2026-02-09', 'servis', 'x', 'x', now())",
        f"{ADD_PHOTO} values (gen_random_uuid(), '{item}', sha256('GIF89a'::bytea), 'GIF89a', 'x', now())",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await equipment.h.pool.execute(broken)
