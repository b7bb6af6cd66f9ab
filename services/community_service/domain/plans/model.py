"""The choice of days and sites. OR-tools CP-SAT with one worker, a fixed seed and deterministic time.

For each person a variable x[day, site] says whether the person goes there, at most to one site a day. The chosen days
offer at least the needed minutes. With the shortest sessions they offer at most the needed minutes, so the sessions can
be cut to fit exactly. A day with standing sessions keeps them or is free for new ones. Persons may share seats. For one
person without such days, days with the same offer are one integer variable, and the earliest of them are used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.community_service.domain.plans.supply import Day, Option

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar

WAY, SITE, LAST_DAY, CHANGE = 1, 10**6, 10**8, 10**11
"""Weights of the lexicographic order: each is larger than what the smaller ones can add up to. A way is counted in
hundreds of metres, plus one for the session itself."""
_SEED = 20260209

Seats = Mapping[tuple[UUID, date], int]


@dataclass(frozen=True, slots=True)
class Task:
    """The choice for one person.

    `ways`: hundreds of metres by offer. `standing`: minutes and sessions by day. `known`: offers in use already, which
    do not count as further sites. `by_last_day`: an earlier last day is better."""

    days: Sequence[Day]
    needed: int
    ways: Sequence[int]
    shortest: int
    standing: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    known: frozenset[int] = frozenset()
    by_last_day: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """`visits` are (day, option, minutes). `freed` are the days whose standing sessions are cancelled."""

    visits: tuple[tuple[date, Option, int], ...]
    freed: frozenset[date]
    optimal: bool


@dataclass(slots=True)
class _Alike:
    """Days with the same offer, and how many of them go to each site."""

    days: list[Day]
    counts: list[IntVar] = field(default_factory=list)


@dataclass(slots=True)
class _Person:
    task: Task
    groups: list[_Alike]
    freed: dict[date, IntVar] = field(default_factory=dict)


def choose(tasks: Sequence[Task], limit: float, seats: Seats | None = None) -> list[Choice] | None:
    """A choice for each task, or None if there is none for all together or none was found within the limit.

    `limit` in deterministic seconds of the solver. `seats`: free seats, if several tasks share them."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  # 90 MB that only planning needs

    model = cp_model.CpModel()
    cost: list[Any] = []
    people = [_add(model, task, cost, apart=seats is not None or task.by_last_day) for task in tasks]
    if seats is not None:
        _share(model, people, seats)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = limit
    # A safety net for a machine that hardly runs: far beyond what ends a search elsewhere.
    solver.parameters.max_time_in_seconds = 30
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    return [_read(solver, person, optimal=status == cp_model.OPTIMAL) for person in people]


def _add(model: CpModel, task: Task, cost: list[Any], *, apart: bool) -> _Person:
    person = _Person(task, _groups(task, apart=apart))
    most: list[Any] = []
    least: list[Any] = []
    visits: dict[int, list[tuple[IntVar, int]]] = defaultdict(list)
    for group in person.groups:
        number, on = len(group.days), group.days[0].on
        for option in group.days[0].options:
            x = model.new_int_var(0, number, "")
            group.counts.append(x)
            visits[option.offer].append((x, number))
            most.append(option.minutes * x)
            least.append(min(task.shortest, option.minutes) * x)
            cost.append(WAY * (task.ways[option.offer] + 1) * x)
        if stands := task.standing.get(on):
            freed = person.freed[on] = model.new_bool_var("")
            cost.append(CHANGE * stands[1] * freed)
            most.append(stands[0] * (1 - freed))
            least.append(stands[0] * (1 - freed))
            for x in group.counts:
                model.add(x <= freed)
        if len(group.counts) > 1:
            model.add(sum(group.counts) <= number)
    model.add(sum(most) >= task.needed)
    model.add(sum(least) <= task.needed)
    _count_sites(model, task, visits, cost)
    if task.by_last_day:
        _count_days(model, person, cost)
    return person


def _groups(task: Task, *, apart: bool) -> list[_Alike]:
    if apart:
        return [_Alike([day]) for day in task.days]
    alike: dict[tuple[tuple[int, int], ...], list[Day]] = defaultdict(list)
    for day in task.days:
        alike[tuple((option.offer, option.minutes) for option in day.options)].append(day)
    return [_Alike(days) for days in alike.values()]


def _count_sites(model: CpModel, task: Task, visits: Mapping[int, list[tuple[IntVar, int]]], cost: list[Any]) -> None:
    for offer, of_site in visits.items():
        if offer not in task.known:
            used = model.new_bool_var("")
            for x, number in of_site:
                model.add(x <= number * used)
            cost.append(SITE * used)


def _count_days(model: CpModel, person: _Person, cost: list[Any]) -> None:
    last = model.new_int_var(0, len(person.groups), "")
    for number, group in enumerate(person.groups):
        for x in group.counts:
            model.add(last >= (number + 1) * x)
        if (freed := person.freed.get(group.days[0].on)) is not None:
            model.add(last >= (number + 1) * (1 - freed))
    cost.append(LAST_DAY * last)


def _share(model: CpModel, people: Sequence[_Person], seats: Seats) -> None:
    """A visit counts a seat in each of its windows, even if it does not use all of them. That is on the safe side."""
    wanted: dict[tuple[UUID, date], list[IntVar]] = defaultdict(list)
    for person in people:
        for group in person.groups:
            for option, x in zip(group.days[0].options, group.counts, strict=True):
                for slot_id, _, _ in option.windows:
                    wanted[slot_id, group.days[0].on].append(x)
    for key, visits in wanted.items():
        if len(visits) > seats[key]:
            model.add(sum(visits) <= seats[key])


def _read(solver: Any, person: _Person, *, optimal: bool) -> Choice:
    freed = frozenset(on for on, each in person.freed.items() if solver.boolean_value(each))
    task = person.task
    stays = sum(minutes for on, (minutes, _) in task.standing.items() if on not in freed)
    visits = sorted(_visits(solver, person), key=lambda visit: visit[0])
    return Choice(tuple(_cut(visits, task.needed - stays, task.shortest)), freed, optimal)


def _visits(solver: Any, person: _Person) -> Iterator[tuple[date, Option]]:
    """Of days with the same offer the earliest are used, the sites in their order."""
    for group in person.groups:
        days = iter(sorted(group.days, key=lambda day: day.on))
        for number, x in enumerate(group.counts):
            for _ in range(solver.value(x)):
                day = next(days)
                yield day.on, day.options[number]


def _cut(visits: Sequence[tuple[date, Option]], needed: int, shortest: int) -> Iterator[tuple[date, Option, int]]:
    """Cuts the surplus minutes, from the last sessions first. No session gets shorter than `shortest`."""
    surplus = sum(option.minutes for _, option in visits) - needed
    cut: list[tuple[date, Option, int]] = []
    for on, option in reversed(visits):
        less = min(surplus, option.minutes - min(shortest, option.minutes))
        surplus -= less
        if minutes := option.minutes - less:
            cut.append((on, option, minutes))
    assert surplus == 0
    yield from reversed(cut)
