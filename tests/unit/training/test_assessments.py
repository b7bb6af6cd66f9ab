"""What it takes to pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain.assessments import assess, complete, fail, missing, total
from services.training.domain.enrolments import Enrolment
from services.training.domain.figures import figures
from services.training.domain.programmes import ONE_COMPONENT, Component, PassRule, check_components
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


THREE = (Component("theory", 30), Component("practice", 50, 60), Component("attitude", 20))


def assessed(*scores: tuple[str, int], components: tuple[Component, ...] = THREE, **rule: Any) -> Enrolment:
    course, enrolment = programme(pass_rule=PassRule(0, 60, components=components, **rule)), CONFIRMED
    for component, score in scores:
        enrolment, _, _ = assess(course, enrolment, score, component)
    return enrolment


@pytest.mark.parametrize(
    ("scores", "total"),
    [
        pytest.param(
            [("theory", 80), ("practice", 70)], None, id="COURSE-17: no total before every component has a score"
        ),
        pytest.param([("theory", 80), ("practice", 70), ("attitude", 90)], 77, id="COURSE-17: weighted"),
        pytest.param([("theory", 55), ("practice", 60), ("attitude", 65)], 60, id="COURSE-17: 59.5 is 60"),
        pytest.param([("theory", 53), ("practice", 60), ("attitude", 67)], 59, id="COURSE-17: 59.3 is 59"),
        pytest.param(
            [("Theory", 100), ("PRACTICE", 100), ("attitude", 100)], 100, id="COURSE-17: capitals make no other"
        ),
    ],
)
def test_the_total_is_rounded_half_up(scores: list[tuple[str, int]], total: int | None) -> None:
    assert assessed(*scores).score == total


@pytest.mark.parametrize(
    ("scores", "slugs"),
    [
        pytest.param({"theory": 0, "practice": 96, "attitude": 60}, [], id="COURSE-18: a weak part is made good"),
        pytest.param(
            {"theory": 100, "practice": 59, "attitude": 100},
            ["component-too-low"],
            id="COURSE-18: but not the part that has a minimum",
        ),
        pytest.param(
            {"theory": 55, "practice": 60, "attitude": 65}, [], id="COURSE-18: what is printed is what is judged"
        ),
        pytest.param({"theory": 53, "practice": 60, "attitude": 67}, ["score-too-low"], id="COURSE-18: a point below"),
        pytest.param(
            {"practice": 60},
            ["component-not-assessed", "component-not-assessed"],
            id="COURSE-18: each missing part is named",
        ),
    ],
)
def test_components_and_their_minima(scores: dict[str, int], slugs: list[str]) -> None:
    course = programme(pass_rule=PassRule(0, 60, components=THREE))
    enrolment = assessed(*scores.items())
    found = missing(course, enrolment, figures(course, enrolment, []))
    assert [refusal.slug for refusal in found] == slugs


def test_course_19_a_component_is_assessed_again_and_the_last_attempt_counts() -> None:
    course = programme(pass_rule=PassRule(0, 60, max_attempts=3))
    enrolment, attempts = CONFIRMED, []
    for score in (40, 40, 70, 55):
        enrolment, attempt, _ = assess(course, enrolment, score)
        attempts.append(attempt and (attempt.attempt, attempt.score))
    assert attempts == [(1, 40), None, (2, 70), (3, 55)], "the same score again is no new attempt"
    assert enrolment.score == 55
    with pytest.raises(Refusal) as used_up:
        assess(course, enrolment, 80)
    assert used_up.value.slug == "attempts-used-up"


def test_course_20_a_correction_is_no_attempt() -> None:
    course = programme(pass_rule=PassRule(0, 60, max_attempts=1))
    with pytest.raises(Refusal) as nothing:
        assess(course, CONFIRMED, 60, correction="typing_error")
    assert nothing.value.slug == "nothing-to-correct"
    enrolment, _, _ = assess(course, CONFIRMED, 6)
    corrected, made, (fact,) = assess(course, enrolment, 60, correction="typing_error")
    assert made
    assert (corrected.score, made.attempt, fact.model_dump()["corrected"]) == (60, 1, True)


@pytest.mark.parametrize(
    ("components", "named", "slug"),
    [
        pytest.param(THREE, None, "component-unknown", id="COURSE-21: with several, one says which"),
        pytest.param(THREE, "cooking", "component-unknown", id="COURSE-21: and one that there is"),
        pytest.param(ONE_COMPONENT, "practice", "component-unknown", id="COURSE-21: also where there is one only"),
        pytest.param(ONE_COMPONENT, None, None, id="COURSE-21: which needs no name"),
    ],
)
def test_which_component_is_meant(components: tuple[Component, ...], named: str | None, slug: str | None) -> None:
    course = programme(pass_rule=PassRule(0, 60, components=components))
    if slug is None:
        assert assess(course, CONFIRMED, 60, named)[0].score == 60
        return
    with pytest.raises(Refusal) as unknown:
        assess(course, CONFIRMED, 60, named)
    assert unknown.value.slug == slug


@given(
    st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100)), min_size=1, max_size=8).filter(
        lambda parts: sum(weight for weight, _ in parts) <= 100
    )
)
def test_the_total_lies_within_the_scores_and_is_the_nearest_whole_point(parts: list[tuple[int, int]]) -> None:
    rest = 100 - sum(weight for weight, _ in parts)
    parts = [*parts, *([(rest, 50)] if rest else [])]
    components = tuple(Component(str(n), weight) for n, (weight, _) in enumerate(parts))
    scores = {str(n): score for n, (_, score) in enumerate(parts)}
    found = total(components, scores)
    assert found is not None
    exact = sum(weight * score for weight, score in parts)
    assert -50 < found * 100 - exact <= 50
    assert min(scores.values()) <= found <= max(scores.values())


@pytest.mark.parametrize(
    ("components", "slug"),
    [
        pytest.param(THREE, None, id="COURSE-22: 100 percent"),
        pytest.param(THREE[:2], "components-uneven", id="COURSE-22: 80 percent"),
        pytest.param((*THREE, Component("extra", 1)), "components-uneven", id="COURSE-22: 101 percent"),
        pytest.param((Component("a", 50), Component("A", 50)), "component-repeated", id="COURSE-22: one name twice"),
    ],
)
def test_weights_total_a_hundred(components: tuple[Component, ...], slug: str | None) -> None:
    if slug is None:
        check_components(components)
        return
    with pytest.raises(Refusal) as uneven:
        check_components(components)
    assert uneven.value.slug == slug
