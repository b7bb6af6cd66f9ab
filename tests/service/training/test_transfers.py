"""PERSON: transfer between institutions. The history stays, and each institution sees its own."""

from __future__ import annotations

from typing import Any

import pytest

from services.training.commands import identities, transfers
from services.training.domain.identities import Join
from shared.errors import ConcurrentChange
from tests.service.training import scene
from tests.service.training.client import (
    AGENCY,
    AUDITOR,
    OTHER_PRISON,
    OTHER_STAFF,
    PRISON,
    STAFF,
    TrainingClient,
)
from tests.service.training.test_releases import places, states

NIK = "8171010101900001"


async def test_person_30_transfer_ends_what_runs_and_keeps_what_was_completed(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await scene.pass_course(ready, programme, enrolment)
    person = (await ready.read_enrolment(enrolment))["participant_id"]
    running = (await scene.open_programme(ready, capacity=1, skill="welding"))["id"]
    await ready.enrol(running, person)
    await scene.enrol_somebody(ready, running)
    await ready.transfer(person, on="2026-02-17")
    assert await states(ready) == ["completed", "withdrawn", "confirmed"]
    view = await ready.read_participant(person, by=OTHER_STAFF)
    assert (view["institution_id"], view["register_number"]) == (str(OTHER_PRISON), "B.II 1/2026")
    await ready.read_participant(person, by=STAFF, status=403)
    assert (await ready.enrol(running, person, by=OTHER_STAFF, status=422))["title"] == (
        "participant-of-another-institution"
    )


async def test_person_31_each_institution_sees_what_was_its_own_and_the_auditor_all(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready, register_number="B.I 900/2026"))["id"]
    await ready.transfer(person)
    seen: dict[Any, list[str]] = {}
    for by in (STAFF, OTHER_STAFF, AUDITOR):
        seen[by] = [stay["register_number"] for stay in (await ready.list_stays(person, by=by))["stays"]]
    assert seen == {
        STAFF: ["B.I 900/2026"],
        OTHER_STAFF: ["B.II 1/2026"],
        AUDITOR: ["B.II 1/2026", "B.I 900/2026"],
    }


