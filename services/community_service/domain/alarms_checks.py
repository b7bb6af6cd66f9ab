"""The checks that raise alarms: pure rules on the session at hand of a case.

An alarm accuses nobody; it asks someone to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from services.community_service.domain import cases
from services.community_service.domain.cases import Alarm, Case, Progress
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sessions import Attendance
from services.community_service.events import Misuse
from services.community_service.rules import MisuseLimits
from shared.clock import LOCAL_ZONE
from shared.ids import new_id

_INSTANT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`measured` against `allowed`: minutes, metres, people or sessions, as the kind has it. The same cause is raised
    once, however often it is checked."""

    kind: Misuse
    cause: str
    measured: int
    allowed: int


def check(case: Case, now: datetime) -> Case:
    """The case with an alarm for everything that does not go together and has no alarm yet."""
    return _raise(case, suspicions(case), now)


def inspect(case: Case, now: datetime) -> Progress:
    """Checks a session again, since something about its person or its site has become known."""
    return cases.conclude(case, check(case, now), lambda _: [], now)


def report_signed_alone(case: Case, by: str, now: datetime) -> Progress:
    """Someone tried to sign off their own record. It was refused; the attempt raises an alarm."""
    tried = case.with_session(replace(case.session, signed_off_by=by))
    raised = _raise(case, signed_alone(tried), now)
    return cases.conclude(case, raised, lambda _: [], now)


def doubt_clock(case: Case, apart: timedelta, usual: timedelta, now: datetime) -> Case:
    """The case with an alarm where the clock of the phone that records was moved by more than is usual."""
    if apart <= usual:
        return case
    return _raise(
        case, [Suspicion("clock_moved", str(case.session.session_id), apart // _INSTANT, usual // _INSTANT)], now
    )


def _raise(case: Case, found: Iterable[Suspicion], now: datetime) -> Case:
    session, known = case.session, {(alarm.kind, alarm.cause) for alarm in case.alarms} | case.around.causes
    raised = tuple(
        Alarm(new_id(), s.kind, session.session_id, session.site_id, s.cause, s.measured, s.allowed, now)
        for s in found
        if (s.kind, s.cause) not in known
    )
    return replace(case, raised=(*case.raised, *raised))


def suspicions(case: Case) -> Iterator[Suspicion]:
    """What does not go together."""
    limits = case.limits.misuse
    yield from two_places(case)
    yield from overfull(case)
    yield from outside_schedule(case, limits)
    yield from far(case, limits)
    yield from relative(case)
    yield from signed_alone(case)
    yield from too_regular(case, limits)
    yield from commercial(case)


def two_places(case: Case) -> Iterator[Suspicion]:
    """One person, two sites, overlapping presence; to the minute after one another is allowed."""
    s, sentence_id = case.session, case.sentence.id
    if s.checked_in_at is None:
        return
    until = max(s.checked_out_at or s.checked_in_at, s.checked_in_at + _INSTANT)
    for other in case.around.elsewhere:
        if other.site_id == s.site_id:
            continue
        overlap = min(until, max(other.until, other.since + _INSTANT)) - max(s.checked_in_at, other.since)
        if overlap > timedelta(0):
            pair = ":".join(sorted((str(s.session_id), str(other.session_id))))
            yield Suspicion("two_places_at_once", f"{sentence_id}:{pair}", max(1, overlap // _INSTANT), 0)


def overfull(case: Case) -> Iterator[Suspicion]:
    """More people signed off on a date than the slot holds."""
    s, around = case.session, case.around
    if not s.signed_off_by:
        return
    present = around.others_in_slot + (s.outcome is not None and OUTCOMES[s.outcome].attended)
    if present > around.slot_capacity:
        yield Suspicion("slot_overfull", f"{s.slot_id}:{s.on}", present, around.slot_capacity)


def outside_schedule(case: Case, limits: MisuseLimits) -> Iterator[Suspicion]:
    """Recorded hours that reach out of the schedule by more than is usual."""
    s = case.session
    early = s.starts_at - s.checked_in_at if s.checked_in_at else timedelta(0)
    late = s.checked_out_at - s.ends_at if s.checked_out_at else timedelta(0)
    outside = max(early, late) // _INSTANT
    if outside > limits.outside_minutes:
        yield Suspicion("outside_schedule", str(s.session_id), outside, limits.outside_minutes)


def far(case: Case, limits: MisuseLimits) -> Iterator[Suspicion]:
    """Check-in or check-out away from the site; without coordinates nothing is known."""
    s, site = case.session, case.around.site
    away = max((int(site.metres_to(point)) for point in (s.arrival, s.departure) if point), default=0)
    if away > limits.far_metres:
        yield Suspicion("far_from_site", str(s.session_id), away, limits.far_metres)


def relative(case: Case) -> Iterator[Suspicion]:
    """Whoever records or signs is a declared relative."""
    related = case.session.involved & case.around.relatives
    if related:
        yield Suspicion("signed_for_relative", str(case.session.session_id), len(related), 0)


def signed_alone(case: Case) -> Iterator[Suspicion]:
    """One person both recorded and signed off."""
    s = case.session
    if s.signed_off_by in s.recorders:
        yield Suspicion("signed_alone", str(s.session_id), 1, 2)


def too_regular(case: Case, limits: MisuseLimits) -> Iterator[Suspicion]:
    """So many sessions in a row with the very same minutes; again when as many more have followed."""
    visits = [each for each in reversed(case.sessions) if each.state == "signed_off" and each.checked_out_at]
    if not case.session.signed_off_by or not visits:
        return
    newest, usual = visits[0], limits.same_minutes_sessions
    run = list(takewhile(lambda each: _minutes(each) == _minutes(newest), visits))
    if len(run) % usual == 0:
        yield Suspicion("too_regular", f"{run[-1].session_id}:{len(run)}", len(run), usual - 1)


def _minutes(session: Attendance) -> tuple[str, ...]:
    """The minutes on the clock. Honest records seldom show the same ones twice."""
    moments = (session.checked_in_at, session.checked_out_at)
    return tuple(f"{moment.astimezone(LOCAL_ZONE):%H:%M}" for moment in moments if moment)


def commercial(case: Case) -> Iterator[Suspicion]:
    """The site's declaration that nothing is commercial is withdrawn (K3)."""
    if case.around.commercial:
        yield Suspicion("commercial_site", f"{case.sentence.id}:{case.session.site_id}", 1, 0)
