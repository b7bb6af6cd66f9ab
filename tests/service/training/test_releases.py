"""PERSON: release and return. What ends with it, and what goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import asyncpg
import pytest

from tests.service.training import scene
from tests.service.training.client import OTHER_STAFF, TrainingClient

TODAY = "2026-02-09"


async def states(ready: TrainingClient) -> list[str]:
    """In the order in which people enrolled."""
    return [row["state"] for row in await ready.h.pool.fetch("select state from enrolments order by id")]


async def places(ready: TrainingClient, programme: str) -> tuple[int, int]:
    view = await ready.read_programme(programme)
    return view["taken"], view["waiting"]


async def two_courses(ready: TrainingClient) -> tuple[str, str, str]:
    """A participant with a place in one course and a number in the queue of another; others wait behind in both."""
    first = (await scene.open_programme(ready, capacity=1))["id"]
    second = (await scene.open_programme(ready, capacity=1, skill="welding", calendar=[]))["id"]
    person = (await scene.register_participant(ready))["id"]
    await ready.enrol(first, person)
    await scene.enrol_somebody(ready, second)
    await ready.enrol(second, person)
    await scene.enrol_somebody(ready, first)
    await scene.enrol_somebody(ready, second)
    return person, first, second


async def test_person_20_release_ends_every_course_and_frees_the_place(ready: TrainingClient) -> None:
    person, first, second = await two_courses(ready)
    released = await ready.release(person, kind="parole")
    assert released["state"] == "released"
    assert await states(ready) == ["withdrawn", "confirmed", "withdrawn", "confirmed", "waitlisted"]
    assert await places(ready, first) == (1, 0)
    assert await places(ready, second) == (1, 1)
    reasons = await ready.h.pool.fetch("select distinct reason from enrolments where state = 'withdrawn'")
    assert [row["reason"] for row in reasons] == ["released"]
    told = [type_ for type_, _ in await ready.h.facts()]
    assert "training.record.participant-released" in told
    assert (await ready.enrol(first, person, status=409))["title"] == "not-held"


async def test_person_21_who_comes_back_is_the_same_record(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    await ready.release(person)
    ready.h.clock.set(datetime.fromisoformat("2026-03-01T08:00:00+09:00"))
    assert (await ready.come_back(person, on="2026-02-08", register_number="B.I 901/2026", status=422))["title"] == (
        "day-before-stay"
    )
    back = await ready.come_back(person, on="2026-03-01", register_number="B.I 901/2026")
    assert (back["state"], back["register_number"]) == ("held", "B.I 901/2026")
    stays = (await ready.list_stays(person))["stays"]
    assert [(stay["from_on"], stay["to_on"]) for stay in stays] == [("2026-03-01", None), (TODAY, TODAY)]


@pytest.mark.parametrize(
    ("on", "slug"),
    [
        pytest.param("2026-02-10", "day-to-come", id="PERSON-22 tomorrow is a plan, not a release"),
        pytest.param("2026-02-08", "day-before-stay", id="PERSON-22 nobody leaves before the stay began"),
    ],
)
async def test_person_22_a_release_is_of_a_day_of_the_stay(ready: TrainingClient, on: str, slug: str) -> None:
    person = (await scene.register_participant(ready))["id"]
    assert (await ready.release(person, on=on, status=422))["title"] == slug
    assert (await ready.read_participant(person))["state"] == "held"


async def test_person_23_a_release_is_once_and_by_the_institution(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    await ready.release(person, by=OTHER_STAFF, status=403)
    await ready.release(person)
    assert (await ready.release(person, status=409))["title"] == "not-held"
    assert (await ready.transfer(person, status=409))["title"] == "not-held"
    for kind in ("escaped", "", None):
        await ready.release(person, kind=kind, status=422)


async def test_person_24_only_who_was_released_comes_back(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    refused = await ready.come_back(person, on=TODAY, register_number="B.I 902/2026", status=409)
    assert refused["title"] == "not-released"
    await ready.release(person)
    await ready.come_back(person, on=TODAY, register_number="B.I 902/2026", by=OTHER_STAFF, status=403)
    programme = (await scene.open_programme(ready))["id"]
    await ready.come_back(person, on=TODAY, register_number="B.I 902/2026")
    assert (await ready.enrol(programme, person))["state"] == "confirmed"


async def test_person_25_the_release_that_is_due_waits_and_a_new_day_can_be_set(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready, expected_release="2026-02-19"))["id"]
    ready.h.clock.set(datetime.fromisoformat("2026-02-19T23:59:00+09:00"))
    assert (await ready.list_waiting(kind="release_due"))["items"] == []
    ready.h.clock.set(datetime.fromisoformat("2026-02-20T00:00:00+09:00"))
    (item,) = (await ready.list_waiting(kind="release_due"))["items"]
    assert (item["id"], item["since"]) == (person, "2026-02-19T15:00:00Z")
    assert (await ready.list_waiting(kind="release_due", by=OTHER_STAFF))["items"] == []
    fields: dict[str, Any] = {"name": "Orang Contoh", "risk_level": "minimum"}
    await ready.update_participant(person, expected_release="2026-03-01", **fields)
    assert (await ready.list_waiting(kind="release_due"))["items"] == []
    await ready.update_participant(person, expected_release="2026-02-01", **fields)
    await ready.release(person, on="2026-02-20")
    assert (await ready.list_waiting(kind="release_due"))["items"] == []


async def test_person_26_a_suspended_programme_frees_the_place_and_promotes_nobody(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    person = (await scene.enrol_somebody(ready, programme))["participant_id"]
    await scene.enrol_somebody(ready, programme)
    await scene.publish_agreement(ready, "suspended", 6)
    await ready.release(person)
    assert await places(ready, programme) == (0, 1)


async def test_person_27_the_record_says_that_and_not_why(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    await ready.release(person, kind="died")
    (fact,) = [fact for type_, fact in await ready.h.facts() if type_ == "training.record.participant-released"]
    assert set(fact) == {"participant_id", "institution_id", "person_id", "on"}


async def test_person_28_the_database_gives_no_place_to_who_is_released(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    enrolment = await scene.enrol_somebody(ready, programme)
    await ready.release(enrolment["participant_id"])
    with pytest.raises(asyncpg.CheckViolationError, match="is released"):
        await ready.h.pool.execute("update enrolments set state = 'confirmed', reason = null")


async def test_person_29_the_database_holds_nobody_in_two_stays_at_once(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    again = (
        "insert into participant_stays select (jsonb_populate_record(s,"
        " jsonb_build_object('id', gen_random_uuid(), 'from_on', '2026-03-01'))).* from participant_stays as s"
    )
    with pytest.raises(asyncpg.ExclusionViolationError):
        await ready.h.pool.execute(again)
    assert len((await ready.list_stays(person))["stays"]) == 1
