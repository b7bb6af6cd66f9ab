"""Placements (penempatan): at which site and in which sessions a sentence is served. Cancelled sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from services.community_service import events
from services.community_service.domain import bounds, cases
from services.community_service.domain.availability import Availability
from services.community_service.domain.calendar import at, minutes_between, shown
from services.community_service.domain.cases import Cancelled, Case, Cause, Progress
from services.community_service.domain.holidays import why_no_working_day
from services.community_service.domain.sentences import Sentence, balance, need_running
from services.community_service.domain.sites import (
    Accreditation,
    Details,
    Determined,
    Gate,
    Site,
    Slot,
    need_gate,
    suits_child,
)
from services.community_service.errors import bounds as bounds_errors
from services.community_service.errors import placements as errors
from services.community_service.errors.holidays import ChildNoWorkingDay
from services.community_service.errors.sites import (
    AfterLastDay,
    AgreementNotInForce,
    AgreementWithoutScope,
    OutsideAgreementPeriod,
    SiteNotChildFriendly,
    SiteNotCovered,
    SiteNotOpen,
)
from services.community_service.rules import Limits
from shared.errors import Refusal, RulesBroken
from shared.messaging.events import Event

Broken = Iterator[Refusal]

_NO_GATE = (AgreementWithoutScope, AgreementNotInForce, SiteNotCovered, OutsideAgreementPeriod, AfterLastDay)


@dataclass(frozen=True, slots=True)
class Plan:
    """A session that is to be scheduled, in local time, within one day."""

    session_id: UUID
    on: date
    starts: time
    ends: time

    @property
    def minutes(self) -> int:
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def starts_at(self) -> datetime:
        return at(self.on, self.starts)

    @property
    def ends_at(self) -> datetime:
        return at(self.on, self.ends)


@dataclass(frozen=True, slots=True)
class Booked:
    """What is scheduled before this placement, and what is known of the person's time and skills.

    `by_day`: the person's minutes by day, in all cases. `pending_minutes`: this sentence's minutes in sessions that may
    still be credited."""

    by_day: Mapping[date, int]
    pending_minutes: int
    availability: Availability = field(default_factory=Availability)
    determined: Determined = field(default_factory=Determined)
    """The places that the litmas of a child's case names."""
    days: frozenset[date] = frozenset()
    """This sentence's days: served, or still to be served."""
    allowed: frozenset[UUID] = frozenset()
    """Sites that the prosecutor allows beside the verdict's place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A site with its agreement, accreditations and details, which decide whether it takes a person."""

    site: Site
    gate: Gate
    accreditations: Sequence[Accreditation]
    details: Details = field(default_factory=Details)


@dataclass(frozen=True, slots=True)
class Session:
    """A scheduled session in its slot."""

    plan: Plan
    slot: Slot


def confirm(
    sentence: Sentence,
    place: Place,
    plans: Sequence[Plan],
    booked: Booked,
    rules: Limits,
    placement_id: UUID,
    now: datetime,
) -> tuple[list[Session], list[Event]]:
    """The sessions of a placement, each in its slot.

    Raises WrongState, SiteNotOpen, or RulesBroken with every broken rule.

    Sources: KUHP art. 85(5), (9); PP 58/2022 art. 15, 16; PP 28/2018 (the PKS gate).
    """
    need_running(sentence)
    if place.site.state != "open":
        raise SiteNotOpen(state=place.site.state)
    broken = [refusal for plan in plans for refusal in _session(sentence, place, plan, booked, rules, now)]
    broken += [refusal for plan in plans for refusal in _persons_time(place, plan, booked.availability)]
    broken += [*_skills(place, booked.availability)]
    broken += [
        *_bound(sentence, place.site, plans, booked),
        *_days(sentence, plans, booked),
        *_total(sentence, plans, booked),
    ]
    if broken:
        raise RulesBroken(broken)
    sessions = [Session(plan, _slot(place.site, plan)) for plan in plans]
    return sessions, _facts(sentence, place.site.id, placement_id, plans)


def _session(sentence: Sentence, place: Place, plan: Plan, booked: Booked, rules: Limits, now: datetime) -> Broken:
    figures = {"on": plan.on, "starts": f"{plan.starts:%H:%M}", "ends": f"{plan.ends:%H:%M}"}
    if plan.starts_at <= now:
        yield errors.SessionInPast(**figures)
    if plan.on not in sentence.period:
        yield errors.OutsideSentencePeriod(
            on=plan.on, starts_on=sentence.period.starts_on, ends_on=sentence.period.ends_on
        )
    try:
        need_gate(place.gate, place.site.name, plan.on)
    except _NO_GATE as refusal:
        yield refusal
    if not any(slot.holds(plan.on, plan.starts, plan.ends) for slot in place.site.slots):
        yield errors.OutsideSlots(**figures)
    if sentence.regime == "child":
        if not suits_child(place.site, place.accreditations, booked.determined, plan.on):
            yield SiteNotChildFriendly(on=plan.on)
        yield from _child(place, plan, rules, figures)


