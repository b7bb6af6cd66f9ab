"""Alarms: pure rules on the facts of one session, and an alarm from suspicion to finding.

An alarm accuses nobody; it asks someone to look. Whoever is involved in the case does not judge it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.attendance import Attendance
from services.community_service.domain.geography import Point
from services.community_service.domain.outcomes import counts_for
from services.community_service.domain.sentences import Change, Sentence, balance, completion, settle
from services.community_service.errors import alarms as errors
from services.community_service.errors.cases import WrongState
from services.community_service.events import Misuse
from services.community_service.rules import MisuseLimits
from shared.clock import LOCAL_ZONE
from shared.messaging.events import Event

_INSTANT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Presence:
    """Where the same person was, in any case of theirs. Who was not checked out is there until the schedule's end."""

    sentence_id: UUID
    session_id: UUID
    site_id: UUID
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """One attended session of a case."""

    session_id: UUID
    since: datetime
    until: datetime

    @property
    def minutes(self) -> tuple[str, ...]:
        """The minutes on the clock, which an honest hand seldom writes twice."""
        return tuple(f"{moment.astimezone(LOCAL_ZONE):%H:%M}" for moment in (self.since, self.until))


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that the rules look at for one session. Subjects are pseudonymous."""

    sentence_id: UUID
    session_id: UUID
    slot_id: UUID
    on: date
    site_id: UUID
    starts_at: datetime
    ends_at: datetime
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    arrival: Point | None
    departure: Point | None
    site: Point
    recorded_by: frozenset[str]
    signed_off_by: str | None
    relatives: frozenset[str]
    elsewhere: Sequence[Presence]
    signed_in_slot: int
    slot_capacity: int
    attendances: Sequence[Visit]
    """The case's attended and signed-off sessions, this one included, the latest first."""
    commercial: bool


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`measured` against `allowed`: minutes, metres, people or sessions, as the kind has it. The same cause is raised
    once, however often it is looked at."""

    kind: Misuse
    cause: str
    measured: int
    allowed: int


def suspicions(sighting: Sighting, limits: MisuseLimits) -> Iterator[Suspicion]:
    """What does not go together."""
    yield from two_places(sighting)
    yield from overfull(sighting)
    yield from outside_schedule(sighting, limits)
    yield from far(sighting, limits)
    yield from relative(sighting)
    yield from alone(sighting)
    yield from too_regular(sighting, limits)
    yield from commercial(sighting)


def two_places(s: Sighting) -> Iterator[Suspicion]:
    """One person, two sites, overlapping presence; to the minute after one another is allowed."""
    if s.checked_in_at is None:
        return
    until = max(s.checked_out_at or s.checked_in_at, s.checked_in_at + _INSTANT)
    for other in s.elsewhere:
        if other.site_id == s.site_id:
            continue
        overlap = min(until, max(other.until, other.since + _INSTANT)) - max(s.checked_in_at, other.since)
        if overlap > timedelta(0):
            pair = ":".join(sorted((str(s.session_id), str(other.session_id))))
            yield Suspicion("two_places_at_once", f"{s.sentence_id}:{pair}", max(1, overlap // _INSTANT), 0)


def overfull(s: Sighting) -> Iterator[Suspicion]:
    """More people signed off on a date than the slot holds."""
    if s.signed_off_by and s.signed_in_slot > s.slot_capacity:
        yield Suspicion("slot_overfull", f"{s.slot_id}:{s.on}", s.signed_in_slot, s.slot_capacity)


def outside_schedule(s: Sighting, limits: MisuseLimits) -> Iterator[Suspicion]:
    """Recorded hours that reach out of the schedule by more than is usual."""
    early = s.starts_at - s.checked_in_at if s.checked_in_at else timedelta(0)
    late = s.checked_out_at - s.ends_at if s.checked_out_at else timedelta(0)
    outside = max(early, late) // _INSTANT
    if outside > limits.outside_minutes:
        yield Suspicion("outside_schedule", str(s.session_id), outside, limits.outside_minutes)


def far(s: Sighting, limits: MisuseLimits) -> Iterator[Suspicion]:
    """Check-in or check-out away from the site; without coordinates nothing is known."""
    away = max((int(s.site.metres_to(point)) for point in (s.arrival, s.departure) if point), default=0)
    if away > limits.far_metres:
        yield Suspicion("far_from_site", str(s.session_id), away, limits.far_metres)


def relative(s: Sighting) -> Iterator[Suspicion]:
    """Whoever records or signs is a declared relative."""
    hands = s.recorded_by | ({s.signed_off_by} if s.signed_off_by else set())
    if hands & s.relatives:
        yield Suspicion("signed_for_relative", str(s.session_id), len(hands & s.relatives), 0)


def alone(s: Sighting) -> Iterator[Suspicion]:
    """One person both recorded and signed off."""
    if s.signed_off_by and s.signed_off_by in s.recorded_by:
        yield Suspicion("signed_alone", str(s.session_id), 1, 2)


def too_regular(s: Sighting, limits: MisuseLimits) -> Iterator[Suspicion]:
    """So many sessions in a row with the very same minutes; again when as many more have followed."""
    if not s.signed_off_by or not s.attendances:
        return
    newest, usual = s.attendances[0], limits.same_minutes_sessions
    run = list(takewhile(lambda each: each.minutes == newest.minutes, s.attendances))
    if len(run) % usual == 0:
        yield Suspicion("too_regular", f"{run[-1].session_id}:{len(run)}", len(run), usual - 1)


def commercial(s: Sighting) -> Iterator[Suspicion]:
    """The site's declaration that nothing is commercial is withdrawn (K3)."""
    if s.commercial:
        yield Suspicion("commercial_site", f"{s.sentence_id}:{s.site_id}", 1, 0)


