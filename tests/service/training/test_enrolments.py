"""Places and the queue."""

from __future__ import annotations

import pytest

from tests.service.training import scene
from tests.service.training.client import AGENCY, AUDITOR, OTHER_PRISON, PRISON, STAFF, TRAINER, Caller, TrainingClient


async def test_a_full_programme_queues_and_a_withdrawal_moves_the_first_up(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    enrolments = [await scene.enrol_somebody(ready, programme) for _ in range(4)]
    assert [(e["state"], e["ticket"]) for e in enrolments] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]
    gone = await ready.withdraw(enrolments[1]["id"], reason="transferred", note="to Namlea")
    assert (gone["state"], gone["reason"], gone["note"]) == ("withdrawn", "transferred", "to Namlea")
    found = await ready.read_programme(programme)
    assert (found["taken"], found["waiting"]) == (2, 1)
    listed = await ready.list_enrolments(programme, state="confirmed")
    assert [e["id"] for e in listed["items"]] == [enrolments[0]["id"], enrolments[2]["id"]]
    assert await ready.published() == [
        "training.programme.opened",
        *["training.enrolment.confirmed"] * 2,
        *["training.enrolment.waitlisted"] * 2,
        "training.enrolment.withdrawn",
        "training.enrolment.confirmed",
    ]


async def test_whoever_leaves_the_queue_frees_no_place(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    _, second, third = [await scene.enrol_somebody(ready, programme) for _ in range(3)]
    await ready.withdraw(second["id"], reason="own_request")
    found = await ready.read_programme(programme)
    assert (found["taken"], found["waiting"]) == (1, 1)
    still = await ready.read_enrolment(third["id"])
    assert (still["state"], still["ticket"]) == ("waitlisted", 2)


async def test_the_database_itself_does_not_oversell(ready: TrainingClient) -> None:
    programme = await scene.open_programme(ready, capacity=1)
    await scene.enrol_somebody(ready, programme["id"])
    with pytest.raises(Exception, match="programmes_places"):
        await ready.h.pool.execute("update programmes set taken = 2")


async def test_a_participant_is_enrolled_once(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    person = (await scene.register_participant(ready))["id"]
    first = await ready.enrol(programme, person)
    assert (await ready.enrol(programme, person, status=409))["title"] == "already-enrolled"
    assert (await ready.read_programme(programme))["waiting"] == 0
    await ready.withdraw(first["id"], reason="health")
    assert (await ready.enrol(programme, person))["state"] == "confirmed"


async def test_entry_conditions_are_named_together(ready: TrainingClient) -> None:
    programme = await scene.open_programme(ready, max_age=30, prior_skill="cutting")
    refused = await scene.enrol_somebody(ready, programme["id"], status=422)
    assert [broken["slug"] for broken in refused["violations"]] == ["age-outside", "prior-skill-missing"]


async def test_a_completed_course_opens_the_next_one_to_the_person(ready: TrainingClient) -> None:
    person = (await scene.register_participant(ready))["id"]
    programme = (await scene.open_programme(ready))["id"]
    enrolment = (await ready.enrol(programme, person))["id"]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    advanced = (await scene.open_programme(ready, skill="tailoring", prior_skill="sewing", level="advanced"))["id"]
    assert (await ready.enrol(advanced, person, status=422))["title"] == "prior-skill-missing"
    await scene.pass_course(ready, programme, enrolment)
    assert (await ready.enrol(advanced, person))["state"] == "confirmed"


async def test_enrolments_are_for_the_two_sides_and_auditors(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    enrolment = (await scene.enrol_somebody(ready, programme))["id"]
    refused = (Caller("trainer", PRISON), Caller("institution_staff", AGENCY), Caller("coordinator"))
    for by, status in [(by, 200) for by in (TRAINER, STAFF, AUDITOR)] + [(by, 403) for by in refused]:
        await ready.read_enrolment(enrolment, by=by, status=status)
        await ready.list_enrolments(programme, by=by, status=status)
    other = Caller("institution_staff", OTHER_PRISON)
    await ready.withdraw(enrolment, reason="released", by=other, status=403)
    theirs = await scene.register_participant(ready, OTHER_PRISON)
    await ready.enrol(programme, theirs["id"], status=403)
