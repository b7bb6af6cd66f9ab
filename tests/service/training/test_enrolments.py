"""Places, the queue, children, and the register of participants."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from shared.ids import person_id
from tests.service.training.conftest import AGENCY, OTHER_PRISON, PRISON, Training
from tests.support.harness import PERSON_KEY

CHILD = "2009-06-01"
NIK = "8171010101900001"


async def test_a_full_programme_queues_and_a_withdrawal_moves_the_first_up(ready: Training) -> None:
    programme = await ready.open()
    enrolments = [await ready.enrol(programme["id"]) for _ in range(4)]
    assert [(e["state"], e["ticket"]) for e in enrolments] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]
    gone = await ready.staff(
        f"enrolments/{enrolments[1]['id']}/withdrawal", {"reason": "transferred", "note": "to Namlea"}
    )
    assert (gone["state"], gone["reason"], gone["note"]) == ("withdrawn", "transferred", "to Namlea")
    found = await ready.programme(programme["id"])
    assert (found["taken"], found["waiting"]) == (2, 1)
    listed = await ready.h.get(
        f"/training/programmes/{programme['id']}/enrolments?state=confirmed", "trainer", organisation=AGENCY
    )
    assert [e["id"] for e in listed["items"]] == [enrolments[0]["id"], enrolments[2]["id"]]
    assert await ready.published() == [
        "training.programme.opened",
        *["training.enrolment.confirmed"] * 2,
        *["training.enrolment.waitlisted"] * 2,
        "training.enrolment.withdrawn",
        "training.enrolment.confirmed",
    ]


async def test_whoever_leaves_the_queue_frees_no_place(ready: Training) -> None:
    programme = await ready.open(capacity=1)
    _, second, third = [await ready.enrol(programme["id"]) for _ in range(3)]
    await ready.staff(f"enrolments/{second['id']}/withdrawal", {"reason": "own_request"})
    found = await ready.programme(programme["id"])
    assert (found["taken"], found["waiting"]) == (1, 1)
    still = await ready.h.get(f"/training/enrolments/{third['id']}", "auditor")
    assert (still["state"], still["ticket"]) == ("waitlisted", 2)


async def test_twelve_at_once_share_no_place(ready: Training) -> None:
    programme = await ready.open(capacity=3)
    people = [await ready.participant() for _ in range(12)]
    made = await asyncio.gather(*(ready.enrol(programme["id"], person["id"]) for person in people))
    assert sorted(e["state"] for e in made) == ["confirmed"] * 3 + ["waitlisted"] * 9
    assert sorted(e["ticket"] for e in made if e["ticket"]) == list(range(1, 10))
    leaving = [e for e in made if e["state"] == "confirmed"]
    await asyncio.gather(*(ready.staff(f"enrolments/{e['id']}/withdrawal", {"reason": "released"}) for e in leaving))
    rows = await ready.h.pool.fetch("select ticket from enrolments where state = 'confirmed' order by ticket")
    assert [row["ticket"] for row in rows] == [1, 2, 3]


async def test_the_database_itself_does_not_oversell(ready: Training) -> None:
    programme = await ready.open(capacity=1)
    await ready.enrol(programme["id"])
    with pytest.raises(Exception, match="programmes_places"):
        await ready.h.pool.execute("update programmes set taken = 2")


async def test_a_participant_is_enrolled_once(ready: Training) -> None:
    programme, person = await ready.open(capacity=1), await ready.participant()
    first = await ready.enrol(programme["id"], person["id"])
    assert (await ready.enrol(programme["id"], person["id"], status=409))["title"] == "already-enrolled"
    assert (await ready.programme(programme["id"]))["waiting"] == 0
    await ready.staff(f"enrolments/{first['id']}/withdrawal", {"reason": "health"})
    assert (await ready.enrol(programme["id"], person["id"]))["state"] == "confirmed"


async def test_entry_conditions_are_named_together(ready: Training) -> None:
    programme = await ready.open(max_age=30, prior_skill="cutting")
    refused = await ready.enrol(programme["id"], status=422)
    assert [broken["slug"] for broken in refused["violations"]] == ["age-outside", "prior-skill-missing"]


async def test_a_child_enrols_where_c3_allows_and_not_in_a_short_or_long_course(ready: Training) -> None:
    child = await ready.participant(birth_date=CHILD)
    allowed = await ready.open()
    assert (await ready.enrol(allowed["id"], child["id"]))["state"] == "confirmed"
    short = await ready.open(ends_on="2026-03-15", calendar=[], minutes=400)
    refused = await ready.enrol(short["id"], child["id"], status=422)
    assert [(broken["rule"], broken["article"]) for broken in refused["violations"]] == [
        ("C3", "PP 58/2022 art. 19(4)"),
        ("C3", "PP 58/2022 art. 19(5)"),
    ]
    assert (await ready.enrol(short["id"]))["state"] == "confirmed"  # an adult may


async def test_once_a_child_takes_part_the_calendar_is_held_to_c3(ready: Training) -> None:
    programme = await ready.open(calendar=[])
    path = f"/training/programmes/{programme['id']}/sessions/1"
    at_school = {"starts_at": "2026-02-16T09:00:00+09:00", "ends_at": "2026-02-16T11:00:00+09:00"}
    await ready.h.put(path, at_school, "coordinator")
    await ready.h.put(
        path, {"starts_at": "2026-02-16T14:00:00+09:00", "ends_at": "2026-02-16T16:00:00+09:00"}, "coordinator"
    )
    child = await ready.participant(birth_date=CHILD)
    await ready.enrol(programme["id"], child["id"])
    refused = await ready.h.put(path, at_school, "coordinator", status=422)
    assert (refused["title"], refused["rule"]) == ("child-school-hours", "C3")


async def test_a_programme_for_children_is_held_to_c3_from_its_opening(ready: Training) -> None:
    morning = [{"starts_at": "2026-02-16T09:00:00+09:00", "ends_at": "2026-02-16T12:30:00+09:00"}]
    refused = await ready.open(422, for_children=True, calendar=morning)
    assert [broken["slug"] for broken in refused["violations"]] == ["child-daily-limit", "child-school-hours"]
    assert (await ready.open(for_children=True))["state"] == "open"


async def test_no_published_fact_tells_the_person_or_that_it_is_a_child(ready: Training) -> None:
    programme = await ready.open(for_children=True)
    person = await ready.participant(birth_date=CHILD, nik=NIK)
    await ready.enrol(programme["id"], person["id"])
    rows = await ready.h.pool.fetch("select data::text as said from journal")
    everything = " ".join(row["said"] for row in rows)
    for secret in (person["person_id"], "Orang", NIK, CHILD, "for_children", "age", "B.I"):
        assert secret not in everything.replace("agency", "").replace("language", "")


async def test_a_person_is_known_by_the_nik_or_else_the_register_number(ready: Training) -> None:
    with_nik = await ready.participant(nik=NIK)
    without = await ready.participant(register_number="B.I 99/2026")
    assert with_nik["person_id"] == str(person_id(PERSON_KEY.encode(), NIK))
    assert without["person_id"] == str(person_id(PERSON_KEY.encode(), "B.I 99/2026"))
    row = await ready.h.pool.fetchrow(
        "select participants::text as said from participants where id = $1", with_nik["id"]
    )
    assert row is not None
    assert NIK not in row["said"]
    assert NIK not in json.dumps(with_nik)


async def test_two_persons_are_not_taken_for_one(ready: Training) -> None:
    await ready.participant(register_number="7/2026")
    cases: list[tuple[Any, dict[str, Any], str]] = [
        (PRISON, {"register_number": "7/2026", "nik": NIK}, "register-number-taken"),
        (OTHER_PRISON, {"register_number": "7/2026"}, "register-number-ambiguous"),
    ]
    for organisation, body, slug in cases:
        assert (await ready.participant(organisation, 409, **body))["title"] == slug
    there = await ready.participant(OTHER_PRISON, register_number="7/2026", nik=NIK)
    here = await ready.participant(nik=NIK)  # moved: the same person in two registers
    assert here["person_id"] == there["person_id"]
    assert (await ready.participant(status=409, nik=NIK))["title"] == "person-registered"


async def test_only_an_institution_has_participants(ready: Training) -> None:
    assert (await ready.participant(AGENCY, 422))["title"] == "not-an-institution"


async def test_the_register_is_for_the_staff_of_the_institution_and_auditors(ready: Training) -> None:
    person = await ready.participant()
    path = f"/training/participants/{person['id']}"
    await ready.h.get(path, "institution_staff", organisation=PRISON)
    await ready.h.get(path, "auditor")
    await ready.h.get(path, "institution_staff", organisation=OTHER_PRISON, status=403)
    await ready.h.get(path, "institution_staff", status=403)
    for role in ("trainer", "coordinator", "operator"):
        await ready.h.get(path, role, organisation=PRISON, status=403)
    lists = {
        ("institution_staff", PRISON, ""): [person["id"]],
        ("institution_staff", OTHER_PRISON, ""): [],
        ("auditor", None, ""): [person["id"]],
        ("auditor", None, f"?institution={OTHER_PRISON}"): [],
    }
    for (role, organisation, query), ids in lists.items():
        listed = await ready.h.get(f"/training/participants{query}", role, organisation=organisation)
        assert [entry["id"] for entry in listed["items"]] == ids
    await ready.h.get(
        f"/training/participants?institution={PRISON}", "institution_staff", organisation=OTHER_PRISON, status=403
    )


async def test_the_register_is_kept_up_to_date(ready: Training) -> None:
    person = await ready.participant()
    path = f"/training/participants/{person['id']}"
    body = {"name": "Nama Baru", "expected_release": "2026-12-01", "risk_level": "maximum"}
    await ready.h.put(path, body, "institution_staff", organisation=OTHER_PRISON, status=403)
    kept = await ready.h.put(path, body, "institution_staff", organisation=PRISON)
    assert {name: kept[name] for name in body} == body
    assert kept["version"] == person["version"] + 1
    programme = await ready.open()
    assert (await ready.enrol(programme["id"], person["id"], status=422))["title"] == "risk-level-not-allowed"


async def test_enrolments_are_for_the_two_sides_and_auditors(ready: Training) -> None:
    programme = await ready.open()
    enrolment = await ready.enrol(programme["id"])
    for path in (f"/training/enrolments/{enrolment['id']}", f"/training/programmes/{programme['id']}/enrolments"):
        await ready.h.get(path, "trainer", organisation=AGENCY)
        await ready.h.get(path, "institution_staff", organisation=PRISON)
        await ready.h.get(path, "auditor")
        await ready.h.get(path, "trainer", organisation=PRISON, status=403)
        await ready.h.get(path, "institution_staff", organisation=AGENCY, status=403)
        await ready.h.get(path, "coordinator", status=403)
    await ready.staff(
        f"enrolments/{enrolment['id']}/withdrawal", {"reason": "released"}, 403, organisation=OTHER_PRISON
    )
    theirs = await ready.participant(OTHER_PRISON)
    await ready.enrol(programme["id"], theirs["id"], status=403)
