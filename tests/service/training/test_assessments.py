"""Assessment, completion and failure."""

from __future__ import annotations

from tests.service.training import scene
from tests.service.training.client import AGENCY, PRISON, Caller, TrainingClient


async def test_the_pass_rule_refuses_with_its_figures(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await ready.record_attendance(programme, 1, {enrolment: "present"})
    await ready.record_attendance(programme, 2, {enrolment: "excused"})
    await ready.assess(enrolment, 59)
    refused = await ready.complete(enrolment, status=422)
    assert [broken["detail"] for broken in refused["violations"]] == [
        "Hadir 1 dari 2 sesi; syarat kelulusan 80 persen.",
        "Nilai 59; syarat kelulusan 60.",
    ]
    assert await ready.h.pool.fetchval("select count(*) from certificates") == 0
    failed = await ready.fail(enrolment, reason="did not reach the score")
    assert (failed["state"], failed["reason"]) == ("failed", "did not reach the score")
    assert (await ready.read_programme(programme))["taken"] == 1
    assert (await ready.published())[-1] == "training.enrolment.failed"


async def test_completed_is_the_end(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    await scene.pass_course(ready, programme, enrolment)
    assert (await ready.complete(enrolment, status=409))["title"] == "wrong-state"
    assert (await ready.assess(enrolment, 10, status=409))["title"] == "wrong-state"
    late = await ready.record_attendance(programme, 1, {enrolment: "absent"})
    assert late["answers"][0]["slug"] == "certificate-stands"
    await ready.withdraw(enrolment, reason="released", status=409)


async def test_the_instructor_teaches_for_the_own_agency_only(ready: TrainingClient) -> None:
    _, (enrolment,) = await scene.finish_sessions(ready)
    stranger = Caller("trainer", PRISON)
    await ready.complete(enrolment, by=stranger, status=403)
    await ready.fail(enrolment, reason="absent", by=stranger, status=403)
    await ready.assess(enrolment, 50, by=stranger, status=403)
    await ready.assess(enrolment, 101, status=422)
    await ready.assess(enrolment, 50, by=Caller("institution_staff", AGENCY), status=403)
