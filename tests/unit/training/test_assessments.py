"""What it takes to pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.assessments import assess, complete, fail
from services.training.domain.programmes import PassRule
from services.training.events import Attendance
from shared.errors import Refusal
from tests.unit.training.cases import CERTIFICATE, CONFIRMED, PROGRAMME, TODAY, programme, slugs


def scored(score: int | None) -> dict[str, Any]:
    return {"score": score, "scores": {} if score is None else {"score": score}}


@pytest.mark.parametrize("state", ["waitlisted", "completed", "failed", "withdrawn"])
def test_only_a_confirmed_enrolment_goes_on(state: Any) -> None:
    enrolment = replace(CONFIRMED, state=state)
    for step in (
        lambda: assess(PROGRAMME, enrolment, 80),
        lambda: complete(PROGRAMME, enrolment, CERTIFICATE, TODAY),
        lambda: fail(PROGRAMME, enrolment, "why"),
    ):
        with pytest.raises(Refusal) as wrong:
            step()
        assert wrong.value.slug == "wrong-state"


@pytest.mark.parametrize(
    ("present", "excused", "score", "missing"),
    [
        (7, 0, 60, []),
        (8, 0, 100, []),
        (6, 2, 60, ["attendance-too-low"]),  # 75 percent; an excused absence is an absence
        (7, 0, 59, ["score-too-low"]),
        (7, 0, None, ["not-assessed"]),
        (0, 0, 0, ["attendance-too-low", "score-too-low"]),
    ],
)
def test_the_pass_rule(present: int, excused: int, score: int | None, missing: list[str]) -> None:
    attendance: dict[int, Attendance] = dict.fromkeys(range(1, present + 1), "present")
    attendance |= dict.fromkeys(range(present + 1, present + excused + 1), "excused")
    enrolment = replace(CONFIRMED, attendance=attendance, **scored(score))
    if missing:
        with pytest.raises(Refusal) as not_passed:
            complete(PROGRAMME, enrolment, CERTIFICATE, TODAY)
        assert slugs(not_passed.value) == missing
        return
    completed, happened = complete(PROGRAMME, enrolment, CERTIFICATE, TODAY)
    assert (completed.state, completed.completed_on) == ("completed", TODAY)
    assert [fact.type for fact in happened] == ["training.enrolment.completed", "training.certificate.issued"]


@given(st.integers(1, 400), st.integers(0, 100), st.data())
def test_attendance_passes_exactly_from_the_percentage_on(sessions: int, percent: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, sessions))
    enrolment = replace(CONFIRMED, attendance=dict.fromkeys(range(1, present + 1), "present"), **scored(100))
    course = programme(sessions=sessions, pass_rule=PassRule(percent, 0))
    if present >= -(-percent * sessions // 100):
        assert complete(course, enrolment, CERTIFICATE, TODAY)[0].state == "completed"
        return
    with pytest.raises(Refusal) as not_passed:
        complete(course, enrolment, CERTIFICATE, TODAY)
    assert slugs(not_passed.value) == ["attendance-too-low"]
