"""Sites: open under a cooperation agreement (PKS) in force for community service, suspended together with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.errors import sites as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import SiteState
from shared.holidays import Calendar, DayKind
from shared.messaging.events import Event
from shared.periods import Period
from shared.texts import canonical

_REMEMBERED_DAYS = 366


@dataclass(frozen=True, slots=True)
class Details:
    """`closed_days` by day, with the reason. A person must have every required skill. Helpful skills are preferred."""

    works_on_holidays: bool = False
    works_on_joint_leave: bool = False
    closed_days: Mapping[date, str] = field(default_factory=dict)
    skills_required: frozenset[str] = frozenset()
    skills_helpful: frozenset[str] = frozenset()
    calendar: Calendar = field(default_factory=Calendar)
    """The calendar of all sites."""
    opened_on: date = date.max
    """The first day of the site."""

    def closed_on(self, day: date) -> str | None:
        """Why the site takes nobody on this day, or None."""
        if reason := self.closed_days.get(day):
            return reason
        off = self.calendar.off(day)
        return off.name if off and self.closes_for(off.kind) else None

    def keeping(self, before: Details, today: date) -> Details:
        """With the days of before that have come: nobody had to be there, whatever is said later.

        So a site that works on holidays from now on was closed on those since it opened, a year back at most."""
        come = {on: reason for on, reason in before.closed_days.items() if on <= today}
        known = min(_REMEMBERED_DAYS, (today - before.opened_on).days + 1)
        lately = (today - timedelta(days=ago) for ago in range(known))
        off = {on: free for on in lately if (free := before.calendar.off(on))}
        opened = {on: f.name for on, f in off.items() if before.closes_for(f.kind) and not self.closes_for(f.kind)}
        return replace(self, closed_days={**self.closed_days, **opened, **come})

    def closes_for(self, kind: DayKind) -> bool:
        match kind:
            case "public_holiday":
                return not self.works_on_holidays
            case "joint_leave":
                return not self.works_on_joint_leave
            case "working_day":
                return False


SCOPE = "community_service"
PlaceKind = Literal[
    "hospital",
    "orphanage",
    "home_for_aged",
    "school",
    "library",
    "kelurahan",
    "house_of_worship",
    "other_social",
    "public_place",
]
SuspendedBy = Literal["agreement", "coordinator"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What is known of a cooperation agreement (PKS).

    `period` is the one that was signed. `last_day` is the last day as known now: a notice of termination, or a signed
    addendum that shortens it, counts from the day it is known. `sites` are the names of the sites that it covers; where
    it names none, it covers all."""

    agreement_id: UUID
    state: str
    scopes: frozenset[str]
    agency_id: UUID
    period: Period
    last_day: date | None = None
    sites: frozenset[str] = frozenset()

    @property
    def in_force(self) -> bool:
        return self.state == "in_force"

    @property
    def ends_on(self) -> date:
        return min(self.period.ends_on, self.last_day or self.period.ends_on)

    def covers(self, site: str) -> bool:
        """Whether a site of this name is covered. Capitals and spaces make no other name."""
        return not self.sites or _name(site) in map(_name, self.sites)

    def carries(self, site: str, day: date) -> bool:
        """Whether a site of this name may take people on this day: A2."""
        runs = SCOPE in self.scopes and self.in_force and self.period.starts_on <= day <= self.ends_on
        return runs and self.covers(site)


def _name(site: str) -> str:
    return canonical(site).casefold()


