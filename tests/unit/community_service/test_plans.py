"""Scheduling, situation by situation: the plan that is expected, or why there is none."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.community_service.domain.availability import Availability, Blocked
from services.community_service.domain.calendar import Period
from services.community_service.domain.geography import Point
from services.community_service.domain.placements import Booked, Plan, confirm
from services.community_service.domain.plans.batch import plan_batch
from services.community_service.domain.plans.plan import plan
from services.community_service.domain.plans.problem import (
    Answer,
    Busy,
    Existing,
    Explanation,
    Offer,
    Problem,
    Proposal,
)
from services.community_service.domain.plans.texts import text
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import Details, Slot, public_holiday
from services.community_service.rules import BOOK
from tests.unit.community_service.cases import NOW, child_verdict, gate, place, sentence, uid, verdict

LIMITS = BOOK.sets[-1]
MON, TUE, WED, THU, FRI, SAT, SUN = range(1, 8)


def slot(number: int, weekday: int, starts: str = "08:00", ends: str = "12:00", capacity: int = 5) -> Slot:
    return Slot(uid(number), weekday, time.fromisoformat(starts), time.fromisoformat(ends), capacity)


def offer(number: int, *slots: Slot, at: tuple[float, float] = (-3.70, 128.20), **changes: Any) -> Offer:
    """A site for children and adults, Mondays and Tuesdays from 08:00 to 12:00."""
    own = slots or (slot(number * 10 + 1, MON), slot(number * 10 + 2, TUE))
    site = {"id": uid(number), "slots": own} | {k: v for k, v in changes.items() if k in {"child_friendly", "state"}}
    rest = {k: v for k, v in changes.items() if k in {"gate", "details", "accreditations"}}
    return Offer(replace(place(**site), **rest), *at, chosen=changes.get("chosen", True))


def who(hours: int = 8, per_day: int = 4, until: str = "2026-05-31", **changes: Any) -> Sentence:
    """An adult from Monday 2 March 2026 on."""
    made = sentence(verdict(hours=max(8, hours), hours_per_day=per_day, ends_on="2026-05-31"))
    period = Period(made.period.starts_on, date.fromisoformat(until))
    return replace(made, required_minutes=hours * 60, period=period, **changes)


def child(hours: int = 7, **changes: Any) -> Sentence:
    return replace(sentence(child_verdict(hours=hours, hours_per_day=3)), **changes)


def given_(person: Sentence, *offers: Offer, **changes: Any) -> Problem:
    availability = Availability(
        changes.pop("blocked", ()), changes.pop("home", None), changes.pop("skills", frozenset())
    )
    return Problem(person, LIMITS, availability, offers or (offer(3),), changes.pop("now", NOW), **changes)


def shown(answer: Answer) -> list[str]:
    assert isinstance(answer, Proposal), answer
    return [f"{s.on:%m-%d} {s.starts:%H:%M}-{s.ends:%H:%M} @{s.site_id.int}" for s in answer.sessions]


def why(answer: Answer) -> Explanation:
    assert isinstance(answer, Explanation), answer
    return answer


def helps(answer: Answer) -> dict[str, tuple[bool, int | None]]:
    return {each.family: (each.enough, each.needed) for each in why(answer).relaxations}


def block(
    kind: Any, starts: str, ends: str, weekday: int | None = None, days: tuple[str, str] | None = None
) -> Blocked:
    within = Period(*map(date.fromisoformat, days)) if days else None
    return Blocked(kind, time.fromisoformat(starts), time.fromisoformat(ends), weekday, within)


def existing(number: int, on: str, starts: str = "08:00", ends: str = "12:00", site: int = 3, of: int = 31) -> Existing:
    return Existing(
        uid(number), uid(site), uid(of), date.fromisoformat(on), time.fromisoformat(starts), time.fromisoformat(ends)
    )


WORSHIP = block("worship", "09:00", "10:00", MON)
GARDEN = Details(skills_required=frozenset({"garden"}))
FAR, NEAR = (-3.60, 128.30), (-3.701, 128.201)
HOME = Point(-3.70, 128.20)

PLANS: dict[str, tuple[Problem, list[str]]] = {
    "SCHEDULE-01 eight hours at four a day take the first two open days": (
        given_(who()),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-02 the daily cap is less than the slot": (
        given_(who(8, 3)),
        ["03-02 08:00-11:00 @3", "03-03 08:00-11:00 @3", "03-09 08:00-10:00 @3"],
    ),
    "SCHEDULE-03 nothing remains, nothing is planned": (given_(who(8, credited_minutes=480, state="completed")), []),
    "SCHEDULE-04 only what remains is planned": (given_(who(8, credited_minutes=400)), ["03-02 08:00-09:20 @3"]),
    "SCHEDULE-05 minutes that do not fill a session leave no crumb at the end": (
        given_(who(8, credited_minutes=239)),
        ["03-02 08:00-11:01 @3", "03-03 08:00-09:00 @3"],
    ),
    "SCHEDULE-06 worship on Monday: the day's rest is used, each part a session": (
        given_(who(8), blocked=(WORSHIP,)),
        ["03-02 08:00-09:00 @3", "03-02 10:00-12:00 @3", "03-03 08:00-12:00 @3", "03-09 10:00-11:00 @3"],
    ),
    "SCHEDULE-07 work on Mondays leaves Tuesdays": (
        given_(who(8), blocked=(block("work", "07:00", "16:00", MON),)),
        ["03-03 08:00-12:00 @3", "03-10 08:00-12:00 @3"],
    ),
    "SCHEDULE-08 a dated block closes that day only": (
        given_(who(8), blocked=(block("care", "00:00", "23:59", days=("2026-03-03", "2026-03-03")),)),
        ["03-02 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-09 a weekday within dates": (
        given_(who(8), blocked=(block("school", "08:00", "12:00", MON, ("2026-03-01", "2026-03-08")),)),
        ["03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-10 a block that ends when the slot begins blocks nothing": (
        given_(who(8), blocked=(block("work", "00:00", "08:00", MON), block("work", "12:00", "20:00", MON))),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-11 a full slot is left out on its day": (
        given_(who(8), taken={(uid(31), date(2026, 3, 2)): 5}),
        ["03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-12 the last seat is a seat": (
        given_(who(8), taken={(uid(31), date(2026, 3, 2)): 4}),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-13 with one seat left a split slot gives its longer part": (
        given_(who(4), offer(3, slot(31, MON, capacity=1)), blocked=(WORSHIP,)),
        ["03-02 10:00-12:00 @3", "03-09 10:00-12:00 @3"],
    ),
    "SCHEDULE-14 a public holiday is no day of work (Good Friday 3 April)": (
        given_(who(8), offer(3, slot(31, FRI)), now=datetime(2026, 3, 30, tzinfo=UTC)),
        ["04-10 08:00-12:00 @3", "04-17 08:00-12:00 @3"],
    ),
    "SCHEDULE-15 a site that works on holidays does": (
        given_(
            who(8),
            offer(3, slot(31, FRI), details=Details(works_on_holidays=True)),
            now=datetime(2026, 3, 30, tzinfo=UTC),
        ),
        ["04-03 08:00-12:00 @3", "04-10 08:00-12:00 @3"],
    ),
    "SCHEDULE-16 a local closed day": (
        given_(who(8), offer(3, details=Details(closed_days={date(2026, 3, 2): "panas pela"}))),
        ["03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-17 the PKS ends after the first session: on at another site": (
        given_(who(8), offer(3, gate=gate(period=Period(date(2026, 2, 9), date(2026, 3, 2)))), offer(4)),
        ["03-02 08:00-12:00 @4", "03-03 08:00-12:00 @4"],
    ),
    "SCHEDULE-18 a suspended site takes nobody": (
        given_(who(4), offer(3, state="suspended"), offer(4)),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-19 of two sites alike the nearer": (
        given_(who(8), offer(3, at=FAR), offer(4, at=NEAR), home=HOME),
        ["03-02 08:00-12:00 @4", "03-03 08:00-12:00 @4"],
    ),
    "SCHEDULE-20 one site rather than two, also when the second is nearer on one day": (
        given_(who(8), offer(3, at=FAR), offer(4, slot(41, MON), at=NEAR), home=HOME),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-21 earlier completion before fewer sites": (
        given_(who(8), offer(3, slot(31, MON)), offer(4, slot(41, TUE))),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @4"],
    ),
    "SCHEDULE-22 where the home is not known the ways do not count": (
        given_(who(4), offer(3, at=FAR), offer(4, at=NEAR)),
        ["03-02 08:00-12:00 @3"],
    ),
    "SCHEDULE-23 a site that asks for a skill is for those who have it": (
        given_(who(4), offer(3, details=GARDEN), offer(4)),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-24 who has the skill may go there": (
        given_(who(4), offer(3, details=GARDEN), skills=frozenset({"garden"})),
        ["03-02 08:00-12:00 @3"],
    ),
    "SCHEDULE-25 a helpful skill outweighs a somewhat longer way": (
        given_(
            who(4),
            offer(3, at=(-3.71, 128.20)),
            offer(4, at=(-3.717, 128.20), details=Details(skills_helpful=frozenset({"garden"}))),
            home=HOME,
            skills=frozenset({"garden"}),
        ),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-26 a child: after school, within daytime, three hours": (
        given_(child(), offer(3, slot(31, MON, "08:00", "20:00"), slot(32, TUE, "08:00", "20:00"))),
        ["03-02 14:00-17:00 @3", "03-03 14:00-17:00 @3", "03-09 14:00-15:00 @3"],
    ),
    "SCHEDULE-27 a child on a Sunday: no school, in the morning": (
        given_(child(credited_minutes=300), offer(3, slot(31, SUN, "05:00", "12:00"))),
        ["03-08 06:00-08:00 @3"],
    ),
    "SCHEDULE-28 a child goes to the child-friendly site, however far": (
        given_(
            child(credited_minutes=300),
            offer(3, slot(31, MON, "14:00", "18:00"), at=NEAR, child_friendly=False),
            offer(4, slot(41, MON, "14:00", "18:00"), at=FAR),
            home=HOME,
        ),
        ["03-02 14:00-16:00 @4"],
    ),
    "SCHEDULE-29 the period begins later than today": (
        given_(who(4), now=datetime(2026, 2, 1, tzinfo=UTC)),
        ["03-02 08:00-12:00 @3"],
    ),
    "SCHEDULE-30 today counts from the next minute on": (
        given_(who(4, 2), now=datetime(2026, 3, 2, 0, 30, 20, tzinfo=UTC)),
        ["03-02 09:31-11:31 @3", "03-03 08:00-10:00 @3"],
    ),
    "SCHEDULE-31 a session in another case takes time and counts for the cap": (
        given_(who(10), busy=(Busy(date(2026, 3, 2), time(8), time(10)),)),
        ["03-02 10:00-12:00 @3", "03-03 08:00-12:00 @3", "03-09 08:00-12:00 @3"],
    ),
    "SCHEDULE-32 what waits for sign-off is not planned twice": (
        given_(who(8), pending_minutes=240, busy=(Busy(date(2026, 3, 2), time(8), time(12)),)),
        ["03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-33 the last day of the period is a day": (
        given_(who(8, until="2026-03-03")),
        ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"],
    ),
    "SCHEDULE-34 morning and afternoon at one site fill a long day": (
        given_(who(8, 8), offer(3, slot(31, MON), slot(32, MON, "13:00", "17:00"))),
        ["03-02 08:00-12:00 @3", "03-02 13:00-17:00 @3"],
    ),
    "SCHEDULE-35 of the chosen sites only": (
        given_(who(4), offer(3, chosen=False), offer(4)),
        ["03-02 08:00-12:00 @4"],
    ),
    "SCHEDULE-36 where one site is not enough, two rather than three, though the third is nearer": (
        given_(
            who(12),
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
    assert shown(answer) == expected
    judge(problem, answer)


def judge(problem: Problem, answer: Answer) -> None:
    """By the rules that judge every placement: raises where one is broken."""
    assert isinstance(answer, Proposal)
    kept = [each for each in problem.existing if each.session_id in answer.kept]
    by_day = Counter[date]()
    taken_up: list[Busy | Existing] = [*problem.busy, *kept]
    for busy in taken_up:
        by_day[busy.on] += minutes(busy.starts, busy.ends)
    booked = Booked(by_day, problem.pending_minutes + sum(each.minutes for each in kept), problem.availability)
    for each in problem.offers:
        mine = [s for s in answer.sessions if s.site_id == each.place.site.id]
        plans = [Plan(uid(900 + n), s.on, s.starts, s.ends) for n, s in enumerate(mine)]
        if plans:
            confirm(problem.sentence, each.place, plans, booked, problem.limits, uid(8), problem.now)
            booked = replace(booked, by_day=by_day + Counter({p.on: p.minutes for p in plans}))
    total = sum(s.minutes for s in answer.sessions) + sum(each.minutes for each in kept)
    assert total == problem.needed_minutes
    one_at_a_time([(s.on, s.starts, s.ends) for s in answer.sessions] + [(b.on, b.starts, b.ends) for b in taken_up])
    seats_hold([problem], [answer])


def minutes(starts: time, ends: time) -> int:
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute


def one_at_a_time(sessions: Sequence[tuple[date, time, time]]) -> None:
    ordered = sorted(sessions)
    for (on, _, ends), (next_on, starts, _) in pairwise(ordered):
        assert on != next_on or ends <= starts


def seats_hold(problems: Sequence[Problem], answers: Sequence[Answer]) -> None:
    seats = Counter(problems[0].taken)
    for answer in answers:
        if isinstance(answer, Proposal):
            seats.update((s.slot_id, s.on) for s in answer.sessions)
    capacity = {s.id: s.capacity for problem in problems for o in problem.offers for s in o.place.site.slots}
    assert all(taken <= capacity[slot_id] for (slot_id, _), taken in seats.items() if slot_id in capacity)


WEEK = "2026-03-08"
REASONS: dict[str, tuple[Problem, int, str, bool, int | None]] = {
    "SCHEDULE-41 the period is one day too short": (
        given_(who(16, until="2026-03-09")),
        240,
        "period",
        True,
        1,
    ),
    "SCHEDULE-42 the verdict's hours a day are too few, one more would do": (
        given_(who(8, 3, until=WEEK)),
        120,
        "daily_cap",
        True,
        240,
    ),
    "SCHEDULE-43 work takes the only days": (
        given_(who(8, until=WEEK), blocked=(block("work", "08:00", "12:00", MON),)),
        240,
        "blocked_times",
        True,
        None,
    ),
    "SCHEDULE-44 the only slot is full on both days": (
        given_(who(8, until=WEEK), taken={(uid(31), date(2026, 3, 2)): 5, (uid(32), date(2026, 3, 3)): 5}),
        480,
        "capacity",
        True,
        None,
    ),
    "SCHEDULE-45 the site is closed that week": (
        given_(who(8, until=WEEK), offer(3, details=Details(closed_days={date(2026, 3, 3): "banjir"}))),
        240,
        "closed_days",
        True,
        None,
    ),
    "SCHEDULE-46 the only site asks for a skill": (
        given_(who(8, until=WEEK), offer(3, details=GARDEN)),
        480,
        "skills",
        True,
        None,
    ),
    "SCHEDULE-47 no site for children": (
        given_(child(), offer(3, slot(31, MON, "14:00", "18:00"), child_friendly=False)),
        420,
        "child_rules",
        True,
        None,
    ),
    "SCHEDULE-48 the accreditation ends before the child is done": (
        given_(child(30), offer(3, slot(31, MON, "14:00", "17:00"))),
        180,
        "child_rules",
        True,
        None,
    ),
    "SCHEDULE-49 the only site is suspended with its PKS": (
        given_(who(8), offer(3, state="suspended", gate=gate(state="suspended"))),
        480,
        "agreements",
        True,
        None,
    ),
    "SCHEDULE-50 the chosen sites are not enough, the others would do": (
        given_(who(16, until=WEEK), offer(3), offer(4, slot(41, WED), slot(42, THU), chosen=False)),
        480,
        "chosen_sites",
        True,
        None,
    ),
    "SCHEDULE-51 two sites on a day would do": (
        given_(who(8, 8, until="2026-03-02"), offer(3), offer(4, slot(41, MON, "13:00", "17:00"))),
        240,
        "one_site_a_day",
        True,
        None,
    ),
    "SCHEDULE-52 nothing alone is enough, and what is said is said so": (
        given_(
            who(16, until=WEEK),
            blocked=(block("work", "08:00", "12:00", MON),),
            taken={(uid(32), date(2026, 3, 3)): 5},
        ),
        960,
        "capacity",
        False,
        None,
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_no_schedule(name: str) -> None:
    problem, short, family, enough, needed = REASONS[name]
    answer = plan(problem)
    assert why(answer).short_minutes == short
    assert helps(answer)[family] == (enough, needed)
    assert why(answer).relaxations[0].enough or not enough


def test_schedule_53_full_slots_are_named_with_their_days() -> None:
    answer = plan(REASONS["SCHEDULE-44 the only slot is full on both days"][0])
    assert [(f.slot_id.int, f.on.day) for f in why(answer).full] == [(31, 2), (32, 3)]


def test_schedule_54_the_period_is_over() -> None:
    answer = plan(given_(who(8, until="2026-03-03"), now=datetime(2026, 3, 20, tzinfo=UTC)))
    assert (why(answer).schedulable_minutes, why(answer).short_minutes, why(answer).days_missing) == (0, 480, 2)
    assert helps(answer)["period"] == (True, 21)


def test_every_relaxation_has_words() -> None:
    found = [each for problem, *_ in REASONS.values() for each in why(plan(problem)).relaxations]
    assert all(text(each, 0) and text(each, 1) for each in found)
    assert "1 days more would do" in {text(each, 1).partition(": ")[2].rstrip(".") for each in found}


# Planning again: what stands stays.

TWO = (existing(201, "2026-03-02"), existing(202, "2026-03-03"))
REPLANS: dict[str, tuple[Problem, list[int], list[int], list[str]]] = {
    "REPLAN-01 all stands: nothing changes": (given_(who(), existing=TWO), [201, 202], [], []),
    "REPLAN-02 after an absence the missing minutes are added": (
        given_(who(), existing=TWO[1:], now=datetime(2026, 3, 2, 9, tzinfo=UTC)),
        [202],
        [],
        ["03-09 08:00-12:00 @3"],
    ),
    "REPLAN-03 a site closed for a day: that session alone moves": (
        given_(who(), offer(3, details=Details(closed_days={date(2026, 3, 2): "banjir"})), existing=TWO),
        [202],
        [201],
        ["03-09 08:00-12:00 @3"],
    ),
    "REPLAN-04 a site whose PKS rests: its sessions move, the other site's stay": (
        given_(
            who(),
            offer(3, state="suspended", gate=gate(state="suspended")),
            offer(4),
            existing=(TWO[0], existing(203, "2026-03-03", site=4, of=42)),
        ),
        [203],
        [201],
        ["03-02 08:00-12:00 @4"],
    ),
    "REPLAN-05 new work hours: the session within them moves": (
        given_(who(), existing=TWO, blocked=(block("work", "11:00", "17:00", MON),)),
        [202],
        [201],
        ["03-02 08:00-11:00 @3", "03-09 08:00-09:00 @3"],
    ),
    "REPLAN-06 too much is scheduled: the fewest sessions go": (
        given_(who(8, credited_minutes=240), existing=TWO),
        [201],
        [202],
        [],
    ),
    "REPLAN-07 no room beside what stands: a short session makes place for a long one": (
        given_(who(8, until=WEEK), existing=(existing(201, "2026-03-02", "08:00", "09:00"), TWO[1])),
        [202],
        [201],
        ["03-02 08:00-12:00 @3"],
    ),
    "REPLAN-08 the seat that stands is not lost to a full slot": (
        given_(who(), existing=TWO, taken={(uid(31), date(2026, 3, 2)): 4, (uid(32), date(2026, 3, 3)): 4}),
        [201, 202],
        [],
        [],
    ),
    "REPLAN-09 fewer hours a day than two sessions on it take: one of them stays": (
        given_(
            who(4, 3),
            offer(3, slot(31, MON), slot(33, MON, "13:00", "17:00")),
            existing=(
                existing(201, "2026-03-02", "08:00", "10:00"),
                existing(202, "2026-03-02", "13:00", "15:00", of=33),
            ),
        ),
        [201],
        [202],
        ["03-09 08:00-10:00 @3"],
    ),
    "REPLAN-10 fewer changes before earlier completion": (
        given_(
            who(8),
            existing=(existing(201, "2026-03-09"), existing(202, "2026-03-10", of=32), existing(203, "2026-03-16")),
        ),
        [201, 202],
        [203],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REPLANS)
def test_replan(name: str) -> None:
    problem, kept, cancelled, new = REPLANS[name]
    answer = plan(problem)
    assert shown(answer) == new
    assert isinstance(answer, Proposal)
    assert ([id_.int for id_ in answer.kept], [id_.int for id_ in answer.cancelled]) == (kept, cancelled)
    judge(problem, answer)


# Many at once.


def test_batch_01_two_persons_never_share_the_last_seat() -> None:
    single = offer(3, slot(31, MON, capacity=1), slot(32, TUE, capacity=1))
    problems = [given_(replace(who(), id=uid(n), person_id=uid(500 + n)), single) for n in (71, 72)]
    answers = plan_batch(problems)
    seats_hold(problems, answers)
    assert [len(shown(answer)) for answer in answers] == [2, 2]


def test_batch_02_who_has_less_room_comes_first() -> None:
    single = offer(3, slot(31, MON, capacity=1), slot(32, TUE, capacity=1))
    easy = given_(replace(who(), id=uid(71), person_id=uid(571)), single)
    tight = given_(replace(who(until=WEEK), id=uid(72), person_id=uid(572)), single)
    first, second = plan_batch([easy, tight])
    assert shown(second) == ["03-02 08:00-12:00 @3", "03-03 08:00-12:00 @3"]
    assert shown(first) == ["03-09 08:00-12:00 @3", "03-10 08:00-12:00 @3"]


def test_batch_03_a_neighbour_moves_so_that_both_have_a_plan() -> None:
    """The first has less room for what it needs, so it is planned first and takes the Monday, the other's only day."""
    monday, tuesday = offer(3, slot(31, MON, capacity=1)), offer(4, slot(41, TUE, capacity=1))
    first = replace(who(4, until=WEEK), id=uid(71), person_id=uid(571))
    second = replace(who(1, until=WEEK), id=uid(72), person_id=uid(572))
    problems = [given_(first, monday, tuesday), given_(second, monday, replace(tuesday, chosen=False))]
    assert shown(plan(problems[0])) == ["03-02 08:00-12:00 @3"]
    answers = plan_batch(problems)
    assert [shown(answer) for answer in answers] == [["03-03 08:00-12:00 @4"], ["03-02 08:00-09:00 @3"]]
    seats_hold(problems, answers)


