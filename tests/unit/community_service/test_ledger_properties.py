"""Whatever happens, in any order: nothing above sentence, day and session; no minute lost; ledger and balance agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.community_service import justice
from services.community_service.domain.alarms import resolve
from services.community_service.domain.amendments import Judged, amend
from services.community_service.domain.attendance import sign_off
from services.community_service.domain.breaches import Breach, Step
from services.community_service.domain.breaches_decisions import Decision, Document, decide
from services.community_service.domain.calendar import at
from services.community_service.domain.cases import Alarm, Case, Correction, Progress, Replaced
from services.community_service.domain.corrections import approve, propose, reject
from services.community_service.domain.ledger import Entry
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.sessions import Attendance
from services.community_service.errors.breaches import MoreThanReplaced, RepeatsTogetherAtMost
from services.community_service.events import Outcome
from shared.periods import Period
from tests.unit.community_service.cases import case, saved, sentence, uid, with_at_hand

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FIRST = datetime(2026, 3, 1, 23, tzinfo=UTC)
ANY_OUTCOME = st.sampled_from(["attended_complied", *OUTCOMES])
"""The one that counts comes up twice as often."""


class ACase(RuleBasedStateMachine):
    """A case with its sessions and ledger. Commands are the domain's own; the invariants are the law."""

    case: Case

    def __init__(self) -> None:
        super().__init__()
        self.number = 100
        self.ledger: list[Entry] = []
        self.most = 0

    def new_id(self) -> UUID:
        self.number += 1
        return uid(self.number)

    @initialize(hours=st.integers(8, 20), per_day=st.integers(1, 8))
    def begin(self, hours: int, per_day: int) -> None:
        period = Period(date(2026, 3, 2), date(2026, 8, 31))
        running = sentence(required_minutes=hours * 60, daily_cap_minutes=per_day * 60, state="active", period=period)
        self.case, self.most = case(running), running.required_minutes

    def save(self, done: Progress) -> None:
        after = done.case
        self.ledger += after.entries
        self.case = saved(after)
        self.most = max(self.most, after.sentence.required_minutes)

    @rule(
        day=st.integers(0, 4),
        scheduled=st.integers(1, 480),
        late=st.integers(-30, 500),
        stayed=st.integers(0, 600),
        outcome=ANY_OUTCOME,
    )
    def record(self, day: int, scheduled: int, late: int, stayed: int, outcome: Outcome) -> None:
        starts = FIRST + timedelta(days=day)
        since = starts + timedelta(minutes=late) if OUTCOMES[outcome].attended else None
        session = Attendance(
            *(self.new_id(), uid(8), uid(3), starts, starts + timedelta(minutes=scheduled)),
            state="recorded",
            checked_in_at=since,
            checked_out_at=since + timedelta(minutes=stayed) if since else None,
            outcome=outcome,
            recorded_by="sup",
        )
        self.case = replace(self.case, sessions=(*self.case.sessions, session))

    def pick(self, draw: int, *states: str) -> Attendance | None:
        """One of the sessions in these states, at hand from now on."""
        fitting = [each for each in self.case.sessions if each.state in states]
        picked = fitting[draw % len(fitting)] if fitting else None
        if picked:
            self.case = with_at_hand(self.case, picked)
        return picked

    @precondition(lambda self: self.case.sentence.state in ("active", "completed"))
    @rule(draw=st.integers(0, 100))
    def sign_off(self, draw: int) -> None:
        if self.pick(draw, "recorded"):
            self.save(sign_off(self.case, "pk", NOW))

    @rule(draw=st.integers(0, 100), late=st.integers(0, 300), stayed=st.integers(0, 480), outcome=ANY_OUTCOME)
    def propose(self, draw: int, late: int, stayed: int, outcome: Outcome) -> None:
        record = self.pick(draw, "recorded", "signed_off")
        if record is None or any(
            c.state == "proposed" for c in self.case.corrections if c.session_id == record.session_id
        ):
            return
        since = record.starts_at + timedelta(minutes=late) if OUTCOMES[outcome].attended else None
        until = min(since + timedelta(minutes=stayed), at(record.on, time(23, 59))) if since else None
        self.save(propose(self.case, Correction(self.new_id(), record.session_id, outcome, since, until, "sup"), NOW))

    def proposed(self, draw: int) -> Correction | None:
        """One of the proposed corrections, its session at hand from now on."""
        waiting = [each for each in self.case.corrections if each.state == "proposed"]
        if not waiting:
            return None
        picked = waiting[draw % len(waiting)]
        self.case = replace(self.case, at_hand=picked.session_id)
        return picked

    @rule(draw=st.integers(0, 100))
    def approve(self, draw: int) -> None:
        if correction := self.proposed(draw):
            self.save(approve(self.case, correction.id, "second", NOW))

    @rule(draw=st.integers(0, 100))
    def reject(self, draw: int) -> None:
        if correction := self.proposed(draw):
            self.save(reject(self.case, correction.id, "second", NOW))

    @rule(draw=st.integers(0, 100))
    def raise_an_alarm(self, draw: int) -> None:
        """What the checks find is raised by the acts themselves. This one stands for anything that becomes known."""
        if session := self.pick(draw, "recorded", "signed_off"):
            known = Alarm(self.new_id(), "signed_for_relative", session.session_id, uid(3), str(self.number), 1, 0, NOW)
            self.case = replace(self.case, alarms=(*self.case.alarms, known))

    @rule(draw=st.integers(0, 100))
    def resolve(self, draw: int) -> None:
        if waiting := [each for each in self.case.alarms if each.state == "open"]:
            alarm = waiting[draw % len(waiting)]
            self.case = replace(self.case, at_hand=alarm.session_id)
            self.save(resolve(self.case, alarm.id, "dismissed", "auditor", set(), NOW))

    @rule()
    def resolve_all(self) -> None:
        for _ in range(self.case.open_alarms):
            self.resolve(0)

    @rule(hours=st.integers(8, 30))
    def amend(self, hours: int) -> None:
        change = justice.SentenceAmended.model_validate(
            {
                "court_code": "pn-ambon",
                "verdict_number": "1",
                "change_number": "A",
                "decided_on": "2026-05-01",
                "ground": "appeal",
                "hours": hours,
                "hours_per_day": self.case.sentence.daily_cap_minutes // 60,
                "starts_on": "2026-03-02",
                "ends_on": "2026-08-28",
                "replaces": {"prison_months": 4},
                "sanctions": {"repeat_hours": hours},
            }
        )
        judged = Judged(date(2026, 2, 20), date(1990, 1, 1), date(2026, 1, 10), 48, started=True)
        self.save(amend(self.case, judged, change, NOW))

    @precondition(lambda self: self.case.sentence.state == "active" and self.case.sentence.repeat_minutes < 3000)
    @rule(hours=st.integers(1, 8))
    def repeat(self, hours: int) -> None:
        breach = Breach(uid(40), uid(1), (Step("warned", "pk", NOW), Step("proposed", "pk", NOW)))
        until = max(date(2026, 9, 30), self.case.sentence.period.ends_on)
        decision = Decision("repeat", hours=hours, ends_on=until, document=Document("B-1/2026", date(2026, 6, 1)))
        self.case = replace(self.case, replaced=Replaced(120, 0))
        try:
            self.save(decide(self.case, breach, decision, 9, "prosecutor", "jaksa", NOW)[1])
        except (MoreThanReplaced, RepeatsTogetherAtMost):
            return

    @invariant()
    def the_ledger_is_the_balance(self) -> None:
        assert sum(e.minutes for e in self.ledger) == self.case.sentence.credited_minutes >= 0

    @invariant()
    def nothing_above_the_sentence(self) -> None:
        assert self.case.sentence.credited_minutes <= self.most

    def days(self) -> Counter[date]:
        days: Counter[date] = Counter()
        for entry in self.ledger:
            days[entry.on] += entry.minutes
        return days

    @invariant()
    def nothing_above_the_day(self) -> None:
        assert all(0 <= minutes <= self.case.sentence.daily_cap_minutes for minutes in self.days().values())

    @invariant()
    def nothing_above_the_session_and_nothing_unsigned(self) -> None:
        for session in self.case.sessions:
            credited = sum(e.minutes for e in self.ledger if e.session_id == session.session_id)
            assert credited == session.credited_minutes, "the case knows what its ledger says"
            assert 0 <= credited <= (session.worth_minutes if session.state == "signed_off" else 0)

    @invariant()
    def no_minute_is_lost(self) -> None:
        """What was served and is not credited had no room: its day is full, or nothing remains."""
        for each in self.case.served():
            if each.credited_minutes < each.worth_minutes:
                assert self.days()[each.on] == each.day_cap_minutes or self.case.sentence.remaining_minutes <= 0

    @invariant()
    def completed_means_served_or_the_prosecutor_is_asked(self) -> None:
        sentence_ = self.case.sentence
        if sentence_.state == "completed":
            assert sentence_.remaining_minutes <= 0 or sentence_.review == "open"
        elif sentence_.remaining_minutes <= 0:
            assert self.case.open_alarms or self.case.open_corrections, "nothing remains and nothing is open"

    @invariant()
    def a_session_is_signed_off_once(self) -> None:
        signed = Counter(e.session_id for e in self.ledger if e.kind == "sign_off")
        assert all(count == 1 for count in signed.values())
        assert all((e.minutes < 0) == (e.kind == "reversal") for e in self.ledger)


ACase.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCase = ACase.TestCase
