"""Why there is no plan: the minutes that do not fit, and what each constraint would give if it alone were left out.

The figures are exact and need no search. The days of a person are independent, so the most that can be scheduled is the
sum over the days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from services.community_service.domain.plans.problem import Explanation, Family, Problem, Relaxation
from services.community_service.domain.plans.supply import Relax, cap_left, days, full_slots, union

_LONGEST_DAYS = 366


def explain(problem: Problem) -> Explanation:
    """The explanation. Constraints that cost nothing are left out. Those that would be enough alone come first."""
    offered = [day.most for day in days(problem)]
    usable, most = [minutes for minutes in offered if minutes], sum(offered)
    short = problem.needed_minutes - most
    found = [each for each in _relaxations(problem, most) if each.gained_minutes > 0]
    return Explanation(
        needed_minutes=problem.needed_minutes,
        schedulable_minutes=most,
        usable_days=len(usable),
        days_missing=max(0, -(-short // (max(usable, default=0) or problem.sentence.daily_cap_minutes))),
        relaxations=tuple(sorted(found, key=lambda each: (not each.enough, -each.gained_minutes, each.family))),
        full=full_slots(problem),
    )


def _relaxations(problem: Problem, most: int) -> Iterator[Relaxation]:
    yield _daily_cap(problem, most)
    yield _period(problem, most)
    for family in _that_matter(problem):
        relax = _SINGLE[family]
        gained = _most(problem, relax) - most
        yield Relaxation(family, gained, enough=most + gained >= problem.needed_minutes)
    both = sum(min(union(day), cap_left(problem, day.on)) for day in days(problem))
    yield Relaxation("one_site_a_day", both - most, enough=both >= problem.needed_minutes)


_SINGLE: dict[Family, Relax] = {
    "blocked_times": Relax(blocked=True),
    "capacity": Relax(capacity=True),
    "closed_days": Relax(closed_days=True),
    "skills": Relax(skills=True),
    "child_rules": Relax(child_rules=True),
    "agreements": Relax(agreements=True),
    "chosen_sites": Relax(chosen_sites=True),
    "rhythm": Relax(rhythm=True),
}


def _that_matter(problem: Problem) -> Iterator[Family]:
    """The constraints that can cost something here."""
    nothing = {
        "blocked_times": not problem.availability.blocked,
        "skills": all(not offer.place.details.skills_required for offer in problem.offers),
        "child_rules": problem.sentence.regime != "child",
        "chosen_sites": all(offer.chosen for offer in problem.offers),
        "rhythm": not problem.sentence.bound.has_rhythm,
    }
    yield from (family for family in _SINGLE if not nothing.get(family))


def _most(problem: Problem, relax: Relax) -> int:
    return sum(day.most for day in days(problem, relax))


def _daily_cap(problem: Problem, most: int) -> Relaxation:
    """The day's cap, up to the law's hours a day. `needed` is the smallest cap, in minutes, with which all fits."""
    rules = problem.limits.child_day if problem.sentence.regime == "child" else problem.limits.instalments
    low, high = problem.sentence.daily_cap_minutes, rules.maximum_hours_per_day * 60
    longest = Relax(cap_minutes=high)
    offered = [(day.most, cap_left(problem, day.on, longest)) for day in days(problem, longest)]
    gained = sum(minutes for minutes, _ in offered) - most
    if most + gained < problem.needed_minutes:
        return Relaxation("daily_cap", gained, enough=False)
    while high - low > 1:
        middle = (low + high) // 2
        less = rules.maximum_hours_per_day * 60 - middle
        fits = sum(max(0, min(minutes, left - less)) for minutes, left in offered) >= problem.needed_minutes
        low, high = (low, middle) if fits else (middle, high)
    return Relaxation("daily_cap", gained, enough=True, needed=high)


def _period(problem: Problem, most: int) -> Relaxation:
    """The period, at most a year longer. `needed` is the days after its end until all is served."""
    end, gained = problem.sentence.period.ends_on, 0
    start = max(0, (problem.first_day - end).days)
    for day in days(problem, Relax(until=end + timedelta(days=start + _LONGEST_DAYS))):
        if day.on > end:
            gained += day.most
            if most + gained >= problem.needed_minutes:
                return Relaxation("period", gained, enough=True, needed=(day.on - end).days)
    return Relaxation("period", gained, enough=False)
