"""Many persons over the same seats.

Persons are planned one after the other over the seats that are left, those with the least room first. Then each person
without a plan is planned again, in one model together with some persons who hold seats that would fit
(`Policy.repair_group`).

Every plan is complete, keeps every rule, and is the best for its person after the plans before it. It is not promised
that the plans together are the best, nor that a person without a plan could not have had one.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
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
    batch = Batch(problems, {}, policy)
    while batch.next is not None:
        batch.plan_next()
    while batch.repairs:
        batch.repair_next()
    return [batch.answers[number] for number in range(len(problems))]


class Batch:
    """A batch step by step. `known` are answers that were found before, by the number of their problem; those that are
    `counted` in the seats of the problems already take no more.

    `next`: the number of the problem whose turn it is. `repairs`: those without a plan, to be tried once more."""

    def __init__(
        self,
        problems: Sequence[Problem],
        known: Mapping[int, Answer],
        policy: Policy = POLICY,
        counted: frozenset[int] = frozenset(),
    ) -> None:
        self.problems, self.policy = problems, policy
        self.answers: dict[int, Answer] = {}
        self._taken: Taken = Counter()
        self._busy: dict[UUID, tuple[Busy, ...]] = defaultdict(tuple)
        self._fixed = counted
        for problem in problems:
            self._taken |= Counter(problem.taken)
        order = sorted(range(len(problems)), key=lambda n: _room(problems[n]))
        for number in order:
            if number in known:
                self._keep(number, known[number])
        self._order = deque(number for number in order if number not in known)
        self._repairs: deque[int] | None = None

    @property
    def next(self) -> int | None:
        return self._order[0] if self._order else None

    def skip(self) -> int:
        """The next one gets no answer."""
        return self._order.popleft()

    def plan_next(self) -> tuple[int, Answer]:
        number = self._order[0]
        person = self.problems[number].sentence.person_id
        problem = replace(
            self.problems[number], busy=self.problems[number].busy + self._busy[person], taken=self._taken
        )
        answer = plan(problem, self.policy, self.policy.batch_person_limit)
        self._order.popleft()
        self._keep(number, answer)
        return number, answer

    def _keep(self, number: int, answer: Answer) -> None:
        self.answers[number] = answer
        if number not in self._fixed:
            self._taken.update(_seats(answer))
            self._busy[self.problems[number].sentence.person_id] += _busy(answer)

    @property
    def repairs(self) -> deque[int]:
        if self._repairs is None:
            failed = [number for number, answer in self.answers.items() if not isinstance(answer, Proposal)]
            self._repairs = deque(failed[: self.policy.repairs])
        return self._repairs

    def repair_next(self) -> dict[int, Answer]:
        """Plans a person together with others who hold seats that would fit. All of them get a plan, or nothing
        changes. What they have now, where it changes."""
        number = self.repairs.popleft()
        group = [number, *self._holders(number)]
        released = self._taken.copy()
        for each in group:
            released.subtract(_seats(self.answers[each]))
        over = [replace(self.problems[each], taken=released) for each in group]
        twice = Counter(problem.sentence.person_id for problem in self.problems)
        if len(group) == 1 or any(standing(p) or twice[p.sentence.person_id] > 1 for p in over):
            return {}
        tasks = [
            Task(list(days(p)), p.needed_minutes, ways(p), self.policy.shortest_minutes, by_last_day=True) for p in over
        ]
        choices = choose(tasks, self.policy.repair_limit, _free(over, released)) or ()
        found = {
            each: proposal(problem, (), replace(choice, optimal=False))
            for each, problem, choice in zip(group, over, choices, strict=bool(choices))
        }
        for each, answer in found.items():
            self._taken.subtract(_seats(self.answers[each]))
            self.answers[each] = answer
            self._taken.update(_seats(answer))
        return dict(found)

    def _holders(self, number: int) -> list[int]:
        """The persons who hold seats that would fit, those with the most such seats first."""
        wanted = {
            (slot_id, day.on)
            for day in days(self.problems[number], Relax(capacity=True))
            for option in day.options
            for slot_id, _, _ in option.windows
        }
        held = {
            each: sum(1 for seat in _seats(answer) if seat in wanted)
            for each, answer in self.answers.items()
            if each not in self._fixed
        }
        ranked = sorted((each for each, seats in held.items() if seats), key=lambda n: (-held[n], n))
        return list(islice(ranked, self.policy.repair_group))


def _room(problem: Problem) -> tuple[float, date, UUID]:
    """The order of planning: minutes that could be scheduled for each minute needed, then the period's end."""
    usable = sum(day.most for day in days(problem))
    return (usable / max(1, problem.needed_minutes), problem.sentence.period.ends_on, problem.sentence.id)


def _busy(answer: Answer) -> tuple[Busy, ...]:
    """A person with two sentences in a batch is at one place at a time."""
    return tuple(Busy(s.on, s.starts, s.ends) for s in answer.sessions) if isinstance(answer, Proposal) else ()


def _seats(answer: Answer) -> Taken:
    return Counter((s.slot_id, s.on) for s in answer.sessions) if isinstance(answer, Proposal) else Counter()


def _free(problems: Sequence[Problem], taken: Taken) -> dict[tuple[UUID, date], int]:
    capacity = {slot.id: slot.capacity for p in problems for offer in p.offers for slot in offer.place.site.slots}
    wanted = {(w[0], day.on) for p in problems for day in days(p) for option in day.options for w in option.windows}
    return {key: capacity[key[0]] - taken[key] for key in wanted}
