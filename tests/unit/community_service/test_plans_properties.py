"""Any situation: a plan keeps every rule, an explanation has its reason, and a batch never takes a seat twice."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.community_service.domain.availability import Blocked
from services.community_service.domain.plans.batch import plan_batch
from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Existing, Problem, Proposal
from services.community_service.domain.sites import Slot
from tests.unit.community_service.cases import uid
from tests.unit.community_service.situations import HOME, adult, child, judge, make_problem, offer, seats_hold

weekdays = st.integers(1, 7)
hours = st.integers(6, 20)
blocks = st.builds(
    lambda day, start, length: Blocked("work", time(start), time(min(23, start + length)), day),
    weekdays,
    hours,
    st.integers(1, 6),
)
slots = st.builds(
    lambda day, start, length, seats: (day, start, length, seats),
    weekdays,
    st.integers(6, 16),
    st.integers(1, 6),
    st.integers(1, 3),
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    offers = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        taken_days: set[int] = set()
        own = []
        for day, start, length, seats in draw(st.lists(slots, min_size=1, max_size=4)):
            if day not in taken_days:
                own.append(Slot(uid(number * 100 + day), day, time(start), time(start + length), seats))
                taken_days.add(day)
        at = (-3.7 + number / 100, 128.2)
        offers.append(offer(number, *own, at=at, child_friendly=draw(st.booleans())))
    person = (
        child(draw(st.integers(7, 30)))
        if draw(st.booleans())
        else adult(draw(st.integers(8, 80)), draw(st.integers(1, 8)))
    )
    credited = draw(st.integers(0, person.required_minutes - 1))
    taken = {
        (s.id, date(2026, 3, 2) + timedelta(days=d)): 1
        for o in offers
        for s in o.place.site.slots
        for d in draw(st.sets(st.integers(0, 30), max_size=8))
    }
    blocked = tuple(draw(st.lists(blocks, max_size=4)))
    standing = [
        Existing(uid(5000 + n), o.place.site.id, s.id, on, s.starts, s.ends)
        for n, (o, s, on) in enumerate(
            (o, s, date(2026, 3, 2) + timedelta(days=w * 7 + s.weekday - 1))
            for o in offers[:1] for s in o.place.site.slots for w in draw(st.sets(st.integers(0, 4), max_size=3))
        )
    ]  # fmt: skip
    return make_problem(
        replace(person, credited_minutes=credited),
        *offers,
        blocked=blocked,
        taken=taken,
        home=HOME,
        existing=tuple(standing),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems())
def test_a_proposal_keeps_every_rule_and_an_explanation_has_its_reason(problem: Problem) -> None:
    answer = plan(problem)
    assert answer == plan(pickle.loads(pickle.dumps(problem)))
    if isinstance(answer, Proposal):
        judge_all(problem, answer)
    else:
        assert answer.short_minutes > 0


def judge_all(problem: Problem, answer: Proposal) -> None:
    assert {*answer.kept, *answer.cancelled} == {each.session_id for each in problem.existing}
    judge(problem, answer)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(problems(), min_size=2, max_size=4))
def test_a_batch_never_takes_a_seat_twice(many: list[Problem]) -> None:
    over = [
        replace(
            p,
            offers=many[0].offers,
            taken=many[0].taken,
            existing=(),
            sentence=replace(p.sentence, id=uid(n), person_id=uid(n)),
        )
        for n, p in enumerate(many)
    ]
    answers = plan_batch(over)
    assert answers == plan_batch(over)
    seats_hold(over, answers)
    for problem, answer in zip(over, answers, strict=True):
        if isinstance(answer, Proposal):
            judge(problem, answer)
