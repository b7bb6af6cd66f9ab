"""Whatever happens, in any order: nothing above sentence, day and session; no minute lost; ledger and balance agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.community_service import justice
from services.community_service.domain.amendments import Judged, amend
from services.community_service.domain.attendance import Attendance, credit_signed, day_cap, sign, worth
from services.community_service.domain.breaches import Breach, Decision, Replaced, decide
from services.community_service.domain.calendar import Period
from services.community_service.domain.corrections import Correction, approve, reject
from services.community_service.domain.ledger import Entry, Served
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sentences import Sentence, settle
from services.community_service.events import Outcome
from services.community_service.rules import BOOK
from shared.clock import local_day
from tests.unit.community_service.cases import sentence, uid

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIRST = datetime(2026, 3, 1, 23, tzinfo=UTC)
ANY_OUTCOME = st.sampled_from(["attended_complied", *OUTCOMES])
"""The one that counts comes up twice as often."""


class Case(RuleBasedStateMachine):
    """A case with its sessions and ledger. Commands are the domain's own; the invariants are the law."""

    sentence: Sentence

    def __init__(self) -> None:
        super().__init__()
        self.sessions: dict[int, Attendance] = {}
        self.ledger: list[Entry] = []
        self.proposed: set[int] = set()
        self.alarms = 0
        self.most = 0

    @initialize(hours=st.integers(8, 20), per_day=st.integers(1, 8))
    def begin(self, hours: int, per_day: int) -> None:
        period = Period(date(2026, 3, 2), date(2026, 8, 31))
        self.sentence = sentence(
            required_minutes=hours * 60, daily_cap_minutes=per_day * 60, state="active", period=period
        )
        self.most = self.sentence.required_minutes

    @property
    def matters(self) -> int:
        return self.alarms + len(self.proposed)

    def served(self) -> list[Served]:
        return [
            Served(a.session_id, local_day(a.starts_at), worth(a), self.credited(number), day_cap(self.sentence, a))
            for number, a in self.sessions.items()
            if a.state == "signed_off"
        ]

    def credited(self, number: int) -> int:
        return sum(e.minutes for e in self.ledger if e.session_id == self.sessions[number].session_id)

    def take(self, after: Sentence, entries: Sequence[Entry]) -> None:
        self.ledger += entries
        self.sentence = after
        self.most = max(self.most, after.required_minutes)

    @rule(
        day=st.integers(0, 4),
        scheduled=st.integers(1, 480),
        late=st.integers(-30, 500),
        stayed=st.integers(0, 600),
        outcome=ANY_OUTCOME,
    )
    def record(self, day: int, scheduled: int, late: int, stayed: int, outcome: Outcome) -> None:
        number, starts = len(self.sessions), FIRST + timedelta(days=day)
        present = OUTCOMES[outcome].attended
        since = starts + timedelta(minutes=late) if present else None
        self.sessions[number] = Attendance(
            uid(100 + number),
            uid(8),
            uid(3),
            starts,
            starts + timedelta(minutes=scheduled),
            state="recorded",
            checked_in_at=since,
            checked_out_at=since + timedelta(minutes=stayed) if since else None,
            outcome=outcome,
            recorded_by="sup",
            day_cap_minutes=self.sentence.daily_cap_minutes,
        )

    def pick(self, draw: int, state: str) -> int | None:
        fitting = [number for number, a in self.sessions.items() if a.state == state]
        return fitting[draw % len(fitting)] if fitting else None

    @precondition(lambda self: self.sentence.state in ("active", "completed"))
    @rule(draw=st.integers(0, 100))
    def sign_off(self, draw: int) -> None:
        number = self.pick(draw, "recorded")
        if number is None:
            return
        signed = sign(self.sentence, self.sessions[number], "pk")
        on = local_day(signed.starts_at)
        before = sum(e.minutes for e in self.ledger if e.on == on)
        after, minutes, _ = credit_signed(self.sentence, signed, before, NOW, self.matters)
        self.sessions[number] = signed
        self.take(after, [Entry(signed.session_id, on, minutes, "sign_off")])

    @rule(draw=st.integers(0, 100))
    def propose(self, draw: int) -> None:
        if self.sessions:
            self.proposed.add(draw % len(self.sessions))

    @rule(draw=st.integers(0, 100), late=st.integers(0, 300), stayed=st.integers(0, 480), outcome=ANY_OUTCOME)
    def approve(self, draw: int, late: int, stayed: int, outcome: Outcome) -> None:
        if not self.proposed:
            return
        number = sorted(self.proposed)[draw % len(self.proposed)]
        record = self.sessions[number]
        since = record.starts_at + timedelta(minutes=late) if OUTCOMES[outcome].attended else None
        until = since + timedelta(minutes=stayed) if since else None
        fix = Correction(uid(9), outcome, since, until, "sup")
        self.proposed.discard(number)
        done = approve(self.sentence, record, fix, self.served(), "second", NOW, self.matters)
        self.sessions[number] = replace(record, outcome=outcome, checked_in_at=since, checked_out_at=until)
        self.take(done.sentence, done.entries)

    @rule(draw=st.integers(0, 100))
    def reject(self, draw: int) -> None:
        if not self.proposed:
            return
        number = sorted(self.proposed)[draw % len(self.proposed)]
        fix = Correction(uid(9), "acceptable_absence", None, None, "sup")
        self.proposed.discard(number)
        moved, _ = reject(self.sentence, self.sessions[number], fix, "second", NOW, self.matters)
        self.take(moved, [])

    @rule(raised=st.booleans())
    def alarm(self, raised: bool) -> None:
        self.alarms = max(0, self.alarms + (1 if raised else -1))
        if not raised:
            self.take(settle(self.sentence, self.matters), [])

    @rule(hours=st.integers(8, 30))
    def amend(self, hours: int) -> None:
        said = justice.SentenceAmended.model_validate(
            {
                "court_code": "pn-ambon",
                "verdict_number": "1",
                "change_number": "A",
                "decided_on": "2026-05-01",
                "ground": "appeal",
                "hours": hours,
                "hours_per_day": self.sentence.daily_cap_minutes // 60,
                "starts_on": "2026-03-02",
                "ends_on": "2026-08-31",
                "replaces": {"prison_months": 4},
            }
        )
        judged = Judged(date(2026, 2, 20), date(1990, 1, 1), date(2026, 1, 10), 48, started=True)
        done = amend(self.sentence, judged, said, self.served(), NOW, date(2026, 6, 1), self.matters)
        self.take(done.sentence, done.entries)

    @precondition(lambda self: self.sentence.state == "active" and self.sentence.repeat_minutes < 3000)
    @rule(hours=st.integers(1, 8))
    def repeat(self, hours: int) -> None:
        breach = Breach(uid(40), uid(1), "proposed", NOW)
        decision = Decision("repeat", hours=hours, ends_on=max(date(2026, 11, 30), self.sentence.period.ends_on))
        done = decide(
            self.sentence, breach, decision, Replaced(120, 0), 9, self.served(), BOOK.sets[0], NOW, self.matters
        )
        self.take(done.sentence, done.entries)

    @invariant()
    def the_ledger_is_the_balance(self) -> None:
        assert sum(e.minutes for e in self.ledger) == self.sentence.credited_minutes >= 0

    @invariant()
    def nothing_above_the_sentence(self) -> None:
        assert self.sentence.credited_minutes <= self.most

    @invariant()
    def nothing_above_the_day(self) -> None:
        days: Counter[date] = Counter()
        for entry in self.ledger:
            days[entry.on] += entry.minutes
        assert all(0 <= minutes <= self.sentence.daily_cap_minutes for minutes in days.values())

    @invariant()
    def nothing_above_the_session_and_nothing_unsigned(self) -> None:
        for number, record in self.sessions.items():
            assert 0 <= self.credited(number) <= (worth(record) if record.state == "signed_off" else 0)

    @invariant()
    def no_minute_is_lost(self) -> None:
        """What was served and is not credited had no room: its day is full, or nothing remains."""
        days: Counter[date] = Counter()
        for entry in self.ledger:
            days[entry.on] += entry.minutes
        for each in self.served():
            if each.credited_minutes < each.worth_minutes:
                assert days[each.on] == each.day_cap_minutes or self.sentence.remaining_minutes <= 0

    @invariant()
    def completed_means_served_or_the_prosecutor_is_asked(self) -> None:
        if self.sentence.state == "completed":
            assert self.sentence.remaining_minutes <= 0 or self.sentence.review == "open"
        elif self.sentence.remaining_minutes <= 0:
            assert self.matters, "nothing remains and nothing is open"

    @invariant()
    def a_session_is_signed_off_once(self) -> None:
        signed = Counter(e.session_id for e in self.ledger if e.kind == "sign_off")
        assert all(count == 1 for count in signed.values())
        assert all((e.minutes < 0) == (e.kind == "reversal") for e in self.ledger)


Case.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCase = Case.TestCase
