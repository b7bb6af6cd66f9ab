"""A case (perkara) as one value: the sentence with all that its rules look at, and what one act makes of it.

An act takes a case and returns a `Progress`. It ends in `conclude`, which completes the sentence where that is due and
cancels what is left of its schedule once it has ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.holidays import why_not_counted
from services.community_service.domain.ledger import Entry, Served
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.domain.sessions import Attendance, Surroundings
from services.community_service.events import Misuse, Outcome
from services.community_service.rules import BOOK, Limits
from shared.clock import midnight
from shared.holidays import Calendar
from shared.messaging.events import Event

RUNNING = frozenset({"assigned", "active"})

Cause = Literal["replanned", "ended", "site", "person", "weather", "other", "not_held"]
"""Why a session is cancelled: a new plan, the end of the sentence, what the counsellor or coordinator names, or that it
was never held."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What should have been recorded. Both times are there exactly where the person attended."""

    id: UUID
    session_id: UUID
    outcome: Outcome
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    proposed_by: str
    state: Literal["proposed", "approved", "rejected"] = "proposed"
    decided_at: datetime | None = None
    minutes: int | None = None
    """What an approved one has added to its session; negative where it took away."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`measured` against `allowed`: minutes, metres, people or sessions, as the kind has it."""

    id: UUID
    kind: Misuse
    session_id: UUID
    site_id: UUID
    cause: str
    measured: int
    allowed: int
    raised_at: datetime
    state: Literal["open", "resolved"] = "open"


