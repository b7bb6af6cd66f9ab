"""What a verdict states beside hours and period binds the plan (K8): place, days a week, days a month."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.bounds import Bound, crowded, fitting
from services.community_service.domain.placements import Booked, confirm
from services.community_service.domain.plans.plan import plan as make_plan
from services.community_service.domain.plans.problem import Busy, Proposal
from shared.errors import RulesBroken
from tests.unit.community_service.cases import NOW, place, plan, sentence, uid
from tests.unit.community_service.situations import (
    LIMITS,
    MON,
    WED,
    adult,
    existing,
    explain,
    judge,
    make_problem,
    offer,
    show,
    slot,
    what_helps,
)

WEEKLY, MONTHLY = Bound(days_per_week=1), Bound(days_per_month=2)
DAYS = st.lists(st.dates(date(2026, 1, 1), date(2026, 4, 30)), max_size=40)
FOUR = ("08:00", "12:00")


def refused(bound: Bound, *on: str, days: tuple[str, ...] = (), **booked: Any) -> list[str]:
    person = sentence(bound=bound)
    plans = [plan(day, *FOUR, number=100 + n) for n, day in enumerate(on)]
    known = Booked({}, 0, days=frozenset(map(date.fromisoformat, days)), **booked)
    try:
        confirm(person, place(), plans, known, LIMITS, uid(9), NOW)
    except RulesBroken as broken:
        return [each.slug for each in broken.broken]
    return []


@pytest.mark.parametrize(
    ("bound", "on", "days", "broken"),
    [
        pytest.param(WEEKLY, ["2026-03-02"], (), [], id="K8: one day of one a week"),
        pytest.param(WEEKLY, ["2026-03-02", "2026-03-03"], (), ["too-many-days-a-week"], id="K8: two of one a week"),
        pytest.param(WEEKLY, ["2026-03-02", "2026-03-09"], (), [], id="K8: one in each week"),
        pytest.param(WEEKLY, ["2026-03-03"], ("2026-03-02",), ["too-many-days-a-week"], id="K8: one was there before"),
        pytest.param(WEEKLY, ["2026-03-02"], ("2026-03-02",), [], id="K8: the same day again is one day"),
        pytest.param(WEEKLY, ["2026-03-16"], ("2026-03-02", "2026-03-03"), [], id="K8: an older week is not judged"),
        pytest.param(
            MONTHLY, ["2026-03-02", "2026-03-09", "2026-03-16"], (), ["too-many-days-a-month"], id="K8: three of two"
        ),
        pytest.param(MONTHLY, ["2026-03-30", "2026-04-06", "2026-03-16"], (), [], id="K8: over the month's end"),
        pytest.param(Bound(place="TAMAN  KOTA"), ["2026-03-02"], (), [], id="K8: the place in another spelling"),
        pytest.param(Bound(place="Taman Pattimura"), ["2026-03-02"], (), ["other-place"], id="K8: another place"),
    ],
)
def test_a_placement_keeps_to_the_verdict(
    bound: Bound, on: list[str], days: tuple[str, ...], broken: list[str]
) -> None:
    assert refused(bound, *on, days=days) == broken


def test_another_place_that_the_prosecutor_allows() -> None:
    elsewhere = Bound(place="Taman Pattimura")
    assert refused(elsewhere, "2026-03-02", allowed=frozenset({uid(3)})) == []
    assert refused(elsewhere, "2026-03-02", allowed=frozenset({uid(4)})) == ["other-place"]


def test_a_plan_has_one_day_a_week_where_the_verdict_has_it() -> None:
    problem = make_problem(adult(12, bound=WEEKLY))
    answer = make_plan(problem)
    assert show(answer) == ["03-02 08:00-12:00 @3", "03-09 08:00-12:00 @3", "03-16 08:00-12:00 @3"]
    judge(problem, answer)


def test_the_day_that_offers_most_is_taken() -> None:
    both = offer(3, slot(31, MON, "08:00", "10:00"), slot(32, WED, "08:00", "12:00"))
    answer = make_plan(make_problem(adult(8, bound=WEEKLY), both))
    assert show(answer) == [
        "03-04 08:00-12:00 @3",
        "03-11 08:00-12:00 @3",
    ]


def test_what_was_served_counts_for_the_week() -> None:
    tuesday = Busy(date(2026, 3, 3), time(8), time(12))
    problem = make_problem(adult(8, bound=WEEKLY), days=frozenset({tuesday.on}), busy=(tuesday,))
    assert show(make_plan(problem)) == ["03-09 08:00-12:00 @3", "03-16 08:00-12:00 @3"]


def test_scheduled_sessions_stay_as_far_as_the_rhythm_goes() -> None:
    """An amended verdict has one day a week now: the later session of the week goes."""
    both = (existing(50, "2026-03-09"), existing(51, "2026-03-10", of=32))
    answer = make_plan(make_problem(adult(8, bound=WEEKLY), existing=both))
    assert isinstance(answer, Proposal)
    assert (answer.kept, answer.cancelled) == ((uid(50),), (uid(51),))
    assert [s.on for s in answer.sessions] == [date(2026, 3, 2)]


def test_why_there_is_no_plan_names_the_rhythm() -> None:
    person = adult(16, until="2026-03-15", bound=WEEKLY)
    answer = make_plan(make_problem(person))
    assert explain(answer).schedulable_minutes == 480
    assert what_helps(answer)["rhythm"] == (True, None)
    assert "rhythm" not in what_helps(make_plan(make_problem(replace(person, bound=Bound(), required_minutes=6000))))


@given(DAYS, DAYS, st.integers(1, 3), st.integers(1, 6))
def test_what_fits_never_crowds_a_week_or_a_month(taken: list[date], days: list[date], week: int, month: int) -> None:
    bound = Bound(days_per_week=week, days_per_month=month)
    held = fitting(bound, sorted(set(taken)))
    fits = fitting(bound, days, held)
    assert not [*crowded(bound, held | fits)]
    assert fits <= set(days)


@given(DAYS, st.integers(1, 3))
def test_nothing_that_would_fit_is_left_out(days: list[date], week: int) -> None:
    bound = Bound(days_per_week=week)
    fits = fitting(bound, days)
    weeks = Counter(day - timedelta(days=day.weekday()) for day in fits)
    for day in set(days) - fits:
        assert weeks[day - timedelta(days=day.weekday())] == week


def test_without_a_rhythm_every_day_fits() -> None:
    days = {date(2026, 3, 1) + timedelta(days=n) for n in range(60)}
    assert fitting(Bound(), days) == days
