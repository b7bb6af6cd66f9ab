"""How far a sentence is, against the time that is left: what is credited, waits, is scheduled, and is still open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.forecasts import forgotten
from services.community_service.domain.outcomes import counts_for
from services.community_service.domain.sessions import State
from services.community_service.events import Outcome
from shared.clock import local_day
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class Booked:
    """A session by what it may still add. `present_minutes`: within its schedule."""

    state: State
    outcome: Outcome | None
    on: date
    starts_at: datetime
    ends_at: datetime
    present_minutes: int


@dataclass(frozen=True, slots=True)
class PaceFigures:
    """In minutes. `waiting`: recorded, and a second person has not signed it off. `unrecorded`: over, and nobody has
    said what became of it. `scheduled`: to come, or under way. A session that is long forgotten counts nowhere."""

    required: int
    credited: int
    waiting: int
    unrecorded: int
    scheduled: int

    @property
    def open(self) -> int:
        """What is neither served nor scheduled."""
        return max(0, self.to_serve - self.unrecorded - self.scheduled)

    @property
    def to_serve(self) -> int:
        """What nobody has served yet, as far as it is recorded."""
        return max(0, self.required - self.credited - self.waiting)


def pace_figures(
    required: int, credited: int, sessions: Iterable[Booked], period: Period, now: datetime
) -> PaceFigures:
    waiting = unrecorded = scheduled = 0
    for each in sessions:
        minutes = minutes_between(each.starts_at, each.ends_at)
        if each.state == "recorded":
            waiting += each.present_minutes if counts_for(each.outcome) else 0
        elif each.state in ("scheduled", "checked_in") and each.ends_at > now:
            scheduled += minutes
        elif each.state in ("scheduled", "checked_in") and not forgotten(each.on, period, local_day(now)):
            unrecorded += minutes
    return PaceFigures(required, credited, waiting, unrecorded, scheduled)


def days_left(period: Period, today: date) -> int:
    """With today; all of them before the period has begun."""
    return max(0, (period.ends_on - max(today, period.starts_on)).days + 1)


def days_past(period: Period, today: date) -> int:
    """Whole days of the period that are over."""
    return min(period.days, max(0, (today - period.starts_on).days))


def per_week(minutes: int, days: int) -> int | None:
    """How many minutes a week that makes, rounded up; all of them in less than a week. None without a day."""
    if days <= 0:
        return None
    return min(minutes, -(-minutes * 7 // days))
