"""The yearly evaluation of a PKS. Source: Permendagri 22/2020, PP 28/2018 (rule A4).

A year is one of the agreement's own: the first begins with its first day. It is evaluated once, in its last month or
after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from services.agreements import events
from services.agreements.domain.agreement import Period
from services.agreements.domain.life import Pks
from services.agreements.domain.obligation import Obligation
from services.agreements.errors import plan as errors
from services.agreements.events import Rating, Recommendation
from shared.messaging.events import Event

LAST_MONTH = timedelta(days=30)
_DAY = timedelta(days=1)

Outcome = Literal["on_time", "late", "unfulfilled", "lapsed", "not_yet_due"]


@dataclass(frozen=True, slots=True)
class Line:
    """An obligation as the evaluation saw it."""

    obligation_id: UUID
    what: str
    owed_by: UUID
    quantity: int
    unit: str
    done: int
    due_on: date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`period` is the year itself, cut off where the PKS ended."""

    id: UUID
    agreement_id: UUID
    year: int
    period: Period
    findings: str
    rating: Rating
    recommendation: Recommendation
    filed_by: UUID
    lines: tuple[Line, ...] = ()


def anniversary(first: date, years: int) -> date:
    """The same day some years on; 28 February for the 29th."""
    try:
        return first.replace(year=first.year + years)
    except ValueError:
        return first.replace(year=first.year + years, day=28)


def year_of(pks: Pks, year: int, ended_on: date | None) -> Period:
    """The days of an agreement's year. Raises YearOutsidePeriod where it does not begin within the period."""
    last = min(pks.period.ends_on, ended_on or pks.period.ends_on)
    starts_on = anniversary(pks.period.starts_on, year - 1)
    if starts_on > last:
        raise errors.YearOutsidePeriod(year=year, starts_on=starts_on, period=f"{pks.period.starts_on} – {last}")
    return Period(starts_on, min(last, anniversary(pks.period.starts_on, year) - _DAY))


def file(pks: Pks, evaluation: Evaluation, today: date) -> list[Event]:
    """Files it. Raises NotYetInForce, EvaluationTooEarly."""
    if pks.state in {"draft", "in_review", "approved", "signed"}:
        raise errors.NotYetInForce(state=pks.state)
    ends_on = evaluation.period.ends_on
    if today < (opens_on := ends_on - LAST_MONTH):
        raise errors.EvaluationTooEarly(year=evaluation.year, ends_on=ends_on, opens_on=opens_on, today=today)
    outcomes = Counter(line.outcome for line in evaluation.lines)
    filed = events.EvaluationFiled(
        evaluation_id=evaluation.id,
        agreement_id=pks.id,
        agency_id=pks.agency_id,
        institution_id=pks.institution_id,
        year=evaluation.year,
        starts_on=evaluation.period.starts_on,
        ends_on=ends_on,
        rating=evaluation.rating,
        recommendation=evaluation.recommendation,
        obligations=len(evaluation.lines),
        on_time=outcomes["on_time"],
        late=outcomes["late"],
        unfulfilled=outcomes["unfulfilled"],
    )
    return [filed]


def summarise(obligations: Sequence[Obligation], year: Period, today: date) -> tuple[Line, ...]:
    """What became of each obligation that was due in the year."""
    agreed = [o for o in obligations if o.state not in {"proposed", "cancelled"}]
    due = [o for o in agreed if year.starts_on <= o.due_on <= year.ends_on]
    return tuple(_line(o, today) for o in sorted(due, key=lambda o: (o.due_on, o.id)))


def _line(o: Obligation, today: date) -> Line:
    return Line(o.id, o.what, o.owed_by, o.quantity, o.unit, o.done, o.due_on, _outcome(o, today))


def _outcome(o: Obligation, today: date) -> Outcome:
    if o.state == "fulfilled" and o.delivered_on:
        return "on_time" if o.delivered_on <= o.due_on else "late"
    if o.state == "lapsed":
        return "lapsed"
    return "not_yet_due" if o.due_on >= today else "unfulfilled"
