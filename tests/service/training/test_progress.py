"""Attendance, assessment, completion and the certificate."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.service.training.conftest import AGENCY, PRISON, Training, somebody

AFTER = datetime.fromisoformat("2026-02-17T18:00:00+09:00")


async def course(training: Training, people: int = 1, **changes: Any) -> tuple[str, list[str]]:
    """A programme whose sessions are over, and its enrolments."""
    programme = await training.open(**changes)
    enrolments = [(await training.enrol(programme["id"]))["id"] for _ in range(people)]
    training.h.clock.set(AFTER)
    return programme["id"], enrolments


async def passed(training: Training, programme: str, enrolment: str) -> dict[str, Any]:
    for number in (1, 2):
        await training.attend(programme, number, {enrolment: "present"})
    await training.assess(enrolment, 80)
    done: dict[str, Any] = await training.teach(f"enrolments/{enrolment}/completion", None)
    return done


async def test_a_whole_session_at_once_and_each_person_answered(ready: Training) -> None:
    programme, (first, second, waiting) = await course(ready, 3)
    stranger = somebody()
    outcomes = {first: "present", second: "excused", waiting: "present", stranger: "present"}
    said = await ready.attend(programme, 1, outcomes)
    assert [(a["enrolment_id"], a["result"], a["slug"]) for a in said["answers"]] == [
        (first, "recorded", None),
        (second, "recorded", None),
        (waiting, "refused", "wrong-state"),
        (stranger, "refused", "not-in-programme"),
    ]
    assert "waitlisted" in said["answers"][2]["detail"]
    again = await ready.attend(programme, 1, {first: "present", second: "absent"})
    assert [answer["result"] for answer in again["answers"]] == ["unchanged", "recorded"]
    found = await ready.h.get(f"/training/enrolments/{second}", "trainer", organisation=AGENCY)
    assert (found["present"], found["excused"], found["absent"]) == (0, 0, 1)
    records = [data for type_, data in await ready.h.facts() if type_ == "training.record.attendance"]
    assert [(data["enrolment_id"], data["outcome"]) for data in records] == [
        (first, "present"),
        (second, "excused"),
        (second, "absent"),
    ]


async def test_five_hundred_people_in_one_go_and_not_one_more(ready: Training) -> None:
    programme, (enrolment,) = await course(ready)
    lines = {enrolment: "present"} | {somebody(): "absent" for _ in range(499)}
    said = await ready.attend(programme, 1, lines)
    assert [answer["result"] for answer in said["answers"]].count("refused") == 499
    await ready.attend(programme, 1, lines | {somebody(): "absent"}, status=422)
    twice = {"entries": [{"enrolment_id": enrolment, "outcome": "present"}] * 2}
    await ready.teach(f"programmes/{programme}/sessions/1/attendance", twice, 422)


async def test_attendance_waits_for_the_session_and_is_the_agencys_to_take(ready: Training) -> None:
    programme = await ready.open()
    enrolment = (await ready.enrol(programme["id"]))["id"]
    early = await ready.attend(programme["id"], 1, {enrolment: "present"}, status=409)
    assert early["title"] == "session-not-started"
    assert "2026-02-16 14:00" in early["detail"]
    assert (await ready.attend(programme["id"], 3, {enrolment: "present"}, status=409))[
        "title"
    ] == "session-not-scheduled"
    ready.h.clock.set(AFTER)
    body = {"entries": [{"enrolment_id": enrolment, "outcome": "present"}]}
    await ready.teach(f"programmes/{programme['id']}/sessions/1/attendance", body, 403, organisation=PRISON)
    await ready.staff(f"programmes/{programme['id']}/sessions/1/attendance", body, 403)


async def test_completion_gives_a_certificate_that_anyone_can_check(ready: Training) -> None:
    programme, (enrolment,) = await course(ready)
    done = await passed(ready, programme, enrolment)
    assert (done["state"], done["completed_on"], done["certificate_number"]) == (
        "completed",
        "2026-02-17",
        "TRN/2026/000001",
    )
    code = done["certificate_code"]
    assert re.fullmatch(r"([2-9A-Z]{4}-){3}[2-9A-Z]{4}", code)
    for spelling in (code, code.lower()):
        seen = await ready.h.client.get(f"/training/certificates/{spelling}")
        assert seen.json() == {"initials": "O. C.", "course": "Menjahit Dasar", "completed_on": "2026-02-17"}
    assert (await ready.h.client.get("/training/certificates/AAAA-AAAA-AAAA-AAAA")).status_code == 404
    assert (await ready.h.client.get("/training/certificates/AAAA")).status_code == 422
    facts = dict((await ready.h.facts())[-2:])
    person = await ready.h.pool.fetchval("select person_id::text from participants")
    completed = facts["training.enrolment.completed"]
    assert (completed["skill"], completed["level"], completed["completed_on"], completed["person_id"]) == (
        "sewing",
        "basic",
        "2026-02-17",
        person,
    )
    issued = facts["training.certificate.issued"]
    assert (issued["number"], issued["person_id"]) == ("TRN/2026/000001", person)
    assert code not in str(facts)


async def test_the_pass_rule_refuses_with_its_figures(ready: Training) -> None:
    programme, (enrolment,) = await course(ready)
    await ready.attend(programme, 1, {enrolment: "present"})
    await ready.attend(programme, 2, {enrolment: "excused"})
    await ready.assess(enrolment, 59)
    refused = await ready.teach(f"enrolments/{enrolment}/completion", None, 422)
    assert [broken["detail"] for broken in refused["violations"]] == [
        "Hadir 1 dari 2 sesi; syarat kelulusan 80 persen.",
        "Nilai 59; syarat kelulusan 60.",
    ]
    assert await ready.h.pool.fetchval("select count(*) from certificates") == 0
    failed = await ready.teach(f"enrolments/{enrolment}/failure", {"reason": "did not reach the score"})
    assert (failed["state"], failed["reason"]) == ("failed", "did not reach the score")
    assert (await ready.programme(programme))["taken"] == 1
    assert (await ready.published())[-1] == "training.enrolment.failed"


async def test_completed_is_the_end(ready: Training) -> None:
    programme, (enrolment,) = await course(ready)
    await passed(ready, programme, enrolment)
    assert (await ready.teach(f"enrolments/{enrolment}/completion", None, 409))["title"] == "wrong-state"
    assert (await ready.assess(enrolment, 10, status=409))["title"] == "wrong-state"
    late = await ready.attend(programme, 1, {enrolment: "absent"})
    assert late["answers"][0]["slug"] == "wrong-state"
    await ready.staff(f"enrolments/{enrolment}/withdrawal", {"reason": "released"}, 409)


async def test_a_completed_course_opens_the_next_one_to_the_person(ready: Training) -> None:
    person = await ready.participant()
    programme = await ready.open()
    enrolment = (await ready.enrol(programme["id"], person["id"]))["id"]
    ready.h.clock.set(AFTER)
    advanced = await ready.open(skill="tailoring", prior_skill="sewing", level="advanced")
    assert (await ready.enrol(advanced["id"], person["id"], status=422))["title"] == "prior-skill-missing"
    await passed(ready, programme["id"], enrolment)
    assert (await ready.enrol(advanced["id"], person["id"]))["state"] == "confirmed"


async def test_numbers_rise_and_the_journal_holds_together(ready: Training) -> None:
    programme, enrolments = await course(ready, 2)
    done = [await passed(ready, programme, enrolment) for enrolment in enrolments]
    assert [enrolment["certificate_number"] for enrolment in done] == ["TRN/2026/000001", "TRN/2026/000002"]
    assert len({enrolment["certificate_code"] for enrolment in done}) == 2


async def test_the_instructor_teaches_for_the_own_agency_only(ready: Training) -> None:
    _, (enrolment,) = await course(ready)
    for path, body in (("completion", None), ("failure", {"reason": "absent"})):
        await ready.teach(f"enrolments/{enrolment}/{path}", body, 403, organisation=PRISON)
    path = f"/training/enrolments/{enrolment}/assessment"
    await ready.h.put(path, {"score": 50}, "trainer", organisation=PRISON, status=403)
    await ready.h.put(path, {"score": 101}, "trainer", organisation=AGENCY, status=422)
    await ready.h.put(path, {"score": 50}, "institution_staff", organisation=AGENCY, status=403)