def _persons_time(place: Place, plan: Plan, availability: Availability) -> Broken:
    """K5: the site is open on the day, and the person has no work, school, worship or other duty then."""
    if reason := place.details.closed_on(plan.on):
        yield errors.SiteClosedThatDay(on=plan.on, why=reason)
    if any(blocked.meets(plan.on, plan.starts, plan.ends) for blocked in availability.blocked):
        yield errors.TimeBlocked(on=plan.on, starts=f"{plan.starts:%H:%M}", ends=f"{plan.ends:%H:%M}")


def _skills(place: Place, availability: Availability) -> Broken:
    if missing := place.details.skills_required - availability.skills:
        yield errors.SkillMissing(skills=", ".join(sorted(missing)))


def _child(place: Place, plan: Plan, rules: Limits, figures: Mapping[str, object]) -> Broken:
    """C2."""
    day = rules.child_day
    if why := why_no_working_day(plan.on, day, place.details.calendar):
        yield ChildNoWorkingDay(on=plan.on, why=why)
    if plan.starts < day.daytime_from or plan.ends > day.daytime_until:
        yield errors.ChildNotInDaytime(daytime_from=day.daytime_from, daytime_until=day.daytime_until, **figures)
    if plan.on.isoweekday() in day.school_days and plan.starts < day.school_until and plan.ends > day.school_from:
        yield errors.ChildInSchoolHours(school_from=day.school_from, school_until=day.school_until, **figures)


def _bound(sentence: Sentence, site: Site, plans: Sequence[Plan], booked: Booked) -> Broken:
    """K8: the verdict's place, and its days a week or a month."""
    if not sentence.bound.is_place(site.name) and site.id not in booked.allowed:
        yield bounds_errors.OtherPlace(place=sentence.bound.place)
    added = {plan.on for plan in plans}
    for each in bounds.crowded(sentence.bound, booked.days | added):
        if any(bounds.within(each, on) for on in added - booked.days):  # what stands there already is not judged again
            refusal = bounds_errors.TooManyDaysAWeek if each.weekly else bounds_errors.TooManyDaysAMonth
            yield refusal(first=each.first, days=each.days, most=each.most)


def _days(sentence: Sentence, plans: Sequence[Plan], booked: Booked) -> Broken:
    """K5 and C2: the cap holds for the person's whole day, with the sessions of all cases."""
    added: Counter[date] = Counter()
    for plan in plans:
        added[plan.on] += plan.minutes
    refusal = errors.ChildDailyCapExceeded if sentence.regime == "child" else errors.DailyCapExceeded
    for day, minutes in sorted(added.items()):
        total = booked.by_day.get(day, 0) + minutes
        if total > sentence.daily_cap_minutes:
            yield refusal(on=day, minutes=total, cap=sentence.daily_cap_minutes)


def _total(sentence: Sentence, plans: Sequence[Plan], booked: Booked) -> Broken:
    total = booked.pending_minutes + sum(plan.minutes for plan in plans)
    if total > sentence.remaining_minutes:
        yield errors.MoreThanRemains(minutes=total, remaining=sentence.remaining_minutes)


def _slot(site: Site, plan: Plan) -> Slot:
    return next(slot for slot in site.slots if slot.holds(plan.on, plan.starts, plan.ends))


def _facts(sentence: Sentence, site_id: UUID, placement_id: UUID, plans: Sequence[Plan]) -> list[Event]:
    fields = balance(sentence) | {"placement_id": placement_id, "site_id": site_id}
    confirmed = events.PlacementConfirmed(
        **fields, sessions=len(plans), scheduled_minutes=sum(plan.minutes for plan in plans)
    )
    scheduled = [
        events.SessionScheduled(
            **fields,
            session_id=plan.session_id,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            scheduled_minutes=plan.minutes,
        )
        for plan in plans
    ]
    return [confirmed, *scheduled]


def cancel(case: Case, cause: Cause, reason: str | None, now: datetime) -> Progress:
    """The session at hand is cancelled before it begins. Raises SessionNotCancellable."""
    session = case.session
    if session.state != "scheduled" or session.starts_at <= now:
        raise errors.SessionNotCancellable(state=session.state, starts_at=shown(session.starts_at))
    return cases.conclude(case, case.without([Cancelled(session, cause, reason)]), lambda _: [], now)
