"""What a verdict states beside hours and period; it binds the plan then (K8, KUHP art. 85(6), (9)).

The place, and on how many days a week or a month. Another place needs the prosecutor's act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.community_service.domain.calendar import weekdays
from shared.periods import Period
from shared.texts import canonical


@dataclass(frozen=True, slots=True)
class Bound:
    place: str | None = None
    work: str | None = None
    days_per_week: int | None = None
    days_per_month: int | None = None

    @property
    def has_rhythm(self) -> bool:
        return bool(self.days_per_week or self.days_per_month)

    def is_place(self, site: str) -> bool:
        """Whether a site of this name is where the verdict says. Capitals and spaces make no other name."""
        return self.place is None or canonical(self.place).casefold() == canonical(site).casefold()


@dataclass(frozen=True, slots=True)
class Crowded:
    """A week (by its Monday) or a month (by its first day) with more days than the verdict has for it."""

    first: date
    days: int
    most: int
    weekly: bool


def crowded(bound: Bound, days: Collection[date]) -> Iterator[Crowded]:
    """`days`: each once, in any order."""
    for most, first, weekly in _spans(bound):
        for span, count in sorted(Counter(map(first, set(days))).items()):
            if count > most:
                yield Crowded(span, count, most, weekly)


def fitting(bound: Bound, days: Iterable[date], taken: Collection[date] = ()) -> set[date]:
    """Of these days, in their order, those that fit beside the ones before them and the `taken` ones."""
    held, fits = set(taken), set[date]()
    for day in days:
        near = [each for each in held if abs((each - day).days) < 31]
        if day in held or not any(within(each, day) for each in crowded(bound, [*near, day])):
            held.add(day)
            fits.add(day)
    return fits


def within(span: Crowded, day: date) -> bool:
    return span.first == (_monday if span.weekly else _first)(day)


def room(bound: Bound, period: Period, which: frozenset[int]) -> int:
    """On how many days of a period somebody may serve: on these days of the week (ISO), within the rhythm."""
    if not bound.has_rhythm:
        return weekdays(period, which)
    days = (period.starts_on + timedelta(days=n) for n in range(max(0, period.days)))
    return len(fitting(bound, (day for day in days if day.isoweekday() in which)))


def _spans(bound: Bound) -> Iterator[tuple[int, Callable[[date], date], bool]]:
    if bound.days_per_week:
        yield bound.days_per_week, _monday, True
    if bound.days_per_month:
        yield bound.days_per_month, _first, False


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(day: date) -> date:
    return day.replace(day=1)
