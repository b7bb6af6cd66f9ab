"""Two at once: the same session, a correction against a completion, a cancellation against a recording."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.service.training import scene
from tests.service.training.client import AGENCY, TrainingClient


async def post(ready: TrainingClient, path: str, body: Any, subject: str) -> Any:
    token = ready.h.token("trainer", organisation=AGENCY, subject=subject)
    answer = await ready.h.client.post(f"/training/{path}", json=body, headers=token)
    return answer.json() | {"status_code": answer.status_code}


def lines(enrolments: list[str], outcome: str) -> dict[str, Any]:
    return {"entries": [{"enrolment_id": each, "outcome": outcome} for each in enrolments]}


async def test_course_49_two_trainers_record_one_session_at_once(ready: TrainingClient) -> None:
    programme, enrolments = await scene.finish_sessions(ready, 10, capacity=10)
    path = f"programmes/{programme}/sessions/1/attendance"
    here, away = await asyncio.gather(
        post(ready, path, lines(enrolments, "present"), "one"),
        post(ready, path, lines(enrolments[::-1], "absent"), "two"),
    )
    results = [{answer["result"] for answer in each["answers"]} for each in (here, away)]
    assert sorted(map(sorted, results)) == [["recorded"], ["refused"]], "the first is recorded, the other hears of it"
    stands = await ready.h.pool.fetch("select distinct outcome, recorded_by from attendance")
    assert len(stands) == 1
    assert await ready.h.pool.fetchval("select count(*) from attendance") == 10
    recorded = [type_ for type_, _ in await ready.h.facts() if type_ == "training.record.attendance-recorded"]
    assert len(recorded) == 10
    same = await asyncio.gather(
        *(post(ready, path, lines(enrolments, stands[0]["outcome"]), "three") for _ in range(3))
    )
    assert {answer["result"] for each in same for answer in each["answers"]} == {"unchanged"}


async def test_course_50_a_correction_and_a_completion_at_once(ready: TrainingClient) -> None:
    programme, enrolments = await scene.finish_sessions(ready, 8, capacity=8)
    for number in (1, 2):
        await ready.record_attendance(programme, number, dict.fromkeys(enrolments, "present"))
    for enrolment in enrolments:
        await ready.assess(enrolment, 80)
    path = f"programmes/{programme}/sessions/1/attendance"
    work = []
    for enrolment in enrolments:
        work.append(post(ready, path, lines([enrolment], "absent") | {"reason": "was not there"}, "one"))
        work.append(post(ready, f"enrolments/{enrolment}/completion", None, "two"))
    await asyncio.gather(*work)
    for enrolment in enrolments:
        found = await ready.read_enrolment(enrolment)
        assert (found["state"], found["present"]) in {("completed", 2), ("confirmed", 1)}
        assert (found["certificate_number"] is None) == (found["state"] == "confirmed")


async def test_course_51_a_session_is_cancelled_or_recorded_never_both(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    for number in (1, 2):
        path = f"programmes/{programme}/sessions/{number}"
        answers = await asyncio.gather(
            post(ready, f"{path}/attendance", lines([enrolment], "present"), "one"),
            post(ready, f"{path}/cancellation", {"reason": "weather"}, "two"),
        )
        assert sorted(answer["status_code"] for answer in answers) == [200, 409]
    both = (
        "select count(*) from attendance as a join sessions as s on s.number = a.session where cancelled_at is not null"
    )
    assert await ready.h.pool.fetchval(both) == 0


async def test_course_52_the_last_attempt_is_given_once(ready: TrainingClient) -> None:
    programme = (await scene.open_programme(ready, max_attempts=2))["id"]
    enrolment = (await scene.enrol_somebody(ready, programme))["id"]
    await ready.assess(enrolment, 40)
    token = ready.h.token("trainer", organisation=AGENCY)
    path = f"/training/enrolments/{enrolment}/assessment"
    answers = await asyncio.gather(
        *(ready.h.client.put(path, json={"score": score}, headers=token) for score in (50, 60, 70, 80))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert await ready.h.pool.fetchval("select count(*) from assessments") == 2
