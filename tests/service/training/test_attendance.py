"""Attendance of a whole session at once."""

from __future__ import annotations

from typing import Any

from tests.service.training import scene
from tests.service.training.client import PRISON, STAFF, TRAINER, Caller, TrainingClient


async def test_a_whole_session_at_once_and_each_person_answered(ready: TrainingClient) -> None:
    programme, (first, second, waiting) = await scene.finish_sessions(ready, 3)
    stranger = scene.invent_id()
    outcomes = {first: "present", second: "excused", waiting: "present", stranger: "present"}
    recorded = await ready.record_attendance(programme, 1, outcomes)
    assert [(a["enrolment_id"], a["result"], a["slug"]) for a in recorded["answers"]] == [
        (first, "recorded", None),
        (second, "recorded", None),
        (waiting, "refused", "wrong-state"),
        (stranger, "refused", "not-in-programme"),
    ]
    assert "waitlisted" in recorded["answers"][2]["detail"]
    again = await ready.record_attendance(programme, 1, {first: "present", second: "absent"}, reason="no letter came")
    assert [answer["result"] for answer in again["answers"]] == ["unchanged", "recorded"]
    found = await ready.read_enrolment(second, by=TRAINER)
    assert (found["present"], found["excused"], found["absent"]) == (0, 0, 1)
    records = [data for type_, data in await ready.h.facts() if type_ == "training.record.attendance-recorded"]
    assert [(data["enrolment_id"], data["outcome"]) for data in records] == [
        (first, "present"),
        (second, "excused"),
        (second, "absent"),
    ]


async def test_five_hundred_people_in_one_go_and_not_one_more(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    lines = {enrolment: "present"} | {scene.invent_id(): "absent" for _ in range(499)}
    recorded = await ready.record_attendance(programme, 1, lines)
    assert [answer["result"] for answer in recorded["answers"]].count("refused") == 499
    await ready.record_attendance(programme, 1, lines | {scene.invent_id(): "absent"}, status=422)
    await ready.record_attendance(programme, 1, [], status=422)


async def test_a_line_that_cannot_be_read_costs_itself_only(ready: TrainingClient) -> None:
    programme, (first, second) = await scene.finish_sessions(ready, 2)
    lines: list[Any] = [
        {"enrolment_id": "a\0b", "outcome": "present"},
        {"enrolment_id": first, "outcome": "present"},
        {"enrolment_id": second, "outcome": "danced"},
        {"enrolment_id": first, "outcome": "absent"},
        "nothing",
        {"outcome": "present"},
    ]
    recorded = await ready.record_attendance(programme, 1, lines)
    assert [(answer["enrolment_id"], answer["slug"] or answer["result"]) for answer in recorded["answers"]] == [
        ("a\0b", "line-unreadable"),
        (first, "recorded"),
        (second, "line-unreadable"),
        (first, "line-repeated"),
        (None, "line-unreadable"),
        (None, "line-unreadable"),
    ]
    found = await ready.read_enrolment(first)
    assert (found["present"], found["absent"]) == (1, 0), "the first line of somebody counts"


async def test_attendance_waits_for_the_session_and_only_the_agency_records_it(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    outcomes = {(await scene.enrol_somebody(ready, programme))["id"]: "present"}
    early = await ready.record_attendance(programme, 1, outcomes, status=409)
    assert early["title"] == "session-not-started"
    assert "2026-02-16 14:00" in early["detail"]
    unknown = await ready.record_attendance(programme, 3, outcomes, status=409)
    assert unknown["title"] == "session-not-scheduled"
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    await ready.record_attendance(programme, 1, outcomes, by=Caller("trainer", PRISON), status=403)
    await ready.record_attendance(programme, 1, outcomes, by=STAFF, status=403)
