"""Monthly wages (upah) of those who do productive work (rule P1): each line is booked, or refused with its reason."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training.domain.children import is_child
from services.training.errors import wages as errors
from services.training.errors.ledger import ChildEarnsNothing, DayToCome
from services.training.rules import TrainingRules
from shared.errors import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line. With no refusal and `unchanged`, the same wage was booked before."""

    participant_id: UUID
    rupiah: int
    unchanged: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """Who is or was in the register of the institution.

    `came_on`: the day of coming from another one; `left_on`: the day of leaving this one for good, so far."""

    birth_date: date | None
    came_on: date | None = None
    left_on: date | None = None

    def was_here_in(self, month: date) -> bool:
        came_later = self.came_on is not None and self.came_on > last_day(month)
        return not came_later and (self.left_on is None or self.left_on >= month)


def need_month(month: date, today: date) -> None:
    """A wage is of a month that has begun. Raises DayToCome."""
    if month > today:
        raise DayToCome(on=month, today=today)


def judge(
    wanted: Mapping[UUID, int],
    workers: Mapping[UUID, Worker],
    booked: Mapping[UUID, int],
    month: date,
    rules: TrainingRules,
) -> list[Line]:
    """A refused line does not keep the others from being booked. Who is 18 by its end is no child in a month."""
    return [_line(id_, rupiah, workers.get(id_), booked.get(id_), month, rules) for id_, rupiah in wanted.items()]


def _line(id_: UUID, rupiah: int, worker: Worker | None, booked: int | None, month: date, rules: TrainingRules) -> Line:
    if worker is None or worker.birth_date is None:
        return Line(id_, rupiah, refusal=errors.NotOfInstitution())
    if is_child(worker.birth_date, last_day(month), rules):
        return Line(id_, rupiah, refusal=ChildEarnsNothing())
    if not worker.was_here_in(month):
        return Line(id_, rupiah, refusal=errors.NotHeldThatMonth(month=f"{month:%Y-%m}"))
    if booked is not None and booked != rupiah:
        return Line(id_, rupiah, refusal=errors.WageBooked())
    return Line(id_, rupiah, unchanged=booked is not None)


def last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])
