"""The register of participants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.ids import person_id, registered_id
from tests.service.training import scene
from tests.service.training.client import AGENCY, AUDITOR, OTHER_PRISON, PRISON, STAFF, Caller, TrainingClient
from tests.support.harness import PERSON_KEY

NIK = "8171010101900001"
OTHER_STAFF = Caller("institution_staff", OTHER_PRISON)


async def test_a_person_is_known_by_the_nik_or_else_the_register_number(ready: TrainingClient) -> None:
    with_nik = await scene.register_participant(ready, nik=NIK)
    without = await scene.register_participant(ready, register_number="B.I 99/2026")
    assert with_nik["person_id"] == str(person_id(PERSON_KEY.encode(), NIK))
    assert without["person_id"] == str(registered_id(PERSON_KEY.encode(), PRISON, "B.I 99/2026"))
    row = await ready.h.pool.fetchval("select participants::text from participants where id = $1", with_nik["id"])
    assert row is not None
    assert NIK not in row
    assert NIK not in json.dumps(with_nik)


async def test_two_persons_are_not_mistaken_for_one(ready: TrainingClient) -> None:
    first = await scene.register_participant(ready, register_number="7/2026")
    taken = await scene.register_participant(ready, status=409, register_number="7/2026", nik=NIK)
    assert taken["title"] == "register-number-taken"
    other = await scene.register_participant(ready, OTHER_PRISON, register_number="7/2026")
    assert other["person_id"] != first["person_id"], "a number is one institution's"
    there = await scene.register_participant(ready, OTHER_PRISON, register_number="8/2026", nik=NIK)
    here = await scene.register_participant(ready, nik=NIK)  # moved: the same person in two registers
    assert here["person_id"] == there["person_id"]
    assert (await scene.register_participant(ready, status=409, nik=NIK))["title"] == "person-registered"


async def test_a_register_number_is_nobodys_nik(ready: TrainingClient) -> None:
    for number in (NIK, NIK[:4] + " " + NIK[4:], "B" + NIK):
        refused = await scene.register_participant(ready, status=422, register_number=number)
        assert refused["errors"][0]["where"] == "body.register_number"
        assert NIK not in json.dumps(refused)


async def test_a_name_is_something_to_see(ready: TrainingClient) -> None:
    for name in ("\u200b", "\u202eabc", "A\nB", "---"):
        refused = await scene.register_participant(ready, status=422, name=name)
        assert refused["errors"][0]["where"] == "body.name"


async def test_only_an_institution_has_participants(ready: TrainingClient) -> None:
    assert (await scene.register_participant(ready, AGENCY, status=422))["title"] == "not-an-institution"


async def test_the_register_is_for_the_staff_of_the_institution_and_auditors(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    for by in (STAFF, AUDITOR):
        await ready.read_participant(person, by=by)
    for by in (OTHER_STAFF, Caller("institution_staff")):
        await ready.read_participant(person, by=by, status=403)
    for role in ("trainer", "coordinator", "operator"):
        await ready.read_participant(person, by=Caller(role, PRISON), status=403)
    lists = {
        (STAFF, None): [person],
        (OTHER_STAFF, None): [],
        (AUDITOR, None): [person],
        (AUDITOR, OTHER_PRISON): [],
    }
    for (by, institution), ids in lists.items():
        listed = await ready.list_participants(by=by, institution=institution)
        assert [entry["id"] for entry in listed["items"]] == ids
    await ready.list_participants(by=OTHER_STAFF, institution=PRISON, status=403)


async def test_the_register_is_kept_up_to_date(ready: TrainingClient) -> None:
    person = await scene.register_participant(ready)
    fields: dict[str, Any] = {"name": "Nama Baru", "expected_release": "2026-12-01", "risk_level": "maximum"}
    await ready.update_participant(person["id"], by=OTHER_STAFF, status=403, **fields)
    updated = await ready.update_participant(person["id"], **fields)
    assert {name: updated[name] for name in fields} == fields
    assert updated["version"] == person["version"] + 1
    programme = await scene.open_programme(ready)
    refused = await ready.enrol(programme["id"], person["id"], status=422)
    assert refused["title"] == "risk-level-not-allowed"


@pytest.mark.parametrize("name", ["Orang 8171010101900001", "8171 0101 0190 0001"])
async def test_no_nik_in_a_name(ready: TrainingClient, name: str) -> None:
    await scene.register_participant(ready, name=name, status=422)
