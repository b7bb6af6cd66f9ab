"""The calendar: public holidays, joint leave (cuti bersama), and the decrees that move them.

The library `holidays` says what is usual; its feasts that follow the moon are estimates. A decree overrides it, day by
day. What a decree has said of a day stays on record, and the latest revision holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from services.community_service.errors import holidays as errors
from services.community_service.events import DayKind
from services.community_service.rules import ChildDay
from shared.periods import Period

HOLIDAYS_OF = "ID"
"""The country whose public holidays and joint leave are usual."""

_WEEKDAYS = ("Senin / Monday", "Selasa / Tuesday", "Rabu / Wednesday", "Kamis / Thursday", "Jumat / Friday",
             "Sabtu / Saturday", "Minggu / Sunday")  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayOff:
    """What a day is, and its name in Indonesian."""

    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class Decree:
    """Who decreed it, when and under which number (e.g. the joint decree of three ministers, SKB 3 Menteri)."""

    number: str
    decreed_on: date
    issuer: str


@dataclass(frozen=True, slots=True)
class Decreed:
    """What a decree says of a day, since it was recorded."""

    day: DayOff
    decree: Decree
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """`decreed` by day, the oldest revision first."""

    decreed: Mapping[date, Sequence[Decreed]] = field(default_factory=dict)

    def off(self, on: date) -> DayOff | None:
        """The holiday or joint leave of a day, as everybody knows it now."""
        latest = self.latest(on)
        if latest is None:
            return usual(on)
        return latest.day if latest.day.kind != "working_day" else None

    def latest(self, on: date, known_at: datetime | None = None) -> Decreed | None:
        """What decrees say of a day; with `known_at` only those that were recorded by then."""
        known = [each for each in self.decreed.get(on, ()) if known_at is None or each.recorded_at <= known_at]
        return known[-1] if known else None


def usual(on: date) -> DayOff | None:
    """What the library says of a day, where no decree has spoken."""
    return _usual(on.year).get(on)


@cache
def _usual(year: int) -> Mapping[date, DayOff]:
    import holidays  # noqa: PLC0415  # a quarter of a second that only a placement needs

    found: dict[date, DayOff] = {}
    kinds: tuple[tuple[str, DayKind], ...] = (("government", "joint_leave"), ("public", "public_holiday"))
    for category, kind in kinds:
        days = holidays.country_holidays(HOLIDAYS_OF, years=year, language="id", categories=(category,))
        found |= {on: DayOff(kind, name) for on, name in days.items() if on.year == year}
    return found


def next_revision(
    calendar: Calendar, on: date, said: DayOff, decree: Decree, *, corrects: bool, now: datetime
) -> Decreed | None:
    """What is recorded of a day; None where the same stands there already.

    A decree that is not later than the latest one does not overrule it. A correction does: it says why. Raises
    LaterDecreeHolds."""
    latest = calendar.latest(on)
    if latest and (latest.day, latest.decree) == (said, decree):
        return None
    if latest and latest.decree != decree and decree.decreed_on <= latest.decree.decreed_on and not corrects:
        raise errors.LaterDecreeHolds(on=on, number=latest.decree.number, decreed_on=latest.decree.decreed_on)
    return Decreed(said, decree, now)


def is_working_day(on: date, rule: ChildDay, calendar: Calendar) -> bool:
    """C2: whether a child may serve on a day."""
    return why_no_working_day(on, rule, calendar) is None


def why_no_working_day(on: date, rule: ChildDay, calendar: Calendar) -> str | None:
    """The holiday or the day of the week because of which a child does not serve, or None on a working day."""
    if on.isoweekday() not in rule.working_days:
        return _WEEKDAYS[on.weekday()]
    off = calendar.off(on)
    return off.name if off and off.kind in rule.no_work_on else None


def working_days(period: Period, rule: ChildDay, calendar: Calendar) -> int:
    """How many days of a period, both ends included, a child may serve on."""
    days = (period.starts_on + timedelta(days=number) for number in range(max(0, period.days)))
    return sum(is_working_day(on, rule, calendar) for on in days)


def why_not_counted(on: date, began: datetime, rule: ChildDay, calendar: Calendar) -> str | None:
    """Why what a child did on a day does not count, or None where it counts.

    Nobody loses a day that was worked in good faith: a holiday that was recorded after the work had begun takes nothing
    away, nor does one that was taken back later, nor an estimate."""
    if on.isoweekday() not in rule.working_days:
        return _WEEKDAYS[on.weekday()]
    then, now = calendar.latest(on, began), calendar.latest(on)
    if then and now and then.day.kind in rule.no_work_on and now.day.kind in rule.no_work_on:
        return now.day.name
    return None
