"""When a person cannot serve, and where they come from. Personal data: it never enters a fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from services.community_service.domain.calendar import Period

BlockedKind = Literal["work", "school", "worship", "care", "other"]
_EARTH_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class Blocked:
    """Local times of a weekday (ISO), of a range of days, or of a weekday within a range. One of the two is there."""

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
class Home:
    """The area where a person lives, WGS 84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Availability:
    blocked: tuple[Blocked, ...] = ()
    home: Home | None = None
    skills: frozenset[str] = frozenset()


def kilometres(home: Home, latitude: float, longitude: float) -> float:
    """Great-circle distance."""
    a, b = radians(home.latitude), radians(latitude)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(longitude - home.longitude) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(h)))
