"""The calendar: public holidays, joint leave (cuti bersama), and the decrees that move them.

The library `holidays` says what is usual; its feasts that follow the moon are estimates. A decree overrides it, day by
day. What a decree has said of a day stays on record, and the latest revision holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

DayKind = Literal["public_holiday", "joint_leave", "working_day"]
"""What a decree makes of a day. `working_day`: the decree says that it is no holiday and no joint leave any more."""

OffKind = Literal["public_holiday", "joint_leave"]

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


COLUMNS = "on_date, kind, name, decree_number, decreed_on, decree_issuer, recorded_at"
"""The columns of a table `calendar_days` that `calendar_of` reads, in this order."""


def calendar_of(rows: Iterable[Any]) -> Calendar:
    """From rows of `COLUMNS`, the oldest revision of a day first."""
    days: dict[date, list[Decreed]] = defaultdict(list)
    for row in rows:
        on, kind, name, number, decreed_on, issuer, recorded_at = row
        days[on].append(Decreed(DayOff(kind, name), Decree(number, decreed_on, issuer), recorded_at))
    return Calendar(days)


def usual(on: date) -> DayOff | None:
    """What the library says of a day, where no decree has spoken."""
    return _usual(on.year).get(on)


@cache
def _usual(year: int) -> Mapping[date, DayOff]:
    from holidays.countries.indonesia import Indonesia  # noqa: PLC0415  # a quarter of a second that only a plan needs

    found: dict[date, DayOff] = {}
    kinds: tuple[tuple[str, DayKind], ...] = (("government", "joint_leave"), ("public", "public_holiday"))
    for category, kind in kinds:
        days = Indonesia(years=year, language="id", categories=(category,))
        found |= {on: DayOff(kind, name) for on, name in days.items() if on.year == year}
    return found


def weekday_name(on: date) -> str:
    return _WEEKDAYS[on.weekday()]


def why_no_work(
    on: date, working_days: Collection[int], no_work_on: Collection[OffKind], calendar: Calendar
) -> str | None:
    """The day of the week or the holiday because of which nobody works on a day, or None on a working day.

    `working_days` are ISO numbers, 1 is Monday; `no_work_on` are the kinds of days off on which nobody works."""
    if on.isoweekday() not in working_days:
        return weekday_name(on)
    off = calendar.off(on)
    return off.name if off and off.kind in no_work_on else None
