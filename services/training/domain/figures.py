"""What a person's attendance comes to: which sessions count, at how many the person was, and how many are needed.

A session that is cancelled counts where another one makes up for it, and else not at all. Presence at a make-up session
is presence at the session that it makes up for, for whoever missed that one. Attendance outside the time in which the
person had a place does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.training.domain.enrolments import Enrolment
from services.training.domain.programmes import Programme
from services.training.domain.sessions import Session
from services.training.events import Attendance, Basis


@dataclass(frozen=True, slots=True)
class Figures:
    """`sessions` were planned, `sessions_held` of them have attendance, `counted` is what `percent` is of.

    `percent` is rounded down: it reaches the pass rule's figure exactly when `present` reaches `needed`."""

    basis: Basis
    sessions: int
    sessions_held: int
    counted: int
    present: int
    excused: int
    absent: int
    percent: int
    needed: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A session of the programme with those that make up for it. `sessions`: what of them is not cancelled."""

    number: int
    own: Session | None
    sessions: tuple[Session, ...]

    @property
    def dropped(self) -> bool:
        return self.own is not None and self.own.cancelled and not self.sessions

    def outcome(self, enrolment: Enrolment) -> Attendance | None:
        """The best of what was recorded while the person had a place."""
        numbers = [session.number for session in self.sessions if had_place(enrolment, session)]
        numbers += [] if self.own else [self.number]
        found = {enrolment.attendance.get(number) for number in numbers}
        outcomes: tuple[Attendance, ...] = ("present", "excused", "absent")
        return next((outcome for outcome in outcomes if outcome in found), None)

    def since(self, joined: datetime | None) -> bool:
        """Whether it is taught after the person joined; a make-up is a regular session where its own was cancelled."""
        regular = [self.own] if self.own and not self.own.cancelled else self.sessions
        return self.own is None or joined is None or any(session.ends_at > joined for session in regular)


def had_place(enrolment: Enrolment, session: Session) -> bool:
    """Whether the person had a place before the session ended, and still when it began."""
    joined, ended = enrolment.confirmed_at, enrolment.ended_at
    return (joined is None or session.ends_at > joined) and (ended is None or session.starts_at < ended)


def figures(programme: Programme, enrolment: Enrolment, calendar: Sequence[Session]) -> Figures:
    """`calendar` has every session of the programme, also what is cancelled."""
    rule, units = programme.pass_rule, [unit for unit in _units(programme, calendar) if not unit.dropped]
    outcomes = [(unit, unit.outcome(enrolment)) for unit in units]
    counting = [
        outcome
        for unit, outcome in outcomes
        if rule.basis == "all" or outcome == "present" or unit.since(enrolment.confirmed_at)
    ]
    counted, present = len(counting), counting.count("present")
    return Figures(
        basis=rule.basis,
        sessions=programme.sessions,
        sessions_held=sum(any(session.recorded for session in unit.sessions) for unit in units),
        counted=counted,
        present=present,
        excused=counting.count("excused"),
        absent=counting.count("absent"),
        percent=present * 100 // counted if counted else 0,
        needed=-(-rule.min_attendance * counted // 100),
    )


@dataclass(frozen=True, slots=True)
class Lesson:
    """A session as a list needs it. `unit` is its number, or that of the session that it makes up for."""

    number: int
    unit: int
    starts_at: datetime
    ends_at: datetime


Place = tuple[datetime | None, datetime | None]
"""From when to when somebody has a place."""
Recorded = Mapping[Attendance, Sequence[int]]
"""The numbers of a person's sessions by outcome."""


def _units(programme: Programme, calendar: Sequence[Session]) -> list[_Unit]:
    own = {session.number: session for session in calendar if session.makes_up_for is None}
    teaching: dict[int, list[Session]] = {}
    for session in calendar:
        if not session.cancelled:
            teaching.setdefault(session.makes_up_for or session.number, []).append(session)
    return [
        _Unit(number, own.get(number), tuple(teaching.get(number, ()))) for number in range(1, programme.sessions + 1)
    ]


@dataclass(frozen=True, slots=True)
class Marks:
    """Sessions of the programme by what is recorded of a person, the best of each with those that make up for it."""

    present: int = 0
    excused: int = 0
    absent: int = 0


def mark(place: Place, recorded: Recorded, calendar: Sequence[Lesson]) -> Marks:
    """What lies outside the time of the place does not count."""
    since, until = place
    if since is None:
        return Marks()
    units = {
        each.number: each.unit for each in calendar if each.ends_at > since and (not until or each.starts_at < until)
    }
    present, excused, absent = (
        {units[number] for number in recorded[outcome] if number in units}
        for outcome in ("present", "excused", "absent")
    )
    return Marks(len(present), len(excused - present), len(absent - present - excused))
