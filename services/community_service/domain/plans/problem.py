"""The question to planning, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

from services.community_service.domain.availability import Availability
from services.community_service.domain.geography import Point
from services.community_service.domain.placements import Place
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sites import Determined
from services.community_service.rules import Limits
from shared.clock import local_day

Seats = Mapping[tuple[UUID, date], int]
"""Seats taken by slot and day."""

Family = Literal[
    "daily_cap", "period", "blocked_times", "capacity", "closed_days", "skills", "child_rules", "agreements",
    "chosen_sites", "one_site_a_day", "rhythm",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Policy:
    """Planning's own figures. Times are deterministic seconds of the solver: the same on every machine."""

    shortest_minutes: int = 60
    one_person_limit: float = 0.6
    batch_person_limit: float = 0.1
    repair_limit: float = 0.2
    repair_group: int = 4
    repairs: int = 20


POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Offer:
    """A site that may take people. WGS 84 degrees. If it is not `chosen`, its sessions stay but it gets no new ones."""

    place: Place
    latitude: float
    longitude: float
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Existing:
    """A scheduled session that a plan may still cancel."""

    session_id: UUID
    site_id: UUID
    slot_id: UUID
    on: date
    starts: time
    ends: time

    @property
    def minutes(self) -> int:
        return minute(self.ends) - minute(self.starts)


@dataclass(frozen=True, slots=True)
class Busy:
    """Another session of the person, in any case. It takes the person's time and counts for the day's cap."""

    on: date
    starts: time
    ends: time


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence to plan.

    `existing` sessions may be cancelled by the plan. `pending_minutes` are in sessions that a plan cannot change and
    that are not signed off; `forgotten_minutes` are those of them that nobody has recorded in time. `taken` does not
    count the seats of `existing`."""

    sentence: Sentence
    limits: Limits
    availability: Availability
    offers: tuple[Offer, ...]
    now: datetime
    taken: Seats = field(default_factory=dict)
    busy: tuple[Busy, ...] = ()
    existing: tuple[Existing, ...] = ()
    pending_minutes: int = 0
    forgotten_minutes: int = 0
    determined: Determined = field(default_factory=Determined)
    """The places that the litmas of a child's case names."""
    days: frozenset[date] = frozenset()
    """This sentence's days that a plan cannot change: served, or to be signed off."""

    @property
    def needed_minutes(self) -> int:
        return max(0, self.sentence.remaining_minutes - self.pending_minutes)

    @property
    def first_day(self) -> date:
        return max(self.sentence.period.starts_on, local_day(self.now))

    def way(self, offer: Offer) -> float:
        """Kilometres from the person's home area to a site. 0 if the home area is not known."""
        home = self.availability.home
        return home.metres_to(Point(offer.latitude, offer.longitude)) / 1000 if home else 0.0


@dataclass(frozen=True, slots=True)
class Proposed:
    """A new session of a plan, in its slot."""

    site_id: UUID
    slot_id: UUID
    on: date
    starts: time
    ends: time

    @property
    def minutes(self) -> int:
        return minute(self.ends) - minute(self.starts)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A complete plan: new sessions, kept ones and cancelled ones. `kilometres` is the sum of the new sessions' ways.

    If it is not `optimal`, it still keeps every rule and completes as early as possible. But the solver's time ended
    before it proved that no other plan has fewer sites and shorter ways."""

    sessions: tuple[Proposed, ...]
    kept: tuple[UUID, ...]
    cancelled: tuple[UUID, ...]
    completes_on: date | None
    kilometres: float
    optimal: bool

    @property
    def sites(self) -> int:
        return len({session.site_id for session in self.sessions})


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What one constraint costs. Without it `gained_minutes` more could be scheduled. `enough`: then all would fit.

    `needed`: the figure with which all would fit, in minutes a day or in days after the period."""

    family: Family
    gained_minutes: int
    enough: bool
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class Full:
    """A slot without a free seat, on a day when the person could come."""

    site_id: UUID
    slot_id: UUID
    on: date


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no plan. `short_minutes` do not fit."""

    needed_minutes: int
    schedulable_minutes: int
    usable_days: int
    days_missing: int
    relaxations: tuple[Relaxation, ...]
    full: tuple[Full, ...]

    @property
    def short_minutes(self) -> int:
        return self.needed_minutes - self.schedulable_minutes


Answer = Proposal | Explanation


def minute(local: time) -> int:
    """The minute of the day."""
    return local.hour * 60 + local.minute


def clock(minutes: int) -> time:
    """The time of day of a minute of the day."""
    return time(minutes // 60, minutes % 60)
