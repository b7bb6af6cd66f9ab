"""Situations to plan for: a person, sites with their slots, what is scheduled. And what every plan must keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from typing import Any

from services.community_service.domain.availability import Availability, Blocked
from services.community_service.domain.geography import Point
from services.community_service.domain.placements import Booked, Plan, confirm
from services.community_service.domain.plans.problem import (
    Answer,
    Busy,
    Existing,
    Explanation,
    Offer,
    Problem,
    Proposal,
)
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import Details, Slot
from services.community_service.rules import BOOK
from shared.periods import Period
from tests.unit.community_service.cases import NOW, child_verdict, place, sentence, uid, verdict

LIMITS = BOOK.sets[-1]
MON, TUE, WED, THU, FRI, SAT, SUN = range(1, 8)
WEEK = "2026-03-08"
GARDEN = Details(skills_required=frozenset({"garden"}))
HOME = Point(-3.70, 128.20)


def slot(number: int, weekday: int, starts: str = "08:00", ends: str = "12:00", capacity: int = 5) -> Slot:
    return Slot(uid(number), weekday, time.fromisoformat(starts), time.fromisoformat(ends), capacity)


def offer(number: int, *slots: Slot, at: tuple[float, float] = (-3.70, 128.20), **changes: Any) -> Offer:
    """A site for children and adults, Mondays and Tuesdays from 08:00 to 12:00."""
    own = slots or (slot(number * 10 + 1, MON), slot(number * 10 + 2, TUE))
    site = {"id": uid(number), "slots": own} | {k: v for k, v in changes.items() if k in {"child_friendly", "state"}}
    rest = {k: v for k, v in changes.items() if k in {"gate", "details", "accreditations"}}
    return Offer(replace(place(**site), **rest), *at, chosen=changes.get("chosen", True))


def adult(hours: int = 8, per_day: int = 4, until: str = "2026-05-31", **changes: Any) -> Sentence:
    """An adult from Monday 2 March 2026 on."""
    made = sentence(verdict(hours=max(8, hours), hours_per_day=per_day, ends_on="2026-05-31"))
    period = Period(made.period.starts_on, date.fromisoformat(until))
    return replace(made, required_minutes=hours * 60, period=period, **changes)


def child(hours: int = 7, **changes: Any) -> Sentence:
    return replace(sentence(child_verdict(hours=hours, hours_per_day=3)), **changes)


def make_problem(person: Sentence, *offers: Offer, **changes: Any) -> Problem:
    availability = Availability(
        changes.pop("blocked", ()), changes.pop("home", None), changes.pop("skills", frozenset())
    )
    return Problem(person, LIMITS, availability, offers or (offer(3),), changes.pop("now", NOW), **changes)


def show(answer: Answer) -> list[str]:
    assert isinstance(answer, Proposal), answer
    return [f"{s.on:%m-%d} {s.starts:%H:%M}-{s.ends:%H:%M} @{s.site_id.int}" for s in answer.sessions]


def explain(answer: Answer) -> Explanation:
    assert isinstance(answer, Explanation), answer
    return answer


def what_helps(answer: Answer) -> dict[str, tuple[bool, int | None]]:
    return {each.family: (each.enough, each.needed) for each in explain(answer).relaxations}


def block(
    kind: Any, starts: str, ends: str, weekday: int | None = None, days: tuple[str, str] | None = None
) -> Blocked:
    within = Period(*map(date.fromisoformat, days)) if days else None
    return Blocked(kind, time.fromisoformat(starts), time.fromisoformat(ends), weekday, within)


def existing(number: int, on: str, starts: str = "08:00", ends: str = "12:00", site: int = 3, of: int = 31) -> Existing:
    return Existing(
        uid(number), uid(site), uid(of), date.fromisoformat(on), time.fromisoformat(starts), time.fromisoformat(ends)
    )


def judge(problem: Problem, answer: Answer) -> None:
    """Raises where the plan breaks a rule of placements. The rules are those of the domain."""
    assert isinstance(answer, Proposal)
    kept = [each for each in problem.existing if each.session_id in answer.kept]
    by_day = Counter[date]()
    occupied: list[Busy | Existing] = [*problem.busy, *kept]
    for busy in occupied:
        by_day[busy.on] += minutes(busy.starts, busy.ends)
    pending = problem.pending_minutes + sum(each.minutes for each in kept)
    booked = Booked(by_day, pending, problem.availability, problem.determined)
    for each in problem.offers:
        mine = [s for s in answer.sessions if s.site_id == each.place.site.id]
        plans = [Plan(uid(900 + n), s.on, s.starts, s.ends) for n, s in enumerate(mine)]
        if plans:
            confirm(problem.sentence, each.place, plans, booked, problem.limits, uid(8), problem.now)
            booked = replace(booked, by_day=by_day + Counter({p.on: p.minutes for p in plans}))
    total = sum(s.minutes for s in answer.sessions) + sum(each.minutes for each in kept)
    assert total == problem.needed_minutes
    one_at_a_time([(s.on, s.starts, s.ends) for s in answer.sessions] + [(b.on, b.starts, b.ends) for b in occupied])
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
