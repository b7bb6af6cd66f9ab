"""Periods of whole days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.errors.programmes import PeriodReversed


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are included. Raises PeriodReversed."""

    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise PeriodReversed(starts_on=self.starts_on, ends_on=self.ends_on)

    def covers(self, other: Period) -> bool:
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"
