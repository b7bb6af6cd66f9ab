"""Forecast: will it be done in time? Minutes that remain against what is scheduled and what still could be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pace = Literal["on_pace", "at_risk", "cannot_finish"]
_WORSE: dict[Pace, int] = {"on_pace": 0, "at_risk": 1, "cannot_finish": 2}
RISK_PERCENT = 70
"""At risk when what is not scheduled needs more than so much of the time that is left for it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """In minutes. `scheduled`: attended and waiting for sign-off, or to come and still possible. `schedulable`: what
    could be scheduled beside it to the end of the period. `short`: what cannot be done any more."""

    remaining: int
    scheduled: int
    schedulable: int

    @property
    def open(self) -> int:
        """What is to be scheduled still."""
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
    """Whether it is time to say so: a first forecast counts as one that was on pace before."""
    return _WORSE[pace] > _WORSE[than or "on_pace"]
