"""What each day offers a person: the free time in the slots of each site, within every rule. Sums, no search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from services.community_service.domain.bounds import fitting
from services.community_service.domain.holidays import is_working_day
from services.community_service.domain.plans.problem import Full, Offer, Problem, minute
from services.community_service.domain.sites import suits_child
from shared.clock import LOCAL_ZONE, local_day

Interval = tuple[int, int]
"""From the first minute of the day to the minute after the last one."""


@dataclass(frozen=True, slots=True)
class Relax:
    """Constraints that are left out, to find what they cost. Never used for a plan."""

    cap_minutes: int | None = None
    blocked: bool = False
    capacity: bool = False
    closed_days: bool = False
    skills: bool = False
    child_rules: bool = False
    agreements: bool = False
    chosen_sites: bool = False
    rhythm: bool = False
    until: date | None = None


EXACT = Relax()


@dataclass(frozen=True, slots=True)
class Option:
    """A day at one site. `windows` are (slot, first minute, end), the longest first. Each used window takes a seat."""

    offer: int
    minutes: int
    windows: tuple[tuple[UUID, int, int], ...]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    options: tuple[Option, ...]

    @property
    def most(self) -> int:
        return max((option.minutes for option in self.options), default=0)


def days(problem: Problem, relax: Relax = EXACT) -> Iterator[Day]:
    """The days from now to the period's end, with what they offer. Computed one by one: most plans end early.

    Where the verdict states days a week or a month (K8), only so many of each offer anything: those that are scheduled
    already, then those that offer most."""
    offered = _offered(problem, relax)
    yield from offered if relax.rhythm or not problem.sentence.bound.has_rhythm else _in_rhythm(problem, offered)


def standing_days(problem: Problem) -> set[date]:
    """The scheduled days that keep the verdict's rhythm, the earliest first."""
    scheduled = sorted({each.on for each in problem.existing})
    return fitting(problem.sentence.bound, scheduled, problem.days)


def _in_rhythm(problem: Problem, offered: Iterator[Day]) -> Iterator[Day]:
    each_day, stand = list(offered), standing_days(problem)
    best = sorted((day for day in each_day if day.options), key=lambda day: (-day.most, day.on))
    free_days = fitting(problem.sentence.bound, [day.on for day in best], problem.days | stand)
    yield from (day if day.on in free_days else Day(day.on, ()) for day in each_day)


def _offered(problem: Problem, relax: Relax) -> Iterator[Day]:
    last = relax.until or problem.sentence.period.ends_on
    for number in range((last - problem.first_day).days + 1):
        on = problem.first_day + timedelta(days=number)
        yield Day(on, tuple(_options(problem, on, relax)))


def _options(problem: Problem, on: date, relax: Relax) -> Iterator[Option]:
    left = cap_left(problem, on, relax)
    if left <= 0:
        return
    cut, weekday = cuts(problem, on, relax), on.isoweekday()
    for number, offer in enumerate(problem.offers):
        opens = any(slot.weekday == weekday for slot in offer.place.site.slots)
        if opens and takes(problem, offer, on, relax) and (offer.chosen or relax.chosen_sites):
            windows = tuple(_windows(problem, offer, on, cut, relax))
            if minutes := min(left, sum(end - start for _, start, end in windows)):
                yield Option(number, minutes, windows)


def cap_left(problem: Problem, on: date, relax: Relax = EXACT) -> int:
    """K5, C2: the minutes of the day's cap that the person's other sessions leave."""
    cap = relax.cap_minutes or problem.sentence.daily_cap_minutes
    return cap - sum(minute(busy.ends) - minute(busy.starts) for busy in problem.busy if busy.on == on)


def takes(problem: Problem, offer: Offer, on: date, relax: Relax = EXACT) -> bool:
    """Whether a site takes this person on this day: A2, C2, C2p, closed days, skills."""
    place = offer.place
    if place.site.state != "open" and not relax.agreements:
        return False
    gate_open = place.gate.carries(place.site.name, on)
    child = problem.sentence.regime == "child" and not relax.child_rules
    return (
        (relax.agreements or gate_open)
        and (relax.closed_days or place.details.closed_on(on) is None)
        and (relax.skills or place.details.skills_required <= problem.availability.skills)
        and (not child or is_working_day(on, problem.limits.child_day, place.details.calendar))
        and (not child or suits_child(place.site, place.accreditations, problem.determined, on))
    )


def cuts(problem: Problem, on: date, relax: Relax = EXACT) -> tuple[Interval, ...]:
    """When the person cannot serve on a day: past hours, other sessions, blocked times, the hours of children (C2)."""
    cut = [(minute(busy.starts), minute(busy.ends)) for busy in problem.busy if busy.on == on]
    if on == local_day(problem.now):
        local = problem.now.astimezone(LOCAL_ZONE)
        cut.append((0, local.hour * 60 + local.minute + 1))
    if not relax.blocked:
        cut += [(minute(b.starts), minute(b.ends)) for b in problem.availability.blocked if b.on(on)]
    if problem.sentence.regime == "child" and not relax.child_rules:
        rules = problem.limits.child_day
        cut += [(0, minute(rules.daytime_from)), (minute(rules.daytime_until), 24 * 60)]
        if on.isoweekday() in rules.school_days:
            cut.append((minute(rules.school_from), minute(rules.school_until)))
    return tuple(sorted(cut))


def _windows(
    problem: Problem, offer: Offer, on: date, cut: tuple[Interval, ...], relax: Relax
) -> Iterator[tuple[UUID, int, int]]:
    """The longest first. A slot has at most as many windows as free seats, since each session takes one."""
    found: list[tuple[UUID, int, int]] = []
    for slot in offer.place.site.slots:
        if slot.weekday == on.isoweekday():
            seats = slot.capacity if relax.capacity else slot.capacity - problem.taken.get((slot.id, on), 0)
            if seats > 0:
                parts = free(minute(slot.starts), minute(slot.ends), cut)
                found += [(slot.id, *part) for part in sorted(parts, key=_longest)[:seats]]
    yield from sorted(found, key=lambda window: (window[1] - window[2], window[1]))


def _longest(part: Interval) -> Interval:
    return (part[0] - part[1], part[0])


@lru_cache(maxsize=4096)
def free(start: int, end: int, cut: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The parts of a stretch of the day that lie outside the cuts. The cuts are sorted."""
    left: list[Interval] = []
    for since, until in cut:
        if since > start and start < end:
            left.append((start, min(since, end)))
        start = max(start, until)
    if start < end:
        left.append((start, end))
    return tuple(left)


def union(day: Day) -> int:
    """Minutes when at least one site could take the person, as if the person could change sites at any minute."""
    total, until = 0, 0
    for start, end in sorted((start, end) for option in day.options for _, start, end in option.windows):
        total += max(0, end - max(start, until))
        until = max(until, end)
    return total


def full_slots(problem: Problem, limit: int = 10) -> tuple[Full, ...]:
    """Slots without a free seat on days when the person could come, the earliest first."""
    found: list[Full] = []
    for each in days(problem, Relax(capacity=True)):
        for option in each.options:
            site = problem.offers[option.offer].place.site
            capacity = {slot.id: slot.capacity for slot in site.slots}
            found += [
                Full(site.id, slot_id, each.on)
                for slot_id in sorted({slot_id for slot_id, _, _ in option.windows})
                if problem.taken.get((slot_id, each.on), 0) >= capacity[slot_id]
            ]
        if len(found) >= limit:
            break
    return tuple(found[:limit])
