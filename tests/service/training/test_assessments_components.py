"""Components of the assessment, attempts and corrections."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.training import scene
from tests.service.training.client import TrainingClient

PARTS: list[dict[str, Any]] = [{"name": "theory", "weight": 40}, {"name": "practice", "weight": 60, "minimum": 60}]


async def test_course_53_what_is_missing_to_pass_is_shown_until_nothing_is(ready: TrainingClient) -> None:
    programme, (enrolment,) = await scene.finish_sessions(ready, components=PARTS)

    async def lacks() -> list[str]:
        return [each["slug"] for each in (await ready.read_enrolment(enrolment))["missing"]]

    assert await lacks() == ["attendance-too-low", "component-not-assessed", "component-not-assessed"]
    for number in (1, 2):
        await ready.record_attendance(programme, number, {enrolment: "present"})
    first = await ready.assess(enrolment, 90, component="theory")
    assert (first["score"], [each["slug"] for each in first["missing"]]) == (None, ["component-not-assessed"])
    second = await ready.assess(enrolment, 50, component="practice")
    assert (second["score"], [each["slug"] for each in second["missing"]]) == (66, ["component-too-low"])
    refused = await ready.complete(enrolment, status=409)
    assert refused["title"] == "component-too-low"
    third = await ready.assess(enrolment, 60, component="practice")
    assert (third["score"], third["missing"]) == (72, [])
    assert [(each["component"], each["score"], each["attempts"]) for each in third["scores"]] == [
        ("theory", 90, 1),
        ("practice", 60, 2),
    ]
    assert (await ready.complete(enrolment))["state"] == "completed"
    history = (await ready.read_history(enrolment))["assessments"]
    assert [(each["component"], each["attempt"], each["score"]) for each in history] == [
        ("practice", 1, 50),
        ("practice", 2, 60),
        ("theory", 1, 90),
    ]


async def test_course_54_three_attempts_and_corrections_that_are_none(ready: TrainingClient) -> None:
    _, (enrolment,) = await scene.finish_sessions(ready)
    nothing = await ready.assess(enrolment, 50, correction="objection", status=409)
    assert nothing["title"] == "nothing-to-correct"
    for score in (40, 50, 5):
        await ready.assess(enrolment, score)
    assert (await ready.assess(enrolment, 60, status=409))["title"] == "attempts-used-up"
    corrected = await ready.assess(enrolment, 55, correction="typing_error")
    assert (corrected["score"], corrected["scores"][0]["attempts"]) == (55, 3)
    await ready.assess(enrolment, 56, correction="objection")
    history = (await ready.read_history(enrolment))["assessments"]
    assert [(each["attempt"], each["revision"], each["score"], each["reason"]) for each in history] == [
        (1, 0, 40, None),
        (2, 0, 50, None),
        (3, 0, 5, None),
        (3, 1, 55, "typing_error"),
        (3, 2, 56, "objection"),
    ]
    with pytest.raises(Exception, match="only ever grows"):
        await ready.h.pool.execute("update assessments set score = 100")
    unknown = await ready.assess(enrolment, 60, component="practice", status=422)
    assert unknown["title"] == "component-unknown"


@pytest.mark.parametrize(
    "components",
    [
        [],
        [{"name": "theory", "weight": 0}, {"name": "practice", "weight": 100}],
        [{"name": "theory", "weight": 100, "minimum": 101}],
        [{"name": " ", "weight": 100}],
        [{"name": "8171010101900001", "weight": 100}],
        [{"name": f"part {n}", "weight": 4} for n in range(25)],
    ],
)
async def test_components_are_bounded(ready: TrainingClient, components: list[dict[str, Any]]) -> None:
    assert (await scene.open_programme(ready, status=422, components=components))["title"] == "unreadable"


async def test_a_programme_opens_with_weights_of_a_hundred(ready: TrainingClient) -> None:
    refused = await scene.open_programme(ready, status=422, components=PARTS[:1])
    assert refused["title"] == "components-uneven"
    opened = await scene.open_programme(ready)
    assert opened["components"] == [{"name": "score", "weight": 100, "minimum": 0}]
    assert (opened["attendance_basis"], opened["min_share"], opened["max_attempts"]) == ("all", 75, 3)
