"""The certificate, and its verification by anyone."""

from __future__ import annotations

import re

from tests.service.training import scene
from tests.service.training.client import TrainingClient


async def test_completion_gives_a_certificate_that_anyone_can_check(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready)
    done = await scene.pass_course(ready, programme, enrolment)
    assert (done["state"], done["completed_on"], done["certificate_number"]) == (
        "completed",
        "2026-02-17",
        "TRN/2026/000001",
    )
    code = done["certificate_code"]
    assert re.fullmatch(r"([2-9A-Z]{4}-){3}[2-9A-Z]{4}", code)
    for spelling in (code, code.lower()):
        shown = await ready.verify_certificate(spelling)
        assert shown == {
            "initials": "O. C.",
            "course": "Menjahit Dasar",
            "level": "basic",
            "completed_on": "2026-02-17",
            "standing": "valid",
        }
    await ready.verify_certificate("AAAA-AAAA-AAAA-AAAA", status=404)
    await ready.verify_certificate("AAAA", status=422)
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


async def test_numbers_rise_and_no_code_comes_twice(ready: TrainingClient) -> None:
    programme, enrolments = await scene.finish_sessions(ready, 2)
    done = [await scene.pass_course(ready, programme, enrolment) for enrolment in enrolments]
    assert [enrolment["certificate_number"] for enrolment in done] == ["TRN/2026/000001", "TRN/2026/000002"]
    assert len({enrolment["certificate_code"] for enrolment in done}) == 2
