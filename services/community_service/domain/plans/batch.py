"""Many persons over the same seats.

Persons are planned one after the other over the seats that are left, those with the least room first. Then each person
without a plan is planned again, in one model together with some persons who hold seats that would fit
(`Policy.repair_group`).

Every plan is complete, keeps every rule, and is the best for its person after the plans before it. It is not promised
that the plans together are the best, nor that a person without a plan could not have had one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from uuid import UUID

from services.community_service.domain.plans.model import Task, choose
from services.community_service.domain.plans.plan import plan, proposal, standing, ways
from services.community_service.domain.plans.problem import POLICY, Answer, Busy, Policy, Problem, Proposal
from services.community_service.domain.plans.supply import Relax, days

Taken = Counter[tuple[UUID, date]]


def plan_batch(problems: Sequence[Problem], policy: Policy = POLICY) -> list[Answer]:
    """An answer for each problem, in their order. The `taken` seats of the problems are taken before."""
    taken: Taken = Counter()
    for problem in problems:
        taken |= Counter(problem.taken)
    answers: dict[int, Answer] = {}
    busy: dict[UUID, tuple[Busy, ...]] = defaultdict(tuple)
    for number in sorted(range(len(problems)), key=lambda n: _room(problems[n])):
        person = problems[number].sentence.person_id
        problem = replace(problems[number], busy=problems[number].busy + busy[person], taken=taken)
        answers[number] = plan(problem, policy, policy.batch_person_limit)
        taken.update(_seats(answers[number]))
        busy[person] += _busy(answers[number])
    failed = [number for number, answer in answers.items() if not isinstance(answer, Proposal)]
    for number in failed[: policy.repairs]:
        _repair(problems, number, answers, taken, policy)
    return [answers[number] for number in range(len(problems))]


def _over(problem: Problem, taken: Taken) -> Problem:
    return replace(problem, taken=taken)


def _room(problem: Problem) -> tuple[float, date, UUID]:
    """The order of planning: minutes that could be scheduled for each minute needed, then the period's end."""
    usable = sum(day.most for day in days(problem))
    return (usable / max(1, problem.needed_minutes), problem.sentence.period.ends_on, problem.sentence.id)


def _busy(answer: Answer) -> tuple[Busy, ...]:
    """A person with two sentences in a batch is at one place at a time."""
    return tuple(Busy(s.on, s.starts, s.ends) for s in answer.sessions) if isinstance(answer, Proposal) else ()


def _seats(answer: Answer) -> Taken:
    return Counter((s.slot_id, s.on) for s in answer.sessions) if isinstance(answer, Proposal) else Counter()


def _repair(problems: Sequence[Problem], number: int, answers: dict[int, Answer], taken: Taken, policy: Policy) -> None:
    """Plans a person together with others who hold seats that would fit. All of them get a plan, or nothing changes."""
    group = [number, *_holders(problems[number], answers, taken, policy)]
    released = taken.copy()
    for each in group:
        released.subtract(_seats(answers[each]))
    over = [_over(problems[each], released) for each in group]
    twice = Counter(problem.sentence.person_id for problem in problems)
    if len(group) == 1 or any(standing(p) or twice[p.sentence.person_id] > 1 for p in over):
        return
    tasks = [Task(list(days(p)), p.needed_minutes, ways(p), policy.shortest_minutes, by_last_day=True) for p in over]
    choices = choose(tasks, policy.repair_limit, _free(over, released))
    for each, problem, choice in zip(group, over, choices or (), strict=bool(choices)):
        taken.subtract(_seats(answers[each]))
        answers[each] = proposal(problem, (), replace(choice, optimal=False))
        taken.update(_seats(answers[each]))


def _holders(problem: Problem, answers: dict[int, Answer], taken: Taken, policy: Policy) -> list[int]:
    """The persons who hold seats that would fit, those with the most such seats first."""
    wanted = {
        (slot_id, day.on)
        for day in days(problem, Relax(capacity=True))
        for option in day.options
        for slot_id, _, _ in option.windows
    }
    held = {number: sum(1 for seat in _seats(answer) if seat in wanted) for number, answer in answers.items()}
    ranked = sorted((number for number, seats in held.items() if seats), key=lambda n: (-held[n], n))
    return list(islice(ranked, policy.repair_group))


def _free(problems: Sequence[Problem], taken: Taken) -> dict[tuple[UUID, date], int]:
    capacity = {slot.id: slot.capacity for p in problems for offer in p.offers for slot in offer.place.site.slots}
    wanted = {(w[0], day.on) for p in problems for day in days(p) for option in day.options for w in option.windows}
    return {key: capacity[key[0]] - taken[key] for key in wanted}
