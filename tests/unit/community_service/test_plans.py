"""Schedules, situation by situation: the sessions of the plan that is expected."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import Busy, Problem
from services.community_service.domain.sites import Details, Determined
from shared.periods import Period
from tests.unit.community_service.cases import gate, uid
from tests.unit.community_service.situations import (
    FRI,
    GARDEN,
    HOME,
    MON,
    SUN,
    TUE,
    WED,
    adult,
    block,
    child,
    judge,
    make_problem,
    offer,
    show,
    slot,
)

WORSHIP = block("worship", "09:00", "10:00", MON)
FAR, NEAR = (-3.60, 128.30), (-3.701, 128.201)

PLANS: dict[str, tuple[Problem, list[str]]] = {
    "SCHEDULE-01 eight hours at four a day take the first two open days": (
        make_problem(adult()),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-02 the daily cap is less than the slot": (
        make_problem(adult(8, 3)),
        ["03-02 08:00-11:00 @3", "03-03 08:00-11:00 @3", "03-09 08:00-10:00 @3"],
    ),
    "SCHEDULE-03 nothing remains, nothing is planned": (
        make_problem(adult(8, credited_minutes=480, state="completed")),
        [],
    ),
    "SCHEDULE-04 only what remains is planned": (
        make_problem(adult(8, credited_minutes=400)),
        ["03-02 08:00-09:20 @3"],
    ),
    "SCHEDULE-05 minutes that do not fill a session leave no crumb at the end": (
        make_problem(adult(8, credited_minutes=239)),
        ["03-02 08:00-11:01 @3", "03-03 08:00-09:00 @3"],
    ),
    "SCHEDULE-06 worship on Monday: the day's rest is used, each part a session": (
        make_problem(adult(8), blocked=(WORSHIP,)),
        ["03-02 08:00-09:00 @3", "03-02 10:00-12:00 @3", "03-03 08:00-12:00 @3", "03-09 10:00-11:00 @3"],
    ),
    "SCHEDULE-07 work on Mondays leaves Tuesdays": (
        make_problem(adult(8), blocked=(block("work", "07:00", "16:00", MON),)),
        ["03-03 08:00-12:00 @3", "03-10 08:00-12:00 @3"],
    ),
    "SCHEDULE-08 a dated block closes that day only": (
        make_problem(adult(8), blocked=(block("care", "00:00", "23:59", days=("2026-03-03", "2026-03-03")),)),
        ["03-02 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-09 a weekday within dates": (
        make_problem(adult(8), blocked=(block("school", "08:00", "12:00", MON, ("2026-03-01", "2026-03-08")),)),
        ["03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-10 a block that ends when the slot begins blocks nothing": (
        make_problem(adult(8), blocked=(block("work", "00:00", "08:00", MON), block("work", "12:00", "20:00", MON))),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-11 a full slot is left out on its day": (
        make_problem(adult(8), taken={(uid(31), date(2026, 3, 2)): 5}),
        ["03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-12 the last seat is a seat": (
        make_problem(adult(8), taken={(uid(31), date(2026, 3, 2)): 4}),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-13 with one seat left a split slot gives its longer part": (
        make_problem(adult(4), offer(3, slot(31, MON, capacity=1)), blocked=(WORSHIP,)),
        ["03-02 10:00-12:00 @3", "03-09 10:00-12:00 @3"],
    ),
    "SCHEDULE-14 a public holiday is no day of work (Good Friday 3 April)": (
        make_problem(adult(8), offer(3, slot(31, FRI)), now=datetime(2026, 3, 30, tzinfo=UTC)),
        ["04-10 08:00-12:00 @3", "04-17 08:00-12:00 @3"],
    ),
    "SCHEDULE-15 a site that works on holidays does": (
        make_problem(
            adult(8),
            offer(3, slot(31, FRI), details=Details(works_on_holidays=True)),
            now=datetime(2026, 3, 30, tzinfo=UTC),
        ),
        ["04-03 08:00-12:00 @3", "04-10 08:00-12:00 @3"],
    ),
    "SCHEDULE-16 a local closed day": (
        make_problem(adult(8), offer(3, details=Details(closed_days={date(2026, 3, 2): "panas pela"}))),
        ["03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-17 the PKS ends after the first session: on at another site": (
        make_problem(adult(8), offer(3, gate=gate(period=Period(date(2026, 2, 9), date(2026, 3, 2)))), offer(4)),
        ["03-02 08:00-12:00 @4", "03-03 08:00-12:00 @4"],
    ),
    "SCHEDULE-18 a suspended site takes nobody": (
        make_problem(adult(4), offer(3, state="suspended"), offer(4)),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-19 of two sites alike the nearer": (
        make_problem(adult(8), offer(3, at=FAR), offer(4, at=NEAR), home=HOME),
        ["03-02 08:00-12:00 @4", "03-03 08:00-12:00 @4"],
    ),
    "SCHEDULE-20 one site rather than two, also when the second is nearer on one day": (
        make_problem(adult(8), offer(3, at=FAR), offer(4, slot(41, MON), at=NEAR), home=HOME),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-21 earlier completion before fewer sites": (
        make_problem(adult(8), offer(3, slot(31, MON)), offer(4, slot(41, TUE))),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @4"],
    ),
    "SCHEDULE-22 where the home is not known the ways do not count": (
        make_problem(adult(4), offer(3, at=FAR), offer(4, at=NEAR)),
        ["03-02 08:00-12:00 @3"],
    ),
    "SCHEDULE-23 a site that asks for a skill is for those who have it": (
        make_problem(adult(4), offer(3, details=GARDEN), offer(4)),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-24 who has the skill may go there": (
        make_problem(adult(4), offer(3, details=GARDEN), skills=frozenset({"garden"})),
        ["03-02 08:00-12:00 @3"],
    ),
    "SCHEDULE-25 a helpful skill outweighs a somewhat longer way": (
        make_problem(
            adult(4),
            offer(3, at=(-3.71, 128.20)),
            offer(4, at=(-3.717, 128.20), details=Details(skills_helpful=frozenset({"garden"}))),
            home=HOME,
            skills=frozenset({"garden"}),
        ),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-26 a child: after school, within daytime, three hours": (
        make_problem(child(), offer(3, slot(31, MON, "08:00", "20:00"), slot(32, TUE, "08:00", "20:00"))),
        ["03-02 14:00-17:00 @3", "03-03 14:00-17:00 @3", "03-09 14:00-15:00 @3"],
    ),
    "SCHEDULE-27 a child never on a Sunday: the next working day, although it is later": (
        make_problem(child(), offer(3, slot(31, SUN, "05:00", "12:00"), slot(32, MON, "14:00", "18:00"))),
        ["03-02 14:00-17:00 @3", "03-09 14:00-17:00 @3", "03-16 14:00-15:00 @3"],
    ),
    "SCHEDULE-28 a child goes to the child-friendly site, however far": (
        make_problem(
            child(credited_minutes=300),
            offer(3, slot(31, MON, "14:00", "18:00"), at=NEAR, child_friendly=False),
            offer(4, slot(41, MON, "14:00", "18:00"), at=FAR),
            home=HOME,
        ),
        ["03-02 14:00-16:00 @4"],
    ),
    "SCHEDULE-28b a child goes to the nearer site that the litmas names, accredited or not": (
        make_problem(
            child(credited_minutes=300),
            offer(3, slot(31, MON, "14:00", "18:00"), at=NEAR, child_friendly=False),
            offer(4, slot(41, MON, "14:00", "18:00"), at=FAR),
            home=HOME,
            determined=Determined(site_ids=frozenset({uid(3)})),
        ),
        ["03-02 14:00-16:00 @3"],
    ),
    "SCHEDULE-29 the period begins later than today": (
        make_problem(adult(4), now=datetime(2026, 2, 1, tzinfo=UTC)),
        ["03-02 08:00-12:00 @3"],
    ),
    "SCHEDULE-30 today counts from the next minute on": (
        make_problem(adult(4, 2), now=datetime(2026, 3, 2, 0, 30, 20, tzinfo=UTC)),
        ["03-02 09:31-11:31 @3", "03-03 08:00-10:00 @3"],
    ),
    "SCHEDULE-31 a session in another case takes time and counts for the cap": (
        make_problem(adult(10), busy=(Busy(date(2026, 3, 2), time(8), time(10)),)),
        ["03-02 10:00-12:00 @3", "03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-32 what waits for sign-off is not planned twice": (
        make_problem(adult(8), pending_minutes=240, busy=(Busy(date(2026, 3, 2), time(8), time(12)),)),
        ["03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-33 the last day of the period is a day": (
        make_problem(adult(8, until="2026-03-03")),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-34 morning and afternoon at one site fill a long day": (
        make_problem(adult(8, 8), offer(3, slot(31, MON), slot(32, MON, "13:00", "17:00"))),
        ["03-02 08:00-12:00 @3", "03-02 13:00-17:00 @3"],
    ),
    "SCHEDULE-35 of the chosen sites only": (
        make_problem(adult(4), offer(3, chosen=False), offer(4)),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-36 where one site is not enough, two rather than three, though the third is nearer": (
        make_problem(
            adult(12),
            offer(3, slot(31, MON), slot(32, TUE), at=FAR),
            offer(4, slot(41, WED), at=FAR),
            offer(5, slot(51, TUE), at=NEAR),
            home=HOME,
        ),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3", "03-04 08:00-12:00 @4"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_schedule(name: str) -> None:
    problem, expected = PLANS[name]
    answer = plan(problem)
    assert show(answer) == expected
    judge(problem, answer)
