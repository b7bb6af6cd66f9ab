"""Breach: warning, proposal with evidence, the prosecutor's decision (KUHP art. 85(7); a child: UU 11/2012 art. 76).

Masohi only proposes. Who may have failed is warned first; a proposal needs a failure after the warning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.calendar import Period, days_needed, last_day_of_months
from services.community_service.domain.ledger import Entry, Served, restore
from services.community_service.domain.sentences import Sentence, balance, completion, need_running, settle
from services.community_service.errors import breaches as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import BreachDecision, Failure
from services.community_service.rules import BreachLimits, Limits
from shared.clock import local_day
from shared.errors import Refusal
from shared.messaging.events import Event

_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Breach:
    id: UUID
    sentence_id: UUID
    state: Literal["warned", "proposed", "decided"]
    warned_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What the prosecutor decides, with the amount that belongs to it. `ends_on` is the new last day of a repeat."""

    kind: BreachDecision
    hours: int | None = None
    days: int | None = None
    rupiah: int | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """The punishment that community service took the place of."""

    prison_days: int
    fine_rupiah: int


@dataclass(frozen=True, slots=True)
class Decided:
    sentence: Sentence
    entries: Sequence[Entry]
    happened: list[Event]


def limits_of(sentence: Sentence, rules: Limits) -> BreachLimits:
    return rules.child_breach if sentence.regime == "child" else rules.breach


def warn(
    sentence: Sentence, failures: Sequence[Failure], rules: Limits, breach_id: UUID, now: datetime
) -> tuple[Breach, list[Event]]:
    """The counsellor warns. `failures` are signed off, unjustified, and not used in an earlier decision."""
    need_running(sentence)
    _need_failures(sentence, failures, limits_of(sentence, rules).warning_at)
    fact = events.BreachWarned(**balance(sentence), breach_id=breach_id, failures=len(failures))
    return Breach(breach_id, sentence.id, "warned", now), [fact]


def propose(
    sentence: Sentence, breach: Breach, failures: Sequence[Failure], rules: Limits
) -> tuple[Breach, list[Event]]:
    """The counsellor lays it before the prosecutor."""
    need_running(sentence)
    if breach.state != "warned":
        raise WrongState(state=breach.state, needed="warned")
    _need_failures(sentence, failures, limits_of(sentence, rules).proposal_at)
    if not any(failure.starts_at > breach.warned_at for failure in failures):
        raise errors.NoFailureSinceWarning(warned_on=local_day(breach.warned_at))
    fact = events.BreachProposed(**balance(sentence), breach_id=breach.id, evidence=list(failures))
    return replace(breach, state="proposed"), [fact]


def standing(
    sentence: Sentence, breach: Breach | None, failures: Sequence[Failure], rules: Limits
) -> Literal["warning_due", "warned", "proposal_due", "proposed"] | None:
    """Where a case stands, as anyone may ask: whether the counsellor could warn, or propose, now."""
    if breach is None:
        return "warning_due" if _allows(lambda: warn(sentence, failures, rules, sentence.id, _ANY_TIME)) else None
    if breach.state == "warned" and _allows(lambda: propose(sentence, breach, failures, rules)):
        return "proposal_due"
    return "warned" if breach.state == "warned" else "proposed"


def _allows(step: Callable[[], object]) -> bool:
    try:
        step()
    except Refusal:
        return False
    return True


def decide(
    sentence: Sentence,
    breach: Breach,
    decision: Decision,
    replaced: Replaced,
    standing: int,
    served: Sequence[Served],
    rules: Limits,
    now: datetime,
    open_matters: int = 0,
) -> Decided:
    """The prosecutor decides. `standing` is how many pieces of evidence still hold after corrections.

    A repeat lengthens the sentence; prison, fine and substitute prison close it; none leaves it as it is.
    """
    if breach.state != "proposed":
        raise WrongState(state=breach.state, needed="proposed")
    if decision.kind != "none":
        need_running(sentence)
        needed = limits_of(sentence, rules).proposal_at
        if standing < needed:
            raise errors.EvidenceNoLongerHolds(failures=standing, needed=needed)
        if sentence.regime == "child" and decision.kind != "repeat":
            raise errors.ChildRepeatsOnly(decision=decision.kind)
        _need_amount(sentence, decision, replaced, rules)
    moved = _moved(sentence, decision, rules, now)
    entries = restore(moved.remaining_minutes, served) if decision.kind == "repeat" else []
    moved = replace(moved, credited_minutes=moved.credited_minutes + sum(entry.minutes for entry in entries))
    moved = settle(moved, open_matters) if entries else moved
    fact = events.BreachDecided(
        **balance(moved),
        breach_id=breach.id,
        decision=decision.kind,
        repeat_minutes=decision.hours * 60 if decision.hours else None,
        prison_days=decision.days,
        fine_rupiah=decision.rupiah,
        ends_on=moved.period.ends_on,
    )
    completed = completion(moved, now) if sentence.state != "completed" else []
    return Decided(moved, entries, [fact, *completed])


def _need_failures(sentence: Sentence, failures: Sequence[Failure], needed: int) -> None:
    if len(failures) < needed:
        refusal = errors.ChildTooFewFailures if sentence.regime == "child" else errors.TooFewFailures
        raise refusal(failures=len(failures), needed=needed)


def _need_amount(sentence: Sentence, decision: Decision, replaced: Replaced, rules: Limits) -> None:
    verdict_hours = (sentence.required_minutes - sentence.repeat_minutes) // 60
    substitute = rules.breach.substitute_prison_days if replaced.fine_rupiah else 0
    asked, maximum, unit = {
        "repeat": (decision.hours or 0, verdict_hours, "jam / hours"),
        "prison": (decision.days or 0, replaced.prison_days, "hari penjara / days of prison"),
        "fine": (decision.rupiah or 0, replaced.fine_rupiah, "rupiah"),
        "substitute_prison": (decision.days or 0, substitute, "hari penjara pengganti / days of substitute prison"),
    }[decision.kind]
    if not 0 < asked <= maximum:
        raise errors.MoreThanReplaced(maximum=maximum, unit=unit, asked=asked)


def _moved(sentence: Sentence, decision: Decision, rules: Limits, now: datetime) -> Sentence:
    match decision.kind:
        case "none":
            return sentence
        case "repeat":
            return _repeated(sentence, (decision.hours or 0) * 60, decision.ends_on, rules, local_day(now))
        case _:
            return replace(sentence, state="closed", review=None)


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
