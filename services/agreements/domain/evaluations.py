"""The yearly evaluation (evaluasi) of a PKS. Source: Permendagri 22/2020, PP 28/2018 (rule A4).

Years are the agreement's own: the first begins with its first day. Each is evaluated once, in its last month or after
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from services.agreements import events
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.obligations import Obligation, require_begun
from services.agreements.errors import evaluations as errors
from services.agreements.events import Rating, Recommendation
from shared.messaging.events import Event
from shared.periods import Period

LAST_MONTH = timedelta(days=30)
_DAY = timedelta(days=1)

Outcome = Literal["on_time", "late", "unfulfilled", "lapsed", "not_yet_due"]


@dataclass(frozen=True, slots=True)
class Line:
    """An obligation at the time of the evaluation."""

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
    """`period` is the year itself, cut off at the day on which the PKS ended."""

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
    """The same day some years later. For 29 February it is 28 February in common years."""
    year = min(first.year + years, date.max.year)
    try:
        return first.replace(year=year)
    except ValueError:
        return first.replace(year=year, day=28)


def year_of(pks: Pks, year: int, ended_on: date | None) -> Period:
    """The days of the agreement's `year`-th year, cut off at `ended_on`. Raises YearOutsidePeriod."""
    last = min(pks.period.ends_on, ended_on or pks.period.ends_on)
    starts_on = anniversary(pks.period.starts_on, year - 1)
    if starts_on > last:
        raise errors.YearOutsidePeriod(year=year, starts_on=starts_on, period=f"{pks.period.starts_on} – {last}")
    return Period(starts_on, min(last, anniversary(pks.period.starts_on, year) - _DAY))


def file(pks: Pks, evaluation: Evaluation, today: date) -> list[Event]:
    """The fact of a filed evaluation. Raises NotYetInForce, EvaluationTooEarly."""
    require_begun(pks)
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
    """A line for each obligation that was due in the year, with its outcome, in the order of due dates."""
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
