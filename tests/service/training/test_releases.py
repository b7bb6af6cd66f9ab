"""PERSON: release, transfer and return. Who is held where, and what ends with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.service.training import scene
from tests.service.training.client import AUDITOR, OTHER_PRISON, OTHER_STAFF, PRISON, STAFF, TrainingClient

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
    second = (await scene.open_programme(ready, capacity=1, skill="welding"))["id"]
    person = (await scene.register_participant(ready))["id"]
    await ready.enrol(first, person)
    await scene.enrol_somebody(ready, second)
    await ready.enrol(second, person)
    await scene.enrol_somebody(ready, first)
    await scene.enrol_somebody(ready, second)
    return person, first, second


async def test_release_ends_every_course_and_frees_the_place(ready: TrainingClient) -> None:
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


async def test_transfer_ends_what_runs_and_keeps_what_was_completed(ready: TrainingClient) -> None:
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


async def test_each_institution_sees_what_was_its_own_and_the_auditor_all(ready: TrainingClient) -> None:
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


async def test_who_comes_back_is_the_same_record(ready: TrainingClient) -> None:
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
    assert PRISON