@dataclass(frozen=True, slots=True)
class Accreditation:
    """Without a last day it holds until it is revoked."""

    valid_from: date
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a site takes people, in local time, and how many at once. `weekday` is ISO (1 is Monday)."""

    id: UUID
    weekday: int
    starts: time
    ends: time
    capacity: int

    def holds(self, day: date, starts: time, ends: time) -> bool:
        return self.weekday == day.isoweekday() and self.starts <= starts and ends <= self.ends


@dataclass(frozen=True, slots=True)
class Site:
    id: UUID
    agreement_id: UUID
    agency_id: UUID
    host_organisation_id: UUID | None
    name: str
    activities: tuple[str, ...]
    child_friendly: bool
    slots: tuple[Slot, ...]
    place_kind: PlaceKind | None = None
    state: SiteState = "open"
    suspended_by: SuspendedBy | None = None
    declaration_withdrawn_at: datetime | None = None
    """Since when the site no longer declares that it is not commercial (K3)."""


Changed = tuple[Site, list[Event]]
"""The site as it is now, and what happened."""


def open_site(
    site: Site, gate: Gate, accreditations: Sequence[Accreditation], *, non_commercial: bool, today: date
) -> Changed:
    """A new site. Sources: PP 28/2018 (the PKS gate), KUHP art. 85(3) (K3), PP 58/2022 art. 15(1) (C2p)."""
    need_gate(gate, site.name, today)
    if not non_commercial:
        raise errors.CommercialSite
    if site.child_friendly and not accredited_on(accreditations, today):
        raise errors.SiteNotChildFriendly(on=today)
    _check_slots(site.slots)
    return site, [events.SiteOpened(**_fields(site))]


def need_gate(gate: Gate, site: str, day: date) -> None:
    """The agreement covers community service at a site of this name, and is in force on the day, as known now.

    Raises AgreementWithoutScope, AgreementNotInForce, SiteNotCovered, OutsideAgreementPeriod, AfterLastDay."""
    if SCOPE not in gate.scopes:
        raise errors.AgreementWithoutScope(agreement_id=gate.agreement_id)
    if not gate.in_force:
        raise errors.AgreementNotInForce(agreement_id=gate.agreement_id, state=gate.state)
    if not gate.covers(site):
        raise errors.SiteNotCovered(site=site, sites="; ".join(sorted(gate.sites)))
    if day not in gate.period:
        raise errors.OutsideAgreementPeriod(on=day, starts_on=gate.period.starts_on, ends_on=gate.period.ends_on)
    if day > gate.ends_on:
        raise errors.AfterLastDay(on=day, last_day=gate.ends_on)


@dataclass(frozen=True, slots=True)
class Determined:
    """The places that the litmas of a case names as suitable for its child: sites, or kinds of place."""

    site_ids: frozenset[UUID] = frozenset()
    place_kinds: frozenset[PlaceKind] = frozenset()

    def names(self, site: Site) -> bool:
        return site.id in self.site_ids or site.place_kind in self.place_kinds


def suits_child(site: Site, accreditations: Iterable[Accreditation], determined: Determined, day: date) -> bool:
    """C2p: the litmas of the case names the place, or it is accredited as child-friendly on the day."""
    return determined.names(site) or (site.child_friendly and accredited_on(accreditations, day))


def accredited_on(accreditations: Iterable[Accreditation], day: date) -> bool:
    return any(a.holds_on(day) for a in accreditations)


def _check_slots(slots: Sequence[Slot]) -> None:
    for first, second in pairwise(sorted(slots, key=lambda s: (s.weekday, s.starts))):
        if first.weekday == second.weekday and second.starts < first.ends:
            raise errors.SlotsOverlap(weekday=first.weekday)


def suspend(site: Site, by: SuspendedBy) -> Changed:
    """The site takes nobody for now. Raises WrongState."""
    if site.state != "open":
        raise WrongState(state=site.state, needed="open")
    suspended = replace(site, state="suspended", suspended_by=by)
    return suspended, [events.SiteSuspended(**_fields(suspended), by=by)]


def resume(site: Site, gate: Gate, today: date) -> Changed:
    """A suspended site opens again. The agreement must be in force, and the site not commercial (K3).

    Raises CommercialSite, WrongState and the refusals of `need_gate`."""
    if site.declaration_withdrawn_at:
        raise errors.CommercialSite
    if site.state != "suspended":
        raise WrongState(state=site.state, needed="suspended")
    need_gate(gate, site.name, today)
    return _reopen(site)


def withdraw_declaration(site: Site, now: datetime) -> Changed:
    """K3: the site is commercial after all. It takes nobody any more, also when its agreement is resumed.

    A second withdrawal changes nothing."""
    if site.declaration_withdrawn_at:
        return site, []
    happened: list[Event] = [events.DeclarationWithdrawn(site_id=site.id)]
    if site.state == "open":
        site, suspended = suspend(site, "coordinator")
        happened += suspended
    suspended_by: SuspendedBy | None = "coordinator" if site.state == "suspended" else None
    return replace(site, suspended_by=suspended_by, declaration_withdrawn_at=now), happened


def close(site: Site) -> Changed:
    """For good. Raises WrongState."""
    if site.state == "closed":
        raise WrongState(state=site.state, needed="open / suspended")
    closed = replace(site, state="closed", suspended_by=None)
    return closed, [events.SiteClosed(**_fields(closed))]


def follow(site: Site, gate: Gate) -> Changed:
    """The site after a change of its agreement: suspended with it or where it is no longer covered, open again with it.

    The same change a second time does nothing."""
    is_open = gate.in_force and SCOPE in gate.scopes and gate.covers(site.name)
    if site.state == "open" and not is_open:
        return suspend(site, "agreement")
    if site.state == "suspended" and site.suspended_by == "agreement" and is_open:
        return _reopen(site)
    return site, []


def _reopen(site: Site) -> Changed:
    reopened = replace(site, state="open", suspended_by=None)
    return reopened, [events.SiteOpened(**_fields(reopened))]


def _fields(site: Site) -> dict[str, object]:
    return {
        "site_id": site.id,
        "state": site.state,
        "agreement_id": site.agreement_id,
        "agency_id": site.agency_id,
        "host_organisation_id": site.host_organisation_id,
        "activities": list(site.activities),
        "child_friendly": site.child_friendly,
    }
