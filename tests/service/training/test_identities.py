"""PERSON: a NIK that comes later, a register number that was wrong. One person is one record."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from shared.ids import person_id
from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, OTHER_STAFF, PRISON, STAFF, Caller, TrainingClient
from tests.service.training.queue import AFTERNOON, CHILD, CLASHING, LATER, THERE, TOO_LONG, course, open_other_prison
from tests.service.training.test_readiness import confirm_by_hand, reached
from tests.support.harness import PERSON_KEY

NIK = "8171010101900001"
KNOWN_AS = str(person_id(PERSON_KEY.encode(), NIK))
OFFICER = Caller("data_officer")


async def person_ids(ready: TrainingClient, table: str) -> set[str]:
    return {str(row["person_id"]) for row in await ready.h.pool.fetch(f"select person_id from {table}")}


async def told(ready: TrainingClient, type_: str) -> list[dict[str, Any]]:
    return [fact for each, fact in await ready.h.facts() if each == type_]


async def completed(ready: TrainingClient, organisation: Any = PRISON) -> dict[str, Any]:
    """Somebody without a NIK who has completed a course."""
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await scene.pass_course(ready, programme, enrolment)
    return dict(await ready.read_participant((await ready.read_enrolment(enrolment))["participant_id"]))


async def test_person_01_the_nik_that_comes_later_takes_everything_with_it(ready: TrainingClient) -> None:
    before = await completed(ready)
    after = await ready.identify(before["id"], NIK)
    assert (after["person_id"], after["identified_by"]) == (KNOWN_AS, "nik")
    assert after["version"] == before["version"] + 2, "for the record, and for others"
    assert await person_ids(ready, "enrolments") == {KNOWN_AS}
    (heard,) = await told(ready, "training.person.joined")
    assert (heard["old_person_id"], heard["person_id"]) == (before["person_id"], KNOWN_AS)
    advanced = await scene.open_programme(ready, prior_skill="sewing", skill="tailoring", calendar=[])
    await ready.enrol(advanced["id"], before["id"])
    stored = await ready.h.pool.fetchval("select string_agg(t::text, '') from (select * from participants) as t")
    assert NIK not in stored + json.dumps(after)


async def test_person_02_outsiders_learn_neither_id_and_not_that_someone_is_a_child(ready: TrainingClient) -> None:
    born = {"adult": "1990-01-01", "child": "2010-01-01"}
    for number, (who, birth_date) in enumerate(born.items()):
        person = await scene.register_participant(ready, birth_date=birth_date, name=f"Orang {who}")
        await ready.identify(person["id"], f"817101010190000{number}")
    rows = await ready.h.pool.fetch(
        "select topic, data::text from journal where type = 'training.person.joined' order by position"
    )
    assert [row["topic"] for row in rows] == ["masohi.training.people.v1", "masohi.training.children.v1"]
    assert {tuple(sorted(json.loads(row["data"]))) for row in rows} == {("participant_id",)}


async def test_person_03_a_person_known_elsewhere_by_the_nik_is_the_same_person(ready: TrainingClient) -> None:
    done = await completed(ready)
    there = await scene.register_participant(ready, OTHER_PRISON, nik=NIK, name="Contoh, Orang")
    assert there["person_id"] == KNOWN_AS
    await ready.identify(done["id"], NIK)
    assert await person_ids(ready, "participants") == {KNOWN_AS}
    assert len(await ready.h.pool.fetch("select from participants where state = 'held'")) == 2
    (item,) = (await ready.list_waiting(kind="in_two_registers", by=OTHER_STAFF))["items"]
    assert item["id"] == there["id"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"birth_date": "1990-01-02"}, id="PERSON-04 another birth date"),
        pytest.param({"name": "Salomo Latu"}, id="PERSON-04 another name"),
        pytest.param({"birth_date": "2010-01-01"}, id="PERSON-04 a child's birth date"),
    ],
)
async def test_person_04_who_differs_is_refused_and_nothing_moves(ready: TrainingClient, wrong: dict[str, Any]) -> None:
    there = await scene.register_participant(ready, OTHER_PRISON, nik=NIK, **wrong)
    here = await scene.register_participant(ready)
    refused = await ready.identify(here["id"], NIK, status=409)
    assert (refused["title"], refused["rule"]) == ("person-mismatch", "D1")
    assert not [said for said in (there["name"], there["birth_date"]) if said in json.dumps(refused) and wrong]
    assert (await ready.read_participant(here["id"]))["person_id"] == here["person_id"]
    assert (await scene.register_participant(ready, status=409, nik=NIK))["title"] == "person-mismatch"


async def test_person_05_once_the_wrong_name_is_corrected_the_two_are_joined(ready: TrainingClient) -> None:
    await scene.register_participant(ready, OTHER_PRISON, nik=NIK, name="Salomo Latu")
    here = await scene.register_participant(ready)
    body = {"name": "Salomo Latu", "reason": "nama keliru", "document": "470/9/2026"}
    made = await ready.h.post(f"/training/persons/{here['person_id']}/corrections", body, "data_officer", subject="a")
    assert (await ready.identify(here["id"], NIK, status=409))["title"] == "person-mismatch"
    await ready.h.post(
        f"/training/person-corrections/{made['id']}/decision", {"decision": "approved"}, "data_officer", subject="b"
    )
    assert (await ready.identify(here["id"], NIK))["person_id"] == KNOWN_AS


async def test_person_06_no_join_while_a_correction_of_the_person_waits(ready: TrainingClient) -> None:
    here = await scene.register_participant(ready)
    body = {"name": "Salomo Latu", "reason": "nama keliru", "document": "470/9/2026"}
    await ready.h.post(f"/training/persons/{here['person_id']}/corrections", body, "data_officer", subject="a")
    assert (await ready.identify(here["id"], NIK, status=409))["title"] == "person-correction-open"


async def two_entries(ready: TrainingClient) -> tuple[dict[str, Any], dict[str, Any]]:
    """One person, registered in one institution by number, and again by NIK."""
    by_number = await scene.register_participant(ready, register_number="B.I 700/2026")
    by_nik = await scene.register_participant(ready, register_number="B.I 701/2026", nik=NIK)
    return by_number, by_nik


async def test_person_07_two_entries_in_one_institution_become_one(ready: TrainingClient) -> None:
    named, other = await two_entries(ready)
    programme = await scene.open_programme(ready)
    enrolment = await ready.enrol(programme["id"], other["id"])
    await ready.identify(named["id"], NIK)
    assert [entry["id"] for entry in (await ready.list_participants())["items"]] == [named["id"]]
    assert (await ready.read_enrolment(enrolment["id"]))["participant_id"] == named["id"]
    gone = await ready.read_participant(other["id"])
    assert (gone["state"], gone["joined_into"]) == ("joined", named["id"])
    refused = await ready.update_participant(other["id"], name="X Y", risk_level="minimum", status=409)
    assert refused["title"] == "participant-joined"
    numbers = {each["register_number"] for each in (await ready.list_stays(named["id"]))["numbers"]}
    assert numbers == {"B.I 700/2026", "B.I 701/2026"}
    assert (await scene.register_participant(ready, status=409, register_number="B.I 701/2026"))["title"] == (
        "register-number-taken"
    )


@pytest.mark.parametrize(
    ("capacity", "left"),
    [
        pytest.param(2, ["confirmed", "withdrawn", "confirmed"], id="PERSON-08 two places: the second goes on"),
        pytest.param(
            1, ["confirmed", "withdrawn", "waitlisted"], id="PERSON-08 a place stays, a number in the queue ends"
        ),
    ],
)
async def test_person_08_one_person_has_one_place_in_a_course(
    ready: TrainingClient, capacity: int, left: list[str]
) -> None:
    named, other = await two_entries(ready)
    programme = (await scene.open_programme(ready, capacity=capacity))["id"]
    for each in (named, other):
        await ready.enrol(programme, each["id"])
    await scene.enrol_somebody(ready, programme)
    await ready.identify(named["id"], NIK)
    rows = await ready.h.pool.fetch("select state, reason from enrolments order by id")
    assert [row["state"] for row in rows] == left
    assert rows[1]["reason"] == "same_person"
    view = await ready.read_programme(programme)
    assert (view["taken"], view["waiting"]) == (capacity, 2 - capacity)


async def test_person_09_a_course_that_both_completed_keeps_both_certificates(ready: TrainingClient) -> None:
    named, other = await two_entries(ready)
    programme = (await scene.open_programme(ready))["id"]
    enrolments = [(await ready.enrol(programme, each["id"]))["id"] for each in (named, other)]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    for each in enrolments:
        await scene.pass_course(ready, programme, each)
    await ready.identify(named["id"], NIK)
    assert await person_ids(ready, "enrolments") == {KNOWN_AS}
    for each in enrolments:
        assert await ready.verify_certificate((await ready.read_enrolment(each))["certificate_code"])


async def test_person_10_the_released_entry_is_joined_into_the_one_that_is_held(ready: TrainingClient) -> None:
    named, other = await two_entries(ready)
    await ready.release(named["id"])
    programme = await scene.open_programme(ready)
    await ready.enrol(programme["id"], other["id"])
    gone = await ready.identify(named["id"], NIK)
    assert (gone["state"], gone["joined_into"]) == ("joined", other["id"])
    assert (await ready.read_participant(other["id"]))["state"] == "held"


async def test_person_11_the_same_nik_again_changes_nothing_and_another_one_is_refused(ready: TrainingClient) -> None:
    here = await scene.register_participant(ready)
    first = await ready.identify(here["id"], NIK)
    assert await ready.identify(here["id"], NIK) == first
    assert (await ready.identify(here["id"], "8171010101900009", status=409))["title"] == "identity-known"
    await ready.identify(here["id"], NIK, by=OTHER_STAFF, status=403)
    assert len(await told(ready, "training.person.joined")) == 1


async def test_person_12_a_number_is_nobodys_identity(ready: TrainingClient) -> None:
    """Also one that was written before numbers of sixteen digits were refused: only the sign changes."""
    here = await scene.register_participant(ready)
    await ready.h.pool.execute("update participants set person_id = $1", KNOWN_AS)
    after = await ready.identify(here["id"], NIK)
    assert (after["person_id"], after["identified_by"]) == (KNOWN_AS, "nik")
    assert await told(ready, "training.person.joined") == []


async def test_person_13_who_shares_an_id_with_somebody_is_parted_by_hand(ready: TrainingClient) -> None:
    other = await scene.register_participant(ready, OTHER_PRISON, nik=NIK)
    here = await scene.register_participant(ready)
    await ready.h.pool.execute("update participants set person_id = $1 where id = $2", other["person_id"], here["id"])
    assert (await ready.identify(here["id"], "8171010101900009", status=409))["title"] == "identity-shared"
    assert (await ready.read_participant(other["id"], by=OTHER_STAFF))["person_id"] == KNOWN_AS


async def test_person_14_a_number_is_corrected_and_the_old_one_is_kept(ready: TrainingClient) -> None:
    here = await scene.register_participant(ready, register_number="B.I 70/2026")
    after = await ready.correct_number(here["id"], "B.I 71/2026")
    assert (after["register_number"], after["person_id"]) == ("B.I 71/2026", here["person_id"])
    kept = {each["register_number"]: each for each in (await ready.list_stays(here["id"]))["numbers"]}
    assert kept["B.I 70/2026"]["reason"] == "salah ketik"
    assert kept["B.I 71/2026"]["replaced_at"] is None
    assert len(await told(ready, "training.record.register-number-corrected")) == 1
    for number, by, status in (
        ("B.I 71/2026", STAFF, 422),
        (NIK, STAFF, 422),
        ("B.I 72/2026", OTHER_STAFF, 403),
    ):
        await ready.correct_number(here["id"], number, by=by, status=status)
    back = await ready.correct_number(here["id"], "B.I 70/2026")
    assert back["register_number"] == "B.I 70/2026", "one's own number may come back"


async def test_person_15_a_number_that_was_somebodys_is_given_to_nobody_else(ready: TrainingClient) -> None:
    here = await scene.register_participant(ready, register_number="B.I 70/2026")
    await ready.correct_number(here["id"], "B.I 71/2026")
    other = await scene.register_participant(ready)
    for number in ("B.I 70/2026", "B.I 71/2026"):
        assert (await ready.correct_number(other["id"], number, status=409))["title"] == "register-number-taken"
        refused = await scene.register_participant(ready, register_number=number, status=409)
        assert refused["title"] == "register-number-taken"
    await scene.register_participant(ready, OTHER_PRISON, register_number="B.I 70/2026")


async def test_person_16_the_export_shows_what_was_kept_and_read_under_the_old_id(ready: TrainingClient) -> None:
    here = await scene.register_participant(ready)
    await ready.read_participant(here["id"])
    await ready.identify(here["id"], NIK)
    export = await ready.h.get(f"/training/persons/{KNOWN_AS}/export?purpose=permohonan", "data_officer")
    tables = export["tables"]
    assert {read["person_id"] for read in tables["person_reads"]} == {here["person_id"], KNOWN_AS}
    assert [row["old_person_id"] for row in tables["person_joins"]] == [here["person_id"]]
    assert len(tables["participant_stays"]) == len(tables["register_numbers"]) == 1
    listed = await ready.h.get(f"/training/persons/{KNOWN_AS}/reads", "data_officer")
    assert {read["person_id"] for read in listed["items"]} == {here["person_id"], KNOWN_AS}
    await ready.h.get(f"/training/persons/{here['person_id']}/export?purpose=permohonan", "data_officer", status=404)


@pytest.mark.parametrize(
    ("second", "birth_date", "slug"),
    [
        pytest.param(CLASHING, "1990-01-01", "courses-overlap", id="PERSON-60: two sessions of one person at once"),
        pytest.param(
            TOO_LONG, CHILD, "child-daily-limit", id="PERSON-61: a child's day that is too long only together"
        ),
        pytest.param(TOO_LONG, "1990-01-01", None, id="PERSON-62: an adult's day may be as long"),
        pytest.param(LATER, CHILD, None, id="PERSON-62: a child's three hours"),
    ],
)
async def test_two_records_become_one_only_with_courses_that_go_together(
    ready: TrainingClient, second: Any, birth_date: str, slug: str | None
) -> None:
    programmes = [await course(ready, AFTERNOON), await course(ready, second)]
    named = await scene.register_participant(ready, birth_date=birth_date)
    other = await scene.register_participant(ready, birth_date=birth_date, nik=NIK)
    for programme, person in zip(programmes, (named, other), strict=True):
        await ready.enrol(programme, person["id"])
    answer = await ready.identify(named["id"], NIK, status=422 if slug else 200)
    assert answer.get("title") == slug
    if slug:
        assert (await ready.read_participant(named["id"]))["person_id"] == named["person_id"], "nothing moved"
        (enrolment, *_) = (await ready.list_enrolments(programmes[0]))["items"]
        await ready.withdraw(enrolment["id"], reason="own_request")
        assert (await ready.identify(named["id"], NIK))["person_id"] == KNOWN_AS


async def test_person_63_the_course_of_another_institution_counts_too(ready: TrainingClient) -> None:
    await open_other_prison(ready)
    here, there = await course(ready, AFTERNOON), await course(ready, CLASHING, **THERE)
    named = await scene.register_participant(ready)
    other = await scene.register_participant(ready, OTHER_PRISON, nik=NIK)
    await ready.enrol(here, named["id"])
    await ready.enrol(there, other["id"], by=OTHER_STAFF)
    assert (await ready.identify(named["id"], NIK, status=422))["title"] == "courses-overlap"
    await ready.cancel_session(there, 1)
    assert (await ready.identify(named["id"], NIK))["person_id"] == KNOWN_AS, "what is cancelled clashes with nothing"


async def test_person_64_what_is_over_clashes_with_nothing(ready: TrainingClient) -> None:
    programmes = [await course(ready, AFTERNOON), await course(ready, CLASHING)]
    named, other = await two_entries(ready)
    for programme, person in zip(programmes, (named, other), strict=True):
        await ready.enrol(programme, person["id"])
    ready.h.clock.set(datetime.fromisoformat("2026-04-13T17:00:00+09:00"))
    assert (await ready.identify(named["id"], NIK))["person_id"] == KNOWN_AS


async def test_person_65_what_both_entries_lack_of_the_checklist_may_be_there_together(ready: TrainingClient) -> None:
    """One entry has the certificate, the other what was confirmed by hand: together nothing is missing."""
    done = await completed(ready)
    other = await scene.register_participant(ready, nik=NIK)
    await confirm_by_hand(ready, other["id"])
    await ready.confirm(done["id"], "family")
    assert await reached(ready) == 0
    await ready.identify(done["id"], NIK)
    seen = await ready.read_readiness(done["id"])
    assert (seen["ready"], seen["missing"]) == (True, [])
    assert await reached(ready) == 1
