"""Attendance belongs to the time of a place, and a correction is kept with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.training.store.personal import PERSONAL
from shared.privacy.personal import ERASED
from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, STAFF, TRAINER, Caller, TrainingClient
from tests.support.erasing import erase_at

BETWEEN = datetime.fromisoformat("2026-02-16T18:00:00+09:00")


async def results(ready: TrainingClient, programme: str, number: int, enrolment: str, **fields: Any) -> tuple[str, Any]:
    recorded = await ready.record_attendance(programme, number, {enrolment: "present"}, **fields)
    (answer,) = recorded["answers"]
    return answer["result"], answer["slug"]


async def test_course_44_who_joins_late_was_not_there_before(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready))["id"]
    ready.h.clock.set(BETWEEN)
    late = (await scene.enrol_somebody(ready, programme))["id"]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    assert await results(ready, programme, 1, late) == ("refused", "no-place-yet")
    assert await results(ready, programme, 2, late) == ("recorded", None)
    await ready.assess(late, 90)
    found = await ready.read_enrolment(late)
    figures = found["figures"]
    assert (figures["basis"], figures["counted"], figures["present"], figures["percent"]) == ("all", 2, 1, 50)
    assert [(each["slug"], each["detail"]) for each in found["missing"]] == [
        ("attendance-too-low", "Hadir 1 dari 2 sesi; syarat kelulusan 80 persen.")
    ]
    assert found["missing"][0]["detail_en"].startswith("Present at 1 of 2 sessions")
    assert (await ready.complete(late, status=409))["title"] == "attendance-too-low"


async def test_course_44_nor_who_moved_up_from_the_waiting_list(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, capacity=1))["id"]
    first, second = [(await scene.enrol_somebody(ready, programme))["id"] for _ in range(2)]
    ready.h.clock.set(BETWEEN)
    await ready.withdraw(first, reason="released")
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    assert await results(ready, programme, 1, second) == ("refused", "no-place-yet")
    assert await results(ready, programme, 2, second) == ("recorded", None)
    assert await results(ready, programme, 1, first) == ("recorded", None), "while there was a place"
    assert await results(ready, programme, 2, first) == ("refused", "no-place-any-more")
    found = await ready.read_enrolment(first)
    assert (found["present"], found["confirmed_at"] < found["ended_at"]) == (1, True)
    assert found["missing"] == []


async def test_course_45_counted_since_joining_where_the_programme_says_so(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, attendance_basis="since_joined", min_share=50))["id"]
    ready.h.clock.set(BETWEEN)
    late = (await scene.enrol_somebody(ready, programme))["id"]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    await ready.record_attendance(programme, 2, {late: "present"})
    await ready.assess(late, 90)
    figures = (await ready.read_enrolment(late))["figures"]
    assert (figures["basis"], figures["sessions"], figures["counted"], figures["percent"]) == (
        "since_joined",
        2,
        1,
        100,
    )
    assert (await ready.complete(late))["state"] == "completed"


async def test_course_46_the_same_late_joiner_needs_the_share_of_the_course(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, attendance_basis="since_joined"))["id"]
    ready.h.clock.set(BETWEEN)
    late = (await scene.enrol_somebody(ready, programme))["id"]
    ready.h.clock.set(scene.AFTER_THE_SESSIONS)
    await ready.record_attendance(programme, 2, {late: "present"})
    await ready.assess(late, 90)
    refused = await ready.complete(late, status=409)
    assert (refused["title"], "75 persen" in refused["detail"]) == ("course-too-short", True)


async def test_course_47_a_correction_needs_a_reason_and_is_kept(ready: TrainingClient) -> None:
    programme, (enrolment, other) = await scene.finish_sessions(ready, 2)
    await ready.record_attendance(programme, 1, {enrolment: "absent", other: "present"})
    assert await results(ready, programme, 1, enrolment) == ("refused", "correction-without-reason")
    assert await results(ready, programme, 1, other) == ("unchanged", None), "the same again needs none"
    guru = Caller("trainer", TRAINER.organisation, "guru-2")
    corrected = await results(ready, programme, 1, enrolment, reason="came ten minutes late", by=guru)
    assert corrected == ("recorded", None)
    history = await ready.read_history(enrolment)
    assert [
        (each["session"], each["before"], each["after"], each["reason"], each["corrected_by"])
        for each in history["corrections"]
    ] == [(1, "absent", "present", "came ten minutes late", "guru-2")]
    assert [(each["session"], each["outcome"]) for each in history["attendance"]] == [(1, "present")]
    assert (await ready.read_history(other))["corrections"] == []
    facts = [data for type_, data in await ready.h.facts() if type_ == "training.record.attendance-recorded"]
    assert [data["before"] for data in facts] == [None, None, "absent"]
    assert "ten minutes" not in str(await ready.h.facts())
    await ready.record_attendance(programme, 1, {enrolment: "absent"}, reason="NIK 8171010101900001", status=422)
    await ready.read_history(enrolment, by=Caller("institution_staff", OTHER_PRISON), status=403)


async def test_course_48_after_the_certificate_nothing_is_corrected(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await scene.pass_course(ready, programme, enrolment)
    path: Any = {"enrolment_id": enrolment, "outcome": "absent"}
    (answer,) = (await ready.record_attendance(programme, 1, [path], reason="a mistake"))["answers"]
    assert (answer["result"], answer["slug"]) == ("refused", "certificate-stands")
    corrected = await ready.assess(enrolment, 10, correction="typing_error", status=409)
    assert corrected["title"] == "certificate-stands"
    await ready.h.pool.execute("delete from certificates")
    (answer,) = (await ready.record_attendance(programme, 1, [path], reason="a mistake"))["answers"]
    assert answer["result"] == "recorded", "without a certificate that stands"


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        pytest.param(
            "sessions set ends_at = '2026-02-09 08:00+09', starts_at = '2026-02-09 07:00+09'", "no place", id="early"
        ),
        pytest.param("enrolments set confirmed_at = null", "no place", id="no place"),
        pytest.param("enrolments set ended_at = confirmed_at", "no place", id="left"),
        pytest.param(
            "sessions set cancelled_at = now(), cancelled_by = 'x', cancelled_for = 'other'",
            "is cancelled",
            id="cancelled",
        ),
    ],
)
async def test_the_database_itself_takes_no_attendance_out_of_time(
    ready: TrainingClient, changes: str, constraint: str
) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await ready.h.pool.execute(f"update {changes}")
    with pytest.raises(Exception, match=constraint):
        await ready.h.pool.execute(
            "insert into attendance (enrolment_id, programme_id, session, outcome, recorded_by, recorded_at)"
            " values ($1, $2, 1, 'present', 'x', now())",
            *(enrolment, programme),
        )


async def test_corrections_only_grow_and_their_reasons_are_erased(ready: TrainingClient) -> None:
    days = {each.name: each.days for each in PERSONAL.retention}["attendance-notes"]
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await ready.record_attendance(programme, 1, {enrolment: "absent"})
    await ready.record_attendance(programme, 1, {enrolment: "present"}, reason="was in the clinic")
    for change in ("update attendance_corrections set after = 'excused'", "delete from attendance_corrections"):
        with pytest.raises(Exception, match="only ever grows"):
            await ready.h.pool.execute(change)
    await ready.withdraw(enrolment, reason="released")
    await erase_at(ready.h, scene.AFTER_THE_SESSIONS + timedelta(days=days))
    reason = "select reason from attendance_corrections"
    assert await ready.h.pool.fetchval(reason) == "was in the clinic"
    await erase_at(ready.h, scene.AFTER_THE_SESSIONS + timedelta(days=days + 1))
    assert await ready.h.pool.fetchval(reason) == ERASED


async def test_a_read_of_the_history_is_logged(ready: TrainingClient) -> None:
    _, (enrolment,) = await scene.finish_sessions(ready)
    before = await ready.h.pool.fetchval("select count(*) from person_reads")
    await ready.read_history(enrolment, by=STAFF)
    assert await ready.h.pool.fetchval("select count(*) from person_reads") == before + 1
