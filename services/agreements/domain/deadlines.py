"""What time makes of an obligation: it is overdue after its due date, or lapses with its PKS.

An alarm is dated by the history of the PKS: while the PKS is suspended, its obligations rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from services.agreements import events
from services.agreements.domain import obligations
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.obligations import Obligation
from services.agreements.domain.results import Result
from services.agreements.domain.terms import day_after
from shared.clock import local_day, midnight

Verb = Literal["activated", "suspended", "resumed", "expired", "terminated"]
_BEGINS, _ENDS = frozenset({"activated", "resumed"}), frozenset({"expired", "terminated"})


@dataclass(frozen=True, slots=True)
class Milestone:
    """A PKS came into force, rested, or ended at this moment (UTC)."""

    verb: Verb
    at: datetime


History = Sequence[Milestone]
"""The milestones of a PKS since it came into force, oldest first."""


class Settled(NamedTuple):
    """An obligation that time has changed, and the moment that its fact is dated with."""

    result: Result[Obligation]
    moment: datetime


def alarm_at(due_on: date, history: History) -> datetime | None:
    """The moment at which something due on a day is overdue: local midnight after it, while the PKS is in force.

    If the PKS is suspended then, it is the moment of the resumption. None if the PKS still rests, or ended before.
    """
    due, began = midnight(day_after(due_on)), None
    for milestone in history:
        if milestone.verb in _BEGINS:
            began = began or milestone.at
        elif began is not None and due <= milestone.at:
            return max(due, began)
        else:
            began = None
    return None if began is None else max(due, began)


def ended_on(history: History) -> date | None:
    """The last day of a PKS that has ended. None while it lasts."""
    if not history or history[-1].verb not in _ENDS:
        return None
    return local_day(history[-1].at - timedelta(microseconds=1))


def settle(pks: Pks, obligation: Obligation, history: History, now: datetime) -> Settled | None:
    """Applies a deadline that has passed: overdue after its due date, lapsed if the PKS ended before that date.

    None if no deadline has passed."""
    if obligation.state not in {"open", "proposed"}:
        return None
    moment = alarm_at(obligation.due_on, history) if obligation.state == "open" else None
    if moment is not None:
        late = local_day(now) > local_day(moment)
        return Settled(_overdue(pks, obligation, late=late), moment) if moment <= now else None
    if ended_on(history) is None:
        return None
    lapsed = replace(obligation, state="lapsed", pending=None)
    fact = events.ObligationLapsed(**obligations.fields(pks, lapsed))
    return Settled(Result(lapsed, [fact]), history[-1].at)


def _overdue(pks: Pks, obligation: Obligation, *, late: bool) -> Result[Obligation]:
    overdue = replace(obligation, state="overdue")
    awaits = "confirmation" if obligation.delivered_on else "delivery"
    return Result(overdue, [events.ObligationOverdue(**obligations.fields(pks, overdue), awaits=awaits, late=late)])
