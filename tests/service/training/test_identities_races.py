"""PERSON: two hands on one person at the same moment. However they meet, the sums are right and nobody is lost."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, OTHER_STAFF, STAFF, Caller, TrainingClient

NIK = "8171010101900001"
ROUNDS = range(6)
DAYS = (16, 17, 18, 19)


async def post(ready: TrainingClient, path: str, body: Any, by: Caller = STAFF) -> httpx.Response:
    headers = ready.h.token(by.role, organisation=by.organisation)
    return await ready.h.client.post(f"/training/{path}", json=body, headers=headers)


def on(day: int) -> list[dict[str, str]]:
    """A calendar of one session. Courses of one person do not overlap."""
    return [{"starts_at": f"2026-02-{day}T14:00:00+09:00", "ends_at": f"2026-02-{day}T17:00:00+09:00"}]


def transfer(number: str) -> dict[str, str]:
    return {"institution_id": str(OTHER_PRISON), "register_number": number, "on": "2026-02-09", "reason": "keluarga"}


RELEASE = {"on": "2026-02-09", "kind": "parole"}
IDENTITY = {"nik": NIK, "document": "470/1/2026"}


async def need_right_sums(ready: TrainingClient) -> None:
    """What a programme counts is what there is, and nobody who is released or elsewhere has a place."""
    wrong = await ready.h.pool.fetch(
        "select p.id from programmes as p where taken <> (select count(*) from enrolments as e"
        " where e.programme_id = p.id and e.state in ('confirmed', 'completed', 'failed'))"
        " or waiting <> (select count(*) from enrolments as e where e.programme_id = p.id and e.state = 'waitlisted')"
    )
    assert not wrong
    lost = await ready.h.pool.fetch(
        "select e.id from enrolments as e join participants as w on w.id = e.participant_id"
        " join programmes as p on p.id = e.programme_id where e.state in ('confirmed', 'waitlisted')"
        " and (w.state <> 'held' or w.institution_id <> p.institution_id or w.person_id <> e.person_id)"
    )
    assert not lost
    idle = await ready.h.pool.fetchval("select exists (select from programmes where taken < capacity and waiting > 0)")
    assert not idle, "a place is free and somebody waits"


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_40_two_transfers_at_once_move_once(ready: TrainingClient, _: int) -> None:
    person = (await scene.register_participant(ready))["id"]
    answers = await asyncio.gather(
        *(post(ready, f"participants/{person}/transfer", transfer(f"B.II {n}/2026")) for n in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403, 403]
    assert len((await ready.list_stays(person))["stays"]) == 2


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_41_release_against_promotion(ready: TrainingClient, _: int) -> None:
    """The one who waits is released at the moment at which the place becomes free."""
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    first, second, third = [await scene.enrol_somebody(ready, programme) for _ in range(3)]
    answers = await asyncio.gather(
        post(ready, f"enrolments/{first['id']}/withdrawal", {"reason": "own_request"}),
        post(ready, f"participants/{second['participant_id']}/release", RELEASE),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await ready.read_enrolment(third["id"]))["state"] == "confirmed"
    await need_right_sums(ready)


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_42_release_against_enrolment(ready: TrainingClient, _: int) -> None:
    programmes = [(await scene.open_programme(ready, capacity=1, calendar=on(day)))["id"] for day in DAYS]
    person = (await scene.register_participant(ready))["id"]
    body = {"participant_id": person}
    enrolling = [post(ready, f"programmes/{each}/enrolments", body) for each in programmes]
    *enrolled, released = await asyncio.gather(*enrolling, post(ready, f"participants/{person}/release", RELEASE))
    assert released.status_code == 200, released.text
    assert {answer.status_code for answer in enrolled} <= {201, 409}
    await need_right_sums(ready)


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_43_join_against_enrolment(ready: TrainingClient, _: int) -> None:
    programmes = [(await scene.open_programme(ready, calendar=on(day)))["id"] for day in DAYS]
    person = (await scene.register_participant(ready))["id"]
    body = {"participant_id": person}
    enrolling = [post(ready, f"programmes/{each}/enrolments", body) for each in programmes]
    *enrolled, joined = await asyncio.gather(*enrolling, post(ready, f"participants/{person}/identity", IDENTITY))
    assert joined.status_code == 200, joined.text
    assert [answer.status_code for answer in enrolled] == [201] * 4
    known_as = joined.json()["person_id"]
    rows = await ready.h.pool.fetch("select distinct person_id::text from enrolments")
    assert [row["person_id"] for row in rows] == [known_as]
    await need_right_sums(ready)


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_44_two_joins_crosswise_end_in_one_record(ready: TrainingClient, _: int) -> None:
    """Two entries of one person get the NIK at once, and both have a place in one course."""
    programme = (await scene.open_programme(ready, capacity=2))["id"]
    people = [(await scene.register_participant(ready))["id"] for _ in range(2)]
    for each in people:
        await ready.enrol(programme, each)
    await scene.enrol_somebody(ready, programme)
    answers = await asyncio.gather(*(post(ready, f"participants/{each}/identity", IDENTITY) for each in people))
    assert [answer.status_code for answer in answers] == [200, 200], [answer.text for answer in answers]
    states = await ready.h.pool.fetch("select state from participants where id = any($1) order by state", people)
    assert [row["state"] for row in states] == ["held", "joined"]
    await need_right_sums(ready)


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_45_a_join_and_a_registration_with_the_nik_compare_names(ready: TrainingClient, _: int) -> None:
    """Of two who say that they have one NIK and were born on two days, one is refused."""
    person = (await scene.register_participant(ready))["id"]
    other = {
        "institution_id": str(OTHER_PRISON),
        "register_number": "B.II 9/2026",
        "name": "Salomo Latu",
        "birth_date": "1980-01-01",
        "risk_level": "minimum",
        "nik": NIK,
    }
    answers = await asyncio.gather(
        post(ready, f"participants/{person}/identity", IDENTITY), post(ready, "participants", other, OTHER_STAFF)
    )
    assert sorted(answer.status_code for answer in answers)[1] == 409
    assert "person-mismatch" in [answer.json().get("title") for answer in answers]


@pytest.mark.parametrize("_", ROUNDS)
async def test_person_46_a_transfer_against_a_join(ready: TrainingClient, _: int) -> None:
    person = (await scene.register_participant(ready))["id"]
    there = await scene.register_participant(ready, OTHER_PRISON, nik=NIK)
    moved, joined = await asyncio.gather(
        post(ready, f"participants/{person}/transfer", transfer("B.II 70/2026")),
        post(ready, f"participants/{person}/identity", IDENTITY),
    )
    assert moved.status_code == 200, moved.text
    assert joined.status_code in (200, 403), joined.text
    if joined.status_code == 200:  # in time: the other institution has one entry of the person
        assert (await ready.read_participant(there["id"], by=Caller("auditor")))["joined_into"] == person
    await need_right_sums(ready)
