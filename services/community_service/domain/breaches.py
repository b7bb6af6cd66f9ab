"""Breach (pelanggaran): warning, proposal with evidence, the prosecutor's decision.

Sources: KUHP art. 85(7); for a child UU 11/2012 art. 76.

Masohi only proposes. A person is warned first; a proposal needs a failure after the warning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal, get_args
from uuid import UUID

from services.community_service import events
from services.community_service.domain import cases
from services.community_service.domain.calendar import days_needed, last_day_of_months
from services.community_service.domain.cases import Case, Progress
from services.community_service.domain.diversions import need_breachable
from services.community_service.domain.ledger import restore
from services.community_service.domain.sentences import Sentence, balance, need_running
from services.community_service.errors import breaches as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import BreachDecision, BreachState, Failure
from services.community_service.rules import Limits
from shared.clock import local_day
from shared.errors import Refusal
from shared.periods import Period

_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)

ORDER: tuple[BreachState, ...] = get_args(BreachState)
"""The steps in their order. A breach is in the state of its latest step."""

LADDER: Mapping[BreachState, BreachState | None] = dict(zip(ORDER, (None, *ORDER[:-1]), strict=True))
"""Each step, and the step that comes before it."""

WAITING = ORDER[:-1]
"""The states in which a breach waits for its next step."""

Standing = Literal["warning_due", "warned", "proposal_due", "proposed"]
"""Where a case stands: its open breach, or the step that the counsellor could take now."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that somebody took."""

    state: BreachState
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Breach:
    id: UUID
    sentence_id: UUID
    steps: tuple[Step, ...] = ()
    """In their order; at least the warning."""
    evidence: tuple[UUID, ...] = ()
    """The sessions that are laid before the prosecutor with the latest step."""

    @property
    def state(self) -> BreachState:
        return self.steps[-1].state

    def at(self, state: BreachState) -> datetime:
        """When this step was taken."""
        return next(step.at for step in self.steps if step.state == state)

    def take(self, state: BreachState, by: str, now: datetime) -> Breach:
        """The breach with its next step. Raises WrongState unless the step before it is the latest."""
        before = LADDER[state]
        current = self.steps[-1].state if self.steps else None
        if current != before:
            raise WrongState(state=current, needed=before)
        return replace(self, steps=(*self.steps, Step(state, by, now)), evidence=())


@dataclass(frozen=True, slots=True)
class Decision:
    """What the prosecutor decides, with the amount that belongs to it. `ends_on` is the new last day of a repeat."""

    kind: BreachDecision
    hours: int | None = None
    days: int | None = None
    rupiah: int | None = None
    ends_on: date | None = None


def failures_needed(case: Case, step: BreachState) -> int:
    """How many unjustified failures a step needs."""
    limits = case.limits.child_breach if case.sentence.regime == "child" else case.limits.breach
    return limits.failures[step]


def warn(case: Case, failures: Sequence[Failure], breach_id: UUID, by: str, now: datetime) -> tuple[Breach, Progress]:
    """The counsellor warns. `failures` are signed off, unjustified, and not used in an earlier decision.

    Raises WrongState, TooFewFailures, ChildTooFewFailures, DiversionOnlyReported.
    """
    need_breachable(case.sentence)
    need_running(case.sentence)
    _need_failures(case, len(failures), "warned")
    warned = Breach(breach_id, case.sentence.id).take("warned", by, now)
    fact = events.BreachWarned(**balance(case.sentence), breach_id=breach_id, failures=len(failures))
    return warned, cases.conclude(case, case, lambda _: [fact], now)


def propose(case: Case, breach: Breach, failures: Sequence[Failure], by: str, now: datetime) -> tuple[Breach, Progress]:
    """The counsellor lays it before the prosecutor. Raises NoFailureSinceWarning and what `warn` raises."""
    need_running(case.sentence)
    evidence = tuple(failure.session_id for failure in failures)
    proposed = replace(breach.take("proposed", by, now), evidence=evidence)
    _need_failures(case, len(failures), "proposed")
    if not any(failure.starts_at > breach.at("warned") for failure in failures):
        raise errors.NoFailureSinceWarning(warned_on=local_day(breach.at("warned")))
    fact = events.BreachProposed(**balance(case.sentence), breach_id=breach.id, evidence=list(failures))
    return proposed, cases.conclude(case, case, lambda _: [fact], now)


STEPS: Mapping[BreachState, Callable[[Case, Breach, Sequence[Failure], str, datetime], tuple[Breach, Progress]]] = {
    "proposed": propose
}
"""The steps that the counsellor takes after the warning."""