@dataclass(frozen=True, slots=True)
class Replaced:
    """The punishment that community service took the place of."""

    prison_days: int = 0
    fine_rupiah: int = 0


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the verdict itself orders for a failure to serve, and the days of detention that count (art. 85(9)c, 61)."""

    repeat_minutes: int | None = None
    prison_days: int | None = None
    fine_rupiah: int | None = None
    detained_days: int = 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A session that was cancelled before it began, or that was never held."""

    session: Attendance
    cause: Cause
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One case as it is now. `entries`, `raised` and `cancelled` are new: nothing of them is saved yet."""

    sentence: Sentence
    sessions: tuple[Attendance, ...] = ()
    """Every session of the case, the earliest first."""
    at_hand: UUID | None = None
    """The session that an act is about."""
    surroundings: Surroundings | None = None
    """Known where a session is at hand."""
    caps: Mapping[date, int] = field(default_factory=dict)
    """Minutes a day. 0: an amended verdict has left the day out. The sentence's cap where a day is not named."""
    alarms: tuple[Alarm, ...] = ()
    corrections: tuple[Correction, ...] = ()
    replaced: Replaced = Replaced()
    calendar: Calendar = field(default_factory=Calendar)
    """What decrees have said of the days of its sessions."""
    ordered: Ordered | None = None
    """None where the verdict is from before its sanction was stated."""
    offices: frozenset[tuple[str, UUID]] = frozenset()
    """The codes of the court, the prosecutor and the probation office with the organisations behind them."""
    entries: tuple[Entry, ...] = ()
    raised: tuple[Alarm, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()

    @property
    def limits(self) -> Limits:
        """The rules that were in force on the day of the verdict."""
        return BOOK.of(self.sentence.rules_from)

    @property
    def session(self) -> Attendance:
        """The session at hand."""
        return next(each for each in self.sessions if each.session_id == self.at_hand)

    @property
    def around(self) -> Surroundings:
        """What is around the session at hand."""
        assert self.surroundings
        return self.surroundings

    @property
    def open_alarms(self) -> int:
        return sum(alarm.state == "open" for alarm in (*self.alarms, *self.raised))

    @property
    def open_corrections(self) -> int:
        return sum(correction.state == "proposed" for correction in self.corrections)

    def cap(self, on: date) -> int:
        if self.no_working_day(on):
            return 0
        return self.caps.get(on, self.sentence.daily_cap_minutes)

    def no_working_day(self, on: date) -> str | None:
        """C2: why a child's work on this day does not count, or None."""
        if self.sentence.regime != "child":
            return None
        begun = [min(each.starts_at, each.checked_in_at or each.starts_at) for each in self.sessions if each.on == on]
        return why_not_counted(on, min(begun, default=midnight(on)), self.limits.child_day, self.calendar)

    def credited_on(self, on: date) -> int:
        return sum(each.credited_minutes for each in self.sessions if each.on == on)

    def served(self) -> list[Served]:
        """The signed-off sessions as the ledger sees them."""
        return [
            Served(each.session_id, each.on, each.worth_minutes, each.credited_minutes, self.cap(each.on))
            for each in self.sessions
            if each.state == "signed_off"
        ]

    def with_session(self, attendance: Attendance) -> Case:
        """The case with this session in place of the one with its id."""
        sessions = tuple(attendance if each.session_id == attendance.session_id else each for each in self.sessions)
        return replace(self, sessions=sessions)

    def with_sentence(self, sentence: Sentence) -> Case:
        return replace(self, sentence=sentence)

    def with_entries(self, entries: Sequence[Entry]) -> Case:
        """The case with new entries in its ledger: they count for the sentence and for their sessions."""
        added = Counter[UUID]()
        for entry in entries:
            added[entry.session_id] += entry.minutes
        return replace(
            self,
            entries=(*self.entries, *entries),
            sentence=self.sentence.credit(added.total()),
            sessions=tuple(each.credit(added[each.session_id]) for each in self.sessions),
        )

    def with_new_caps(self, today: date) -> Case:
        """The days after today follow the sentence's terms. A day that is past or under way keeps the cap it was served
        under, unless an earlier change had left it out."""
        cap, period = self.sentence.daily_cap_minutes, self.sentence.period
        new = {on: cap if on in period else 0 for on, old in self.caps.items() if on > today or old == 0}
        return replace(self, caps={**self.caps, **new})

    def without(self, cancelled: Sequence[Cancelled]) -> Case:
        """The case without these sessions."""
        gone = {each.session.session_id for each in cancelled}
        sessions = tuple(each for each in self.sessions if each.session_id not in gone)
        return replace(self, sessions=sessions, cancelled=(*self.cancelled, *cancelled))


@dataclass(frozen=True, slots=True)
class Progress:
    """A case after an act, and the events of the act in the order of the journal."""

    case: Case
    events: list[Event]


def conclude(before: Case, after: Case, facts: Callable[[Sentence], Iterable[Event]], now: datetime) -> Progress:
    """The end of every act: what follows for the sentence, and the events with its balance as it is then.

    `facts` are the act's own. The completion follows them, then the alarms that were raised, then the sessions that are
    cancelled because the sentence has ended.
    """
    settled = _cancel_future_sessions(before, settle(after), now)
    sentence = settled.sentence
    happened = [
        *facts(sentence),
        *(_completion(sentence, now) if before.sentence.state != "completed" else []),
        *(_suspected(sentence, alarm) for alarm in settled.raised),
        *(_cancelled(sentence, each) for each in settled.cancelled),
    ]
    return Progress(settled, happened)


def settle(case: Case) -> Case:
    """Completed where nothing remains to be served, and neither an alarm nor a proposed correction is open."""
    sentence = case.sentence
    due = sentence.state in RUNNING and sentence.remaining_minutes <= 0
    if not due or case.open_alarms or case.open_corrections:
        return case
    return case.with_sentence(replace(sentence, state="completed"))


def _cancel_future_sessions(before: Case, after: Case, now: datetime) -> Case:
    """A sentence that has just ended (completed, revoked, closed or lapsed) holds no seats."""
    if after.sentence.state in RUNNING or before.sentence.state not in RUNNING:
        return after
    return after.without(
        [Cancelled(each, "ended") for each in after.sessions if each.state == "scheduled" and each.starts_at > now]
    )


def _completion(sentence: Sentence, now: datetime) -> list[Event]:
    if sentence.state != "completed":
        return []
    report = f"/community-service/sentences/{sentence.id}/reports/completion"
    return [events.SentenceCompleted(**balance(sentence), completed_at=now, report_url=report)]


def _suspected(sentence: Sentence, alarm: Alarm) -> Event:
    return events.MisuseSuspected(
        **balance(sentence),
        alarm_id=alarm.id,
        kind=alarm.kind,
        session_id=alarm.session_id,
        site_id=alarm.site_id,
        measured=alarm.measured,
        allowed=alarm.allowed,
    )


def _cancelled(sentence: Sentence, cancelled: Cancelled) -> Event:
    return events.SessionCancelled(**balance(sentence), **place_and_time(cancelled.session), cause=cancelled.cause)


def place_and_time(session: Attendance) -> dict[str, UUID | datetime]:
    """What every fact about a session says."""
    return {
        "session_id": session.session_id,
        "placement_id": session.placement_id,
        "site_id": session.site_id,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
    }