async def test_person_32_the_other_institution_is_told_and_confirms(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    await ready.transfer(person)
    (fact,) = [fact for type_, fact in await ready.h.facts() if type_ == "training.transfer.announced"]
    assert fact["institution_id"] == str(OTHER_PRISON)
    assert person not in str(fact), "nothing in it leads to the person"
    topics = await ready.h.pool.fetchrow(
        "select topic, internal_topic from journal where type = 'training.transfer.announced'"
    )
    assert tuple(topics or ()) == (None, "masohi.training.internal.v1")
    assert (await ready.list_waiting(by=STAFF))["items"] == []
    (item,) = (await ready.list_waiting(by=OTHER_STAFF))["items"]
    assert (item["kind"], item["id"]) == ("arrival_unconfirmed", person)
    await ready.confirm_arrival(person, by=STAFF, status=403)
    view = await ready.confirm_arrival(person, register_number="B.II 2/2026")
    assert view["register_number"] == "B.II 2/2026"
    assert (await ready.list_waiting(by=OTHER_STAFF))["items"] == []
    assert (await ready.confirm_arrival(person, status=409))["title"] == "arrival-confirmed"


async def test_person_33_a_transfer_is_to_another_institution_that_is_known(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    for institution, slug in (
        (PRISON, "same-institution"),
        (AGENCY, "not-an-institution"),
        (scene.invent_id(), "not-an-institution"),
    ):
        assert (await ready.transfer(person, institution_id=institution, status=422))["title"] == slug
    await scene.register_participant(ready, OTHER_PRISON, register_number="B.II 1/2026")
    assert (await ready.transfer(person, status=409))["title"] == "register-number-taken"
    assert (await ready.transfer(person, on="2026-02-10", status=422))["title"] == "day-to-come"
    await ready.transfer(person, reason=NIK, status=422)
    await ready.transfer(person, by=OTHER_STAFF, status=403)
    assert (await ready.read_participant(person))["institution_id"] == str(PRISON)


async def test_person_34_whom_the_other_institution_has_already_is_one_record_there(ready: TrainingClient) -> None:
    here = await scene.register_participant(ready, nik=NIK)
    there = await scene.register_participant(ready, OTHER_PRISON, nik=NIK, register_number="B.II 1/2026")
    (item,) = (await ready.list_waiting(kind="in_two_registers"))["items"]
    assert item["id"] == here["id"]
    await ready.transfer(here["id"], register_number="B.II 1/2026")
    listed = await ready.list_participants(by=OTHER_STAFF)
    assert [entry["id"] for entry in listed["items"]] == [here["id"]]
    assert (await ready.read_participant(there["id"], by=AUDITOR))["joined_into"] == here["id"]
    assert (await ready.list_waiting())["items"] == [], "nothing to confirm, and one register"
    assert len((await ready.list_stays(here["id"]))["stays"]) == 3


async def test_person_35_there_and_back_is_three_stays_and_the_old_number_comes_back(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready, register_number="B.I 910/2026"))["id"]
    await ready.transfer(person)
    await ready.transfer(
        person, by=OTHER_STAFF, institution_id=PRISON, register_number="B.I 910/2026", reason="perkara lain"
    )
    stays = (await ready.list_stays(person))["stays"]
    assert [stay["institution_id"] for stay in stays] == [str(each) for each in (PRISON, OTHER_PRISON, PRISON)]
    assert [stay["to_on"] is None for stay in stays] == [True, False, False]
    assert (await ready.read_participant(person))["register_number"] == "B.I 910/2026"


async def test_person_36_the_place_that_a_transfer_frees_is_given_at_once(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    person = (await scene.enrol_somebody(ready, programme))["participant_id"]
    await scene.enrol_somebody(ready, programme)
    await ready.transfer(person)
    assert await states(ready) == ["withdrawn", "confirmed"]
    assert await places(ready, programme) == (1, 0)


async def test_person_37_a_step_that_refuses_refuses_the_whole_transfer(
    ready: TrainingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: Any) -> list[Any]:
        raise ConcurrentChange

    monkeypatch.setattr(transfers, "TRANSFER_STEPS", (*transfers.TRANSFER_STEPS, refuse))
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    person = (await scene.enrol_somebody(ready, programme))["participant_id"]
    await ready.transfer(person, status=409)
    assert await states(ready) == ["confirmed"]
    assert len((await ready.list_stays(person))["stays"]) == 1


async def test_person_38_sent_twice_with_one_key_it_is_one_transfer_and_one_answer(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    body = {
        "institution_id": str(OTHER_PRISON),
        "register_number": "B.II 5/2026",
        "on": "2026-02-09",
        "reason": "dekat",
    }
    headers = ready.h.token(STAFF.role, organisation=PRISON) | {"idempotency-key": "k1"}
    path = f"/training/participants/{person}/transfer"
    first, second = [await ready.h.client.post(path, json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == first.json()
    assert [stay["ended"] for stay in first.json()["stays"]] == ["transferred"], "of the other institution nothing"


async def test_person_39_steps_of_colleagues_hear_of_every_join(
    ready: TrainingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once with two ids, where a NIK comes later; once with one id, where a transfer finds an entry there."""
    heard: list[tuple[bool, bool]] = []

    async def step(_conn: Any, join: Join, *_: Any) -> list[Any]:
        heard.append((join.old_person_id == join.person_id, join.gone is not None))
        return []

    monkeypatch.setattr(identities, "JOIN_STEPS", (step,))
    here = await scene.register_participant(ready)
    await scene.register_participant(ready, OTHER_PRISON, nik=NIK)
    await ready.identify(here["id"], NIK)
    await ready.transfer(here["id"])
    assert heard == [(False, False), (True, True)]