Finding = Literal["dismissed", "confirmed"]


@dataclass(frozen=True, slots=True)
class Alarm:
    id: UUID
    kind: Misuse
    session_id: UUID
    site_id: UUID
    state: Literal["open", "resolved"]
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Raised:
    """A suspicion that has become an alarm."""

    alarm_id: UUID
    session_id: UUID
    site_id: UUID
    suspicion: Suspicion


def suspected(sentence: Sentence, raised: Iterable[Raised]) -> list[Event]:
    """The facts, with the balance as it is."""
    return [
        events.MisuseSuspected(
            **balance(sentence),
            alarm_id=each.alarm_id,
            kind=each.suspicion.kind,
            session_id=each.session_id,
            site_id=each.site_id,
            measured=each.suspicion.measured,
            allowed=each.suspicion.allowed,
        )
        for each in raised
    ]


def need_judge(alarm: Alarm, by: str, involved: Collection[str]) -> None:
    """Open, and looked into by someone who has had no hand in the case."""
    if alarm.state != "open":
        raise WrongState(state=alarm.state, needed="open")
    if by in involved:
        raise errors.InvolvedInTheCase


def need_correction(sentence: Sentence, attendance: Attendance, *, corrected: bool) -> None:
    """A confirmed alarm leads to a correction wherever minutes stand that it may have to take."""
    if counts_for(attendance.outcome) and not corrected and sentence.state not in ("revoked", "closed"):
        raise errors.CorrectionNeeded


def resolved(
    sentence: Sentence, alarm: Alarm, finding: Finding, now: datetime, *, open_alarms: int, open_matters: int
) -> Change:
    """What was looked into keeps the case open no longer. A sentence that only waited for this is completed."""
    moved = settle(sentence, open_matters)
    fact = events.MisuseResolved(
        **balance(moved),
        alarm_id=alarm.id,
        kind=alarm.kind,
        session_id=alarm.session_id,
        site_id=alarm.site_id,
        finding=finding,
        open_alarms=open_alarms,
    )
    return moved, [fact, *(completion(moved, now) if sentence.state != "completed" else [])]
