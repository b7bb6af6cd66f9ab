"""A session as it was scheduled, and what happened at it. The values that every topic of a case uses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from services.community_service.domain.calendar import minutes_between
from services.community_service.domain.geography import Point
from services.community_service.domain.outcomes import counts_for
from services.community_service.events import Accompanied, Outcome
from shared.clock import local_day

State = Literal["scheduled", "checked_in", "recorded", "signed_off"]

_MINUTE = timedelta(minutes=1)

Grade = Literal["good", "sufficient", "poor"]


@dataclass(frozen=True, slots=True)
class Compliance:
    """How the work was done, as the supervisor saw it; null is not noted. It stays in this service."""

    safety_gear: bool | None = None
    work_quality: Grade | None = None
    behaviour: Grade | None = None
    accompanied_by: Accompanied | None = None
    """Who was with a child (C2g)."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """A session and its attendance, as it stands after its corrections. Subjects are pseudonymous."""

    session_id: UUID
    placement_id: UUID
    site_id: UUID
    starts_at: datetime
    ends_at: datetime
    slot_id: UUID | None = None
    state: State = "scheduled"
    checked_in_at: datetime | None = None
    checked_in_by: str | None = None
    arrival: Point | None = None
    checked_out_at: datetime | None = None
    departure: Point | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    compliance: Compliance = Compliance()
    recorded_by: str | None = None
    signed_off_by: str | None = None
    corrected_by: str | None = None
    """Who proposed the latest correction of it."""
    credited_minutes: int = 0
    """The sum of its entries in the ledger."""

    @property
    def on(self) -> date:
        """The local day of the session."""
        return local_day(self.starts_at)

    @property
    def scheduled_minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def present_minutes(self) -> int:
        return present_minutes(self.starts_at, self.ends_at, self.checked_in_at, self.checked_out_at)

    @property
    def worth_minutes(self) -> int:
        """What it is worth before any cap: the time present, where the outcome counts."""
        return self.present_minutes if counts_for(self.outcome) else 0

    @property
    def recorders(self) -> frozenset[str]:
        """Whoever has checked in, recorded or corrected it. None of them signs it off."""
        return frozenset(filter(None, (self.checked_in_by, self.recorded_by, self.corrected_by)))

    @property
    def involved(self) -> frozenset[str]:
        """Whoever has recorded it or signed it off. None of them decides on a correction of it."""
        return self.recorders | ({self.signed_off_by} if self.signed_off_by else frozenset())

    def credit(self, minutes: int) -> Attendance:
        """With these minutes on top of what it was credited; corrections may take minutes away."""
        return replace(self, credited_minutes=self.credited_minutes + minutes) if minutes else self


def present_minutes(
    starts_at: datetime, ends_at: datetime, checked_in_at: datetime | None, checked_out_at: datetime | None
) -> int:
    """Minutes within the schedule. The minutes in which the person came and left count whole, so no second is lost.

    Time before or after the schedule never counts."""
    if checked_in_at is None or checked_out_at is None or checked_out_at <= checked_in_at:
        return 0
    came, left = _begun(checked_in_at), _begun(checked_out_at)
    if left < checked_out_at:
        left += _MINUTE
    return minutes_between(max(came, starts_at), min(left, ends_at))


def _begun(moment: datetime) -> datetime:
    """When the minute of this moment began."""
    return moment.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Presence:
    """Where the same person was, in any case of theirs. Without a check-out the schedule's end counts."""

    sentence_id: UUID
    session_id: UUID
    site_id: UUID
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules look at around the session at hand: its site, its slot, its person."""

    site: Point
    supervisors: frozenset[str] = frozenset()
    commercial: bool = False
    """The site's declaration that nothing is commercial is withdrawn."""
    slot_capacity: int = 1
    others_in_slot: int = 0
    """Other people who were signed off as present in the same slot at the same time."""
    relatives: frozenset[str] = frozenset()
    """Declared relatives of the person."""
    causes: frozenset[tuple[str, str]] = frozenset()
    """Kinds and causes of the alarms that other cases have about the same slot and day."""
    closed: str | None = None
    """Why the site was closed on that day, as far as the calendar had said it when the session began."""
    elsewhere: tuple[Presence, ...] = ()
    """Where else the person was on that day and the days beside it: whoever leaves after midnight may be elsewhere."""
