"""Sessions that are not held, and those that make up for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.service.training import scene
from tests.service.training.client import PRISON, TRAINER, Caller, TrainingClient

LATER: Any = {"starts_at": "2026-03-02T14:00:00+09:00", "ends_at": "2026-03-02T17:00:00+09:00"}
LATER_STILL: Any = {"starts_at": "2026-03-03T14:00:00+09:00", "ends_at": "2026-03-03T17:00:00+09:00"}
AFTER = datetime.fromisoformat("2026-03-04T08:00:00+09:00")


async def test_course_39_a_cancelled_session_waits_to_be_made_up_and_then_counts_again(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await ready.record_attendance(programme, 1, {enrolment: "present"})
    cancelled = await ready.cancel_session(programme, 2, reason="instructor")
    assert [each["cancelled_for"] for each in cancelled["calendar"]] == [None, "instructor"]
    assert [each["recorded"] for each in cancelled["calendar"]] == [True, False]
    figures = (await ready.read_enrolment(enrolment))["figures"]
    assert (figures["sessions"], figures["counted"], figures["present"], figures["percent"]) == (2, 1, 1, 100)
    (item,) = (await ready.list_waiting(kind="session_not_made_up"))["items"]
    assert item["detail_url"].endswith("#session-2")
    made_up = await ready.make_up(programme, 2, **LATER)
    assert [(each["number"], each["makes_up_for"]) for each in made_up["calendar"]] == [(1, None), (2, None), (401, 2)]
    assert (await ready.list_waiting(kind="session_not_made_up"))["items"] == []
    figures = (await ready.read_enrolment(enrolment))["figures"]
    assert (figures["counted"], figures["percent"], figures["needed"]) == (2, 50, 2)
    ready.h.clock.set(AFTER)
    await ready.record_attendance(programme, 401, {enrolment: "present"})
    found = await ready.read_enrolment(enrolment)
    assert (found["figures"]["sessions_held"], found["figures"]["percent"], found["present"]) == (2, 100, 2)
    await ready.assess(enrolment, 80)
    assert (await ready.complete(enrolment))["state"] == "completed"


async def test_course_40_a_course_of_which_half_was_cancelled_is_too_short(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await ready.record_attendance(programme, 1, {enrolment: "present"})
    await ready.cancel_session(programme, 2)
    await ready.assess(enrolment, 80)
    refused = await ready.complete(enrolment, status=409)
    assert (refused["title"], "1 dari 2" in refused["detail"]) == ("course-too-short", True)
    assert [each["slug"] for each in (await ready.read_enrolment(enrolment))["missing"]] == ["course-too-short"]


async def test_course_41_who_missed_a_session_makes_it_up(ready: TrainingClient) -> None:
    programme, (there, away) = await scene.finish_sessions(ready, 2)
    for number in (1, 2):
        await ready.record_attendance(
            programme, number, {there: "present", away: "absent" if number == 2 else "present"}
        )
    await ready.make_up(programme, 2, **LATER)
    ready.h.clock.set(AFTER)
    await ready.record_attendance(programme, 401, {away: "present"})
    found = [await ready.read_enrolment(each) for each in (there, away)]
    assert [(each["present"], each["absent"], each["figures"]["counted"]) for each in found] == [(2, 0, 2), (2, 0, 2)]
    listed = (await ready.list_enrolments(programme))["items"]
    assert {(each["present"], each["absent"]) for each in listed} == {(2, 0)}


@pytest.mark.parametrize("number", [pytest.param(1, id="begun"), pytest.param(2, id="still to come")])
async def test_course_42_what_is_recorded_is_not_cancelled_and_what_is_cancelled_not_recorded(
    ready: TrainingClient, number: int
) -> None:
    programme = (await scene.open_programme(ready))["id"]
    enrolment = (await scene.enrol_somebody(ready, programme))["id"]
    ready.h.clock.set(datetime.fromisoformat("2026-02-16T15:00:00+09:00"))
    await ready.cancel_session(programme, number)
    await ready.cancel_session(programme, number, reason="security")
    records = [data for type_, data in await ready.h.facts() if type_ == "training.record.session-cancelled"]
    assert [(data["number"], data["cancelled_for"]) for data in records] == [(number, "weather")], "once"
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    refused = await ready.record_attendance(programme, number, {enrolment: "present"}, status=409)
    assert refused["title"] == "session-cancelled"
    moved = await ready.schedule_session(programme, number, **LATER, status=409)
    assert moved["title"] == "session-cancelled"
    other = 3 - number
    await ready.record_attendance(programme, other, {enrolment: "present"})
    assert (await ready.cancel_session(programme, other, status=409))["title"] == "session-recorded"


async def test_course_43_where_a_make_up_may_be(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    early: Any = {"starts_at": "2026-02-16T08:00:00+09:00", "ends_at": "2026-02-16T10:00:00+09:00"}
    outside: Any = {"starts_at": "2026-06-02T14:00:00+09:00", "ends_at": "2026-06-02T17:00:00+09:00"}
    over: Any = {"starts_at": "2026-02-17T16:00:00+09:00", "ends_at": "2026-02-17T18:00:00+09:00"}
    assert (await ready.make_up(programme, 3, **LATER, status=409))["title"] == "session-not-scheduled"
    assert (await ready.make_up(programme, 1, **early, status=409))["title"] == "session-still-to-come"
    assert (await ready.make_up(programme, 1, **outside, status=422))["title"] == "session-outside-programme"
    assert (await ready.make_up(programme, 1, **over, status=422))["title"] == "session-overlaps"
    await ready.cancel_session(programme, 2)
    await ready.make_up(programme, 1, **over)
    assert (await ready.make_up(programme, 401, **LATER, status=409))["title"] == "session-not-scheduled"
    again = await ready.make_up(programme, 1, **LATER)
    assert [(each["number"], each["makes_up_for"]) for each in again["calendar"]][2:] == [(401, 1), (402, 1)]
    moved = await ready.schedule_session(programme, 402, **LATER_STILL)
    assert moved["calendar"][3]["makes_up_for"] == 1
    assert (await ready.schedule_session(programme, 403, **LATER, status=422))["title"] == "session-unknown"
    await ready.make_up(programme, 1, **LATER, by=Caller("trainer", PRISON), status=403)
    await ready.cancel_session(programme, 1, by=Caller("trainer", PRISON), status=403)
    await ready.cancel_session(programme, 1, reason="no desire", status=422)
    await ready.cancel_session(programme, 1, by=TRAINER)


async def test_the_database_itself_keeps_make_ups_apart(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    for number, makes_up_for in ((401, None), (3, 1), (402, 401)):
        with pytest.raises(Exception, match="sessions_make_up"):
            await ready.h.pool.execute(
                "insert into sessions (programme_id, number, starts_at, ends_at, makes_up_for)"
                " values ($1, $2, now(), now() + interval '1 hour', $3)",
                *(programme, number, makes_up_for),
            )


async def test_a_course_is_over_with_its_last_session_also_where_one_was_cancelled(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await ready.cancel_session(programme, 2)
    found = (await ready.list_waiting(kind="assessment_due"))["items"]
    assert [(item["id"], item["since"]) for item in found] == [(enrolment, "2026-02-16T08:00:00Z")]
    assert len((await ready.list_waiting(kind="session_without_attendance"))["items"]) == 1
    await ready.make_up(programme, 2, **LATER)
    assert (await ready.list_waiting(kind="assessment_due"))["items"] == []
