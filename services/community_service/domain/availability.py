"""When a person cannot serve, and where the person lives. Personal data, which is never in an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from services.community_service.domain.geography import Point
from shared.periods import Period

BlockedKind = Literal["work", "school", "worship", "care", "other"]


@dataclass(frozen=True, slots=True)
class Blocked:
    """Local times on a weekday (ISO), on a range of days, or on a weekday within a range. One of the two is set."""

    kind: BlockedKind
    starts: time
    ends: time
    weekday: int | None = None
    days: Period | None = None

    def on(self, day: date) -> bool:
        return (self.weekday is None or self.weekday == day.isoweekday()) and (self.days is None or day in self.days)

    def meets(self, day: date, starts: time, ends: time) -> bool:
        return self.on(day) and starts < self.ends and self.starts < ends


@dataclass(frozen=True, slots=True)
class Availability:
    """`home` is the area where the person lives. `skills` come from completed training."""

    blocked: tuple[Blocked, ...] = ()
    home: Point | None = None
    skills: frozenset[str] = frozenset()
