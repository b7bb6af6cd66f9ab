"""A plan as it is saved between its making and its confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.calendar import shown
from services.community_service.domain.plans.problem import Answer, Explanation, Problem, Proposal, Proposed, minute
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors.plans import PlanNotProposed, PlanOutdated
from shared.messaging.events import Event

State = Literal["proposed", "impossible", "confirmed"]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan was made from: the minutes it had to find, and the sessions that were scheduled already."""

    needed_minutes: int
    sessions: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A new session, in local time. Its slot is chosen when the plan is confirmed."""

    site_id: UUID
    on: date
    starts: time
    ends: time

    @property
    def minutes(self) -> int:
        return minute(self.ends) - minute(self.starts)


@dataclass(frozen=True, slots=True)
class Result:
    """What planning found. `sessions` are new, `kept` stay, `cancelled` go. Or the explanation why there is no plan."""

    needed_minutes: int
    sessions: tuple[PlannedSession, ...] = ()
    kept: tuple[UUID, ...] = ()
    cancelled: tuple[UUID, ...] = ()
    completes_on: date | None = None
    kilometres: float = 0
    optimal: bool = False
    explanation: Explanation | None = None

    @property
    def state(self) -> State:
        return "impossible" if self.explanation else "proposed"

    @property
    def sites(self) -> int:
        return len({session.site_id for session in self.sessions})


@dataclass(frozen=True, slots=True)
class SavedPlan:
    state: State
    made_at: datetime
    basis: Basis
    result: Result


def basis_of(problem: Problem) -> Basis:
    return Basis(problem.needed_minutes, frozenset(each.session_id for each in problem.existing))


def result_of(problem: Problem, answer: Answer) -> Result:
    """The answer of planning, as it is saved."""
    if isinstance(answer, Explanation):
        return Result(problem.needed_minutes, explanation=answer)
    return Result(
        needed_minutes=problem.needed_minutes,
        sessions=tuple(PlannedSession(each.site_id, each.on, each.starts, each.ends) for each in answer.sessions),
        kept=answer.kept,
        cancelled=answer.cancelled,
        completes_on=answer.completes_on,
        kilometres=answer.kilometres,
        optimal=answer.optimal,
    )


def answer_of(problem: Problem, result: Result) -> Answer:
    """The saved answer as planning gave it: each session in the slot that its time is in. One whose slot is gone takes
    no seat."""
    if result.explanation:
        return result.explanation
    slots = {offer.place.site.id: offer.place.site.slots for offer in problem.offers}
    sessions = tuple(
        Proposed(each.site_id, slot.id, each.on, each.starts, each.ends)
        for each in result.sessions
        for slot in slots.get(each.site_id, ())
        if slot.holds(each.on, each.starts, each.ends)
    )
    return Proposal(
        sessions, result.kept, result.cancelled, result.completes_on, result.kilometres, optimal=result.optimal
    )


def need_proposed(plan: SavedPlan) -> None:
    """Only a proposal can be confirmed, and only once. Raises PlanNotProposed."""
    if plan.state != "proposed":
        raise PlanNotProposed(state=plan.state)


def need_current(plan: SavedPlan, problem: Problem) -> None:
    """The schedule and the balance are as the plan was made from. Raises PlanOutdated."""
    if plan.basis != basis_of(problem):
        raise PlanOutdated(made_at=shown(plan.made_at))


def changes(sentence: Sentence, problem: Problem, result: Result) -> list[Event]:
    """The fact of a confirmed plan that changes an earlier schedule. A first schedule changes nothing."""
    if not problem.existing or not (result.cancelled or result.sessions):
        return []
    changed = events.PlacementChanged(
        **balance(sentence),
        sessions_cancelled=len(result.cancelled),
        sessions_added=len(result.sessions),
        sessions_kept=len(result.kept),
        completes_on=result.completes_on,
    )
    return [changed]
