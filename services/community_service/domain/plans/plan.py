"""One person: a complete plan, or the explanation why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.community_service.domain.plans.explain import explain
from services.community_service.domain.plans.model import Choice, Task, choose
from services.community_service.domain.plans.problem import (
    POLICY,
    Answer,
    Existing,
    Offer,
    Policy,
    Problem,
    Proposal,
    Proposed,
    clock,
    minute,
)
from services.community_service.domain.plans.supply import Day, Option, cap_left, cuts, days, free, standing_days, takes


def plan(problem: Problem, policy: Policy = POLICY, limit: float | None = None) -> Answer:
    """The sessions that complete a sentence in time. Scheduled sessions that keep every rule stay if possible.

    `limit` in deterministic seconds of the solver: the same problem always has the same answer."""
    stands = standing(problem)
    limit = limit or policy.one_person_limit
    missing = problem.needed_minutes - sum(each.minutes for each in stands)
    if missing == 0:
        return proposal(problem, stands, Choice((), frozenset(), optimal=True))
    kept_days = {each.on for each in stands}
    if missing > 0 and (reached := _reach(problem, kept_days, missing)):
        task = _task(problem, _fewest_sites(problem, reached, missing, stands), missing, stands, policy)
        if choice := _choose(task, limit):
            return proposal(problem, stands, choice)
    return _change(problem, stands, policy, limit)


def standing(problem: Problem) -> tuple[Existing, ...]:
    """The scheduled sessions that still keep every rule, within the day's cap."""
    offers = {offer.place.site.id: offer for offer in problem.offers}
    kept, in_rhythm = list[Existing](), standing_days(problem)
    for each in sorted(problem.existing, key=lambda e: (e.on, e.starts)):
        offer = offers.get(each.site_id)
        that_day = sum(other.minutes for other in kept if other.on == each.on)
        room = each.on in in_rhythm and that_day + each.minutes <= cap_left(problem, each.on)
        if offer and room and _stands(problem, offer, each):
            kept.append(each)
    return tuple(kept)


def _stands(problem: Problem, offer: Offer, each: Existing) -> bool:
    if each.on not in problem.sentence.period or each.on < problem.first_day or not takes(problem, offer, each.on):
        return False
    starts, ends = minute(each.starts), minute(each.ends)
    return any(
        slot.holds(each.on, each.starts, each.ends) and free(starts, ends, cuts(problem, each.on)) == ((starts, ends),)
        for slot in offer.place.site.slots
    )


def _reach(problem: Problem, kept_days: set[date], missing: int) -> list[Day] | None:
    """The days up to the earliest one on which all is served, without the days of standing sessions."""
    reached: list[Day] = []
    for each in days(problem):
        if each.on not in kept_days and each.options:
            reached.append(each)
            missing -= each.most
            if missing <= 0:
                return reached
    return None


def _fewest_sites(problem: Problem, reached: Sequence[Day], missing: int, stands: Sequence[Existing]) -> list[Day]:
    """If one site is enough for the earliest completion, only the best such site is left in the offers."""
    total: dict[int, int] = {}
    for each in reached:
        for option in each.options:
            total[option.offer] = total.get(option.offer, 0) + option.minutes
    enough = [offer for offer, minutes in total.items() if minutes >= missing]
    if not enough:
        return list(reached)
    known, far = _known(problem, stands), ways(problem)
    best = min(enough, key=lambda offer: (offer not in known, far[offer], offer))
    return [Day(each.on, tuple(o for o in each.options if o.offer == best)) for each in reached]


def _choose(task: Task, limit: float) -> Choice | None:
    """Short sessions only if there is no plan without them."""
    for shortest in (task.shortest, 1):
        if found := choose([replace(task, shortest=shortest)], limit):
            return found[0]
    return None


def _change(problem: Problem, stands: tuple[Existing, ...], policy: Policy, limit: float) -> Answer:
    """The standing sessions leave no room or are too much. As few of them as possible are cancelled."""
    if not stands:
        return _anew(problem, policy, limit)
    all_days = [each for each in days(problem) if each.options or any(s.on == each.on for s in stands)]
    task = _task(problem, all_days, problem.needed_minutes, stands, policy, free_days=True)
    if choice := _choose(task, limit):
        return proposal(problem, stands, choice)
    return _anew(problem, policy, limit)


def _anew(problem: Problem, policy: Policy, limit: float) -> Answer:
    """A plan as if nothing were scheduled yet."""
    if reached := _reach(problem, set(), problem.needed_minutes):
        days_offered = _fewest_sites(problem, reached, problem.needed_minutes, ())
        if choice := _choose(_task(problem, days_offered, problem.needed_minutes, (), policy), limit):
            return proposal(problem, (), choice)
    return explain(problem)


def _task(
    problem: Problem,
    offered: Sequence[Day],
    needed: int,
    stands: Sequence[Existing],
    policy: Policy,
    *,
    free_days: bool = False,
) -> Task:
    standing_days: dict[date, tuple[int, int]] = {}
    for each in stands if free_days else ():
        minutes, sessions = standing_days.get(each.on, (0, 0))
        standing_days[each.on] = (minutes + each.minutes, sessions + 1)
    costs, known = ways(problem), _known(problem, stands)
    return Task(offered, needed, costs, policy.shortest_minutes, standing_days, known, by_last_day=free_days)


def ways(problem: Problem) -> list[int]:
    """The way to each offer in hundreds of metres. It counts half if a skill of the person helps the site."""
    skills = problem.availability.skills
    return [
        round(min(200.0, problem.way(offer)) * (5 if offer.place.details.skills_helpful & skills else 10))
        for offer in problem.offers
    ]


def _known(problem: Problem, stands: Sequence[Existing]) -> frozenset[int]:
    sites = {each.site_id for each in stands}
    return frozenset(number for number, offer in enumerate(problem.offers) if offer.place.site.id in sites)


def proposal(problem: Problem, stands: Sequence[Existing], choice: Choice) -> Proposal:
    """A choice as sessions, each in its slot."""
    kept = {each.session_id: each for each in stands if each.on not in choice.freed}
    sessions = tuple(s for on, option, minutes in choice.visits for s in _sessions(problem, on, option, minutes))
    offers = {offer.place.site.id: offer for offer in problem.offers}
    return Proposal(
        sessions=sessions,
        kept=tuple(kept),
        cancelled=tuple(each.session_id for each in problem.existing if each.session_id not in kept),
        completes_on=max([*(s.on for s in sessions), *(each.on for each in kept.values())], default=None),
        kilometres=round(sum(problem.way(offers[s.site_id]) for s in sessions), 1),
        optimal=choice.optimal,
    )


def _sessions(problem: Problem, on: date, option: Option, minutes: int) -> list[Proposed]:
    """The longest windows are used first, so that there are few sessions. In the order of the day."""
    site_id, made = problem.offers[option.offer].place.site.id, list[Proposed]()
    for slot_id, start, end in option.windows:
        if length := min(minutes, end - start):
            made.append(Proposed(site_id, slot_id, on, clock(start), clock(start + length)))
            minutes -= length
    return sorted(made, key=lambda each: each.starts)


def schedulable(problem: Problem) -> int:
    """Minutes that could be scheduled beside the standing sessions, until the end of the period."""
    kept_days = {each.on for each in standing(problem)}
    return sum(each.most for each in days(problem) if each.on not in kept_days)
