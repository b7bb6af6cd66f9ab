"""Many plans at once: nobody takes a seat that another one has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.community_service.domain.plans.batch import plan_batch
from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Proposal
from tests.unit.community_service.cases import uid
from tests.unit.community_service.situations import (
    MON,
    TUE,
    WEEK,
    adult,
    explain,
    make_problem,
    offer,
    one_at_a_time,
    seats_hold,
    show,
    slot,
    what_helps,
)


def test_batch_01_two_persons_never_share_the_last_seat() -> None:
    single = offer(3, slot(31, MON, capacity=1), slot(32, TUE, capacity=1))
    problems = [make_problem(replace(adult(), id=uid(n), person_id=uid(500 + n)), single) for n in (71, 72)]
    answers = plan_batch(problems)
    seats_hold(problems, answers)
    assert [len(show(answer)) for answer in answers] == [2, 2]


def test_batch_02_who_has_less_room_comes_first() -> None:
    single = offer(3, slot(31, MON, capacity=1), slot(32, TUE, capacity=1))
    easy = make_problem(replace(adult(), id=uid(71), person_id=uid(571)), single)
    tight = make_problem(replace(adult(until=WEEK), id=uid(72), person_id=uid(572)), single)
    first, second = plan_batch([easy, tight])
    assert show(second) == ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"]
    assert show(first) == ["03-09 08:00-12:00 @3", "03-10 08:00-12:00 @3"]


def test_batch_03_a_neighbour_moves_so_that_both_have_a_plan() -> None:
    """The first has less room for what it needs, so it is planned first and takes the Monday, the other's only day."""
    monday, tuesday = offer(3, slot(31, MON, capacity=1)), offer(4, slot(41, TUE, capacity=1))
    first = replace(adult(4, until=WEEK), id=uid(71), person_id=uid(571))
    second = replace(adult(1, until=WEEK), id=uid(72), person_id=uid(572))
    problems = [make_problem(first, monday, tuesday), make_problem(second, monday, replace(tuesday, chosen=False))]
    assert show(plan(problems[0])) == ["03-02 08:00-12:00 @3"]
    answers = plan_batch(problems)
    assert [show(answer) for answer in answers] == [["03-03 08:00-12:00 @4"], ["03-02 08:00-09:00 @3"]]
    seats_hold(problems, answers)


def test_batch_04_who_finds_no_seat_is_told_which_were_full() -> None:
    single = offer(3, slot(31, MON, capacity=1))
    problems = [
        make_problem(replace(adult(4, until=WEEK), id=uid(n), person_id=uid(500 + n)), single) for n in (71, 72)
    ]
    _, second = plan_batch(problems)
    assert what_helps(second)["capacity"] == (True, None)
    assert explain(second).full[0].on == date(2026, 3, 2)


def test_batch_05_two_sentences_of_one_person_never_overlap() -> None:
    problems = [make_problem(replace(adult(), id=uid(n)), offer(3), offer(4)) for n in (71, 72)]
    answers = plan_batch(problems)
    one_at_a_time([(s.on, s.starts, s.ends) for a in answers if isinstance(a, Proposal) for s in a.sessions])
