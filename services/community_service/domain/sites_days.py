"""On which days a site takes people, and how it stands: for those who look for a place.

A placement is judged by `domain/placements.py`; this only shows the same calendar beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from services.community_service.domain.sites import Details, Gate, Site, Slot

WhyClosed = Literal["weekday", "closed", "suspended", "agreement", "closed_day", "public_holiday", "joint_leave"]
SiteStanding = Literal[
    "open", "full", "suspended_by_agreement", "suspended_by_coordinator", "commercial", "agreement_over", "closed"
]
"""How a site stands today, in one word. `full`: nothing is free in the coming week."""

WEEK = 7
"""Days that free seats are counted over, today included."""

Taken = Mapping[tuple[UUID, date], int]
"""Taken seats by slot and day."""


@dataclass(frozen=True, slots=True)
class ClosedBy:
    """`reason`: the name of the holiday, or what the site says of its day."""

    why: WhyClosed
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """A site with all that decides on which days it takes people."""

    site: Site
    gate: Gate
    details: Details

    def slots_on(self, on: date) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.site.slots if slot.weekday == on.isoweekday())

    def closed_by(self, on: date, today: date) -> ClosedBy | None:
        """Why the site takes nobody on this day, as known now; None where it does.

        Its own state says nothing of days that are past."""
        if not self.slots_on(on):
            return ClosedBy("weekday")
        if self.site.state != "open" and on >= today:
            return ClosedBy("closed" if self.site.state == "closed" else "suspended")
        if not self.gate.carries(self.site.name, on):
            return ClosedBy("agreement")
        if reason := self.details.closed_days.get(on):
            return ClosedBy("closed_day", reason)
        off = self.details.calendar.off(on)
        if off and off.kind != "working_day" and self.details.closes_for(off.kind):
            return ClosedBy(off.kind, off.name)
        return None

    def free_on(self, on: date, today: date, taken: Taken) -> int:
        if self.closed_by(on, today):
            return 0
        return sum(max(0, slot.capacity - taken.get((slot.id, on), 0)) for slot in self.slots_on(on))

    def free_in_week(self, today: date, taken: Taken) -> int:
        """From today to the sixth day after."""
        return sum(self.free_on(on, today, taken) for on in days_from(today, WEEK))

    def standing(self, today: date, free: int) -> SiteStanding:
        site = self.site
        if site.state == "closed":
            return "closed"
        if site.declaration_withdrawn_at:
            return "commercial"
        if site.state == "suspended":
            return "suspended_by_agreement" if site.suspended_by == "agreement" else "suspended_by_coordinator"
        if not self.gate.carries(site.name, today):
            return "agreement_over"
        return "open" if free else "full"


def days_from(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(count))
