"""Forecasts: whether a sentence will be served in time. Minutes that remain, are scheduled, and could be scheduled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.periods import Period

Pace = Literal["on_pace", "at_risk", "cannot_finish"]
_WORSE: dict[Pace, int] = {"on_pace": 0, "at_risk": 1, "cannot_finish": 2}
RISK_PERCENT = 70
"""At risk if the minutes that are not scheduled need more than this share of the time that is left for them."""


UNRECORDED_DAYS = 2
"""So many days after its own a session that nobody has recorded still counts as scheduled."""


def forgotten(on: date, period: Period, today: date) -> bool:
    """Whether a session that is over without a record is no ground to hope any more: after two days, or with the end of
    the period. It counts again when it is settled."""
    return today > period.ends_on or (today - on).days > UNRECORDED_DAYS


@dataclass(frozen=True, slots=True)
class Forecast:
    """In minutes.

    `scheduled`: in sessions that wait for sign-off, or that are to come and still possible. `schedulable`: what could
    be scheduled beside them until the end of the period. `short`: what cannot be served in time any more."""

    remaining: int
    scheduled: int
    schedulable: int

    @property
    def open(self) -> int:
        """What is not scheduled yet."""
        return max(0, self.remaining - self.scheduled)

    @property
    def short(self) -> int:
        return max(0, self.open - self.schedulable)

    @property
    def pace(self) -> Pace:
        if self.short:
            return "cannot_finish"
        return "at_risk" if self.open * 100 > self.schedulable * RISK_PERCENT else "on_pace"


def worse(pace: Pace, than: Pace | None) -> bool:
    """Whether the pace is worse than before. Before the first forecast a sentence counts as on pace."""
    return _WORSE[pace] > _WORSE[than or "on_pace"]
