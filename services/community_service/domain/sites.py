"""Sites: open under an active cooperation agreement (PKS) of scope community service, suspended with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cache
from itertools import pairwise
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.calendar import Period
from services.community_service.errors import sites as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import SiteState
from shared.messaging.events import Event

HOLIDAYS_OF = "ID"
"""The country whose public holidays close a site that does not work on them."""


@dataclass(frozen=True, slots=True)
class Details:
    """`closed_days` with their reason. Who comes must have every required skill; helpful ones are a preference."""

    works_on_holidays: bool = False
    closed_days: Mapping[date, str] = field(default_factory=dict)
    skills_required: frozenset[str] = frozenset()
    skills_helpful: frozenset[str] = frozenset()

    def closed_on(self, day: date) -> str | None:
        """Why the site takes nobody on a day, or None."""
        return self.closed_days.get(day) or (None if self.works_on_holidays else public_holiday(day))


def public_holiday(day: date) -> str | None:
    """The public holiday of a day in Indonesian, as far as the library knows (moving feasts are estimates)."""
    return _holidays(day.year).get(day)


@cache
def _holidays(year: int) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415  # a quarter of a second that only a placement needs

    return dict(holidays.country_holidays(HOLIDAYS_OF, years=year, language="id"))


SCOPE = "community_service"
SuspendedBy = Literal["agreement", "coordinator"]


@dataclass(frozen=True, slots=True)
class Gate:
    """What is known of a cooperation agreement (PKS)."""

    agreement_id: UUID
    state: str
    scopes: frozenset[str]
    agency_id: UUID
    period: Period

    @property
    def in_force(self) -> bool:
        return self.state == "in_force"


@dataclass(frozen=True, slots=True)
class Accreditation:
    """No last day means until revoked."""

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
    supervisors: frozenset[str]
    state: SiteState = "open"
    suspended_by: SuspendedBy | None = None


Change = tuple[Site, list[Event]]


def open_site(
    site: Site, gate: Gate, accreditations: Sequence[Accreditation], *, non_commercial: bool, today: date
) -> Change:
    """A new site. Sources: PP 28/2018 (the PKS gate), KUHP art. 85(3) (K3), UU 11/2012 art. 19 (C4)."""
    need_gate(gate, today)
    if not non_commercial:
        raise errors.CommercialSite
    if site.child_friendly and not accredited_on(accreditations, today):
        raise errors.SiteNotChildFriendly(on=today)
    _check_slots(site.slots)
    return site, [events.SiteOpened(**_said(site))]


def need_gate(gate: Gate, day: date) -> None:
    """Refuses unless the agreement covers community service and is in force on the day."""
    if SCOPE not in gate.scopes:
        raise errors.AgreementWithoutScope(agreement_id=gate.agreement_id)
    if not gate.in_force:
        raise errors.AgreementNotInForce(agreement_id=gate.agreement_id, state=gate.state)
    if day not in gate.period:
        raise errors.OutsideAgreementPeriod(on=day, starts_on=gate.period.starts_on, ends_on=gate.period.ends_on)


def accredited_on(accreditations: Iterable[Accreditation], day: date) -> bool:
    return any(a.holds_on(day) for a in accreditations)


def _check_slots(slots: Sequence[Slot]) -> None:
    for first, second in pairwise(sorted(slots, key=lambda s: (s.weekday, s.starts))):
        if first.weekday == second.weekday and second.starts < first.ends:
            raise errors.SlotsOverlap(weekday=first.weekday)


def suspend(site: Site, by: SuspendedBy) -> Change:
    if site.state != "open":
        raise WrongState(state=site.state, needed="open")
    suspended = replace(site, state="suspended", suspended_by=by)
    return suspended, [events.SiteSuspended(**_said(suspended), by=by)]


def resume(site: Site, gate: Gate, today: date) -> Change:
    """A coordinator's suspension ends; the agreement must be in force."""
    if site.state != "suspended":
        raise WrongState(state=site.state, needed="suspended")
    need_gate(gate, today)
    return _reopen(site)


def close(site: Site) -> Change:
    if site.state == "closed":
        raise WrongState(state=site.state, needed="open / suspended")
    closed = replace(site, state="closed", suspended_by=None)
    return closed, [events.SiteClosed(**_said(closed))]


def follow(site: Site, gate: Gate) -> Change:
    """The site after a change of its agreement: suspended with it, open again with it. Twice is once."""
    lets = gate.in_force and SCOPE in gate.scopes
    if site.state == "open" and not lets:
        return suspend(site, "agreement")
    if site.state == "suspended" and site.suspended_by == "agreement" and lets:
        return _reopen(site)
    return site, []


def _reopen(site: Site) -> Change:
    reopened = replace(site, state="open", suspended_by=None)
    return reopened, [events.SiteOpened(**_said(reopened))]


def _said(site: Site) -> dict[str, object]:
    return {
        "site_id": site.id,
        "state": site.state,
        "agreement_id": site.agreement_id,
        "agency_id": site.agency_id,
        "host_organisation_id": site.host_organisation_id,
        "activities": list(site.activities),
        "child_friendly": site.child_friendly,
    }