def test_batch_04_who_finds_no_seat_is_told_which_were_full() -> None:
    single = offer(3, slot(31, MON, capacity=1))
    problems = [given_(replace(who(4, until=WEEK), id=uid(n), person_id=uid(500 + n)), single) for n in (71, 72)]
    _, second = plan_batch(problems)
    assert helps(second)["capacity"] == (True, None)
    assert why(second).full[0].on == date(2026, 3, 2)


def test_batch_05_two_sentences_of_one_person_never_overlap() -> None:
    problems = [given_(replace(who(), id=uid(n)), offer(3), offer(4)) for n in (71, 72)]
    answers = plan_batch(problems)
    one_at_a_time([(s.on, s.starts, s.ends) for a in answers if isinstance(a, Proposal) for s in a.sessions])


# Any situation.

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
        else who(draw(st.integers(8, 80)), draw(st.integers(1, 8)))
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
    return given_(
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


def test_ways_are_great_circles() -> None:
    ambon, masohi = Point(-3.695, 128.183), Point(-3.300, 128.960)
    assert ambon.metres_to(masohi) == pytest.approx(96_800, abs=1_000)
    assert ambon.metres_to(ambon) == 0


def test_holidays_are_indonesian() -> None:
    assert public_holiday(date(2026, 8, 17)) == "Hari Kemerdekaan Republik Indonesia"
    assert public_holiday(date(2026, 8, 18)) is None