def standing(case: Case, breach: Breach | None, failures: Sequence[Failure]) -> Standing | None:
    """Where a case stands, as anyone may ask: whether the counsellor could warn, or propose, now."""
    if breach is None:
        return "warning_due" if _allows(lambda: warn(case, failures, case.sentence.id, "", _ANY_TIME)) else None
    if breach.state == "warned":
        return "proposal_due" if _allows(lambda: propose(case, breach, failures, "", _ANY_TIME)) else "warned"
    return "proposed"


def _allows(step: Callable[[], object]) -> bool:
    try:
        step()
    except Refusal:
        return False
    return True


def decide(
    case: Case, breach: Breach, decision: Decision, evidence: int, by: str, now: datetime
) -> tuple[Breach, Progress]:
    """The prosecutor decides. `evidence` is how many failures still hold after corrections.

    A repeat lengthens the sentence; prison, fine and substitute prison close it; none leaves it as it is.
    Raises WrongState, EvidenceNoLongerHolds, ChildRepeatsOnly, MoreThanReplaced, ExtensionOutOfRange, RepeatDoesNotFit.
    """
    decided = breach.take("decided", by, now)
    if decision.kind != "none":
        need_running(case.sentence)
        if evidence < (needed := failures_needed(case, "proposed")):
            raise errors.EvidenceNoLongerHolds(failures=evidence, needed=needed)
        if case.sentence.regime == "child" and decision.kind != "repeat":
            raise errors.ChildRepeatsOnly(decision=decision.kind)
        _need_amount(case, decision)
    return decided, cases.conclude(
        case,
        _after(case, decision, now),
        lambda sentence: [
            events.BreachDecided(
                **balance(sentence),
                breach_id=breach.id,
                decision=decision.kind,
                repeat_minutes=decision.hours * 60 if decision.hours else None,
                prison_days=decision.days,
                fine_rupiah=decision.rupiah,
                ends_on=sentence.period.ends_on,
            )
        ],
        now,
    )


def _need_failures(case: Case, failures: int, step: BreachState) -> None:
    if failures < (needed := failures_needed(case, step)):
        refusal = errors.ChildTooFewFailures if case.sentence.regime == "child" else errors.TooFewFailures
        raise refusal(failures=failures, needed=needed)


def _need_amount(case: Case, decision: Decision) -> None:
    sentence, replaced = case.sentence, case.replaced
    verdict_hours = (sentence.required_minutes - sentence.repeat_minutes) // 60
    substitute = case.limits.breach.substitute_prison_days if replaced.fine_rupiah else 0
    asked, maximum, unit = {
        "repeat": (decision.hours or 0, verdict_hours, "jam / hours"),
        "prison": (decision.days or 0, replaced.prison_days, "hari penjara / days of prison"),
        "fine": (decision.rupiah or 0, replaced.fine_rupiah, "rupiah"),
        "substitute_prison": (decision.days or 0, substitute, "hari penjara pengganti / days of substitute prison"),
    }[decision.kind]
    if not 0 < asked <= maximum:
        raise errors.MoreThanReplaced(maximum=maximum, unit=unit, asked=asked)


def _after(case: Case, decision: Decision, now: datetime) -> Case:
    """The case as the decision leaves it. Minutes that the end had cut count for a repeat."""
    match decision.kind:
        case "none":
            return case
        case "repeat":
            today, minutes = local_day(now), (decision.hours or 0) * 60
            repeated = case.with_sentence(_repeated(case.sentence, minutes, decision.ends_on, case.limits, today))
            restored = repeated.with_entries(restore(repeated.sentence.remaining_minutes, repeated.served()))
            return restored.with_new_caps(today)
        case _:
            return case.with_sentence(replace(case.sentence, state="closed", review=None))


def _repeated(sentence: Sentence, minutes: int, ends_on: date | None, rules: Limits, today: date) -> Sentence:
    """More minutes, and the days for them: a repeat is community service again, so at most six months from today."""
    last = sentence.period.ends_on
    until = ends_on or last
    latest = max(last, last_day_of_months(today, rules.instalments.maximum_months))
    if not last <= until <= latest:
        raise errors.ExtensionOutOfRange(earliest=last, latest=latest, ends_on=until)
    remaining = sentence.remaining_minutes + minutes
    needed = days_needed(remaining, sentence.daily_cap_minutes)
    available = max(0, (until - max(today, sentence.period.starts_on)).days)
    if needed > available:
        raise errors.RepeatDoesNotFit(minutes=remaining, needed=needed, available=available, ends_on=until)
    return replace(
        sentence,
        required_minutes=sentence.required_minutes + minutes,
        repeat_minutes=sentence.repeat_minutes + minutes,
        period=Period(sentence.period.starts_on, until),
    )
