"""A work plan told day by day: what happens, what time makes of it, and what was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from services.agreements.domain import obligation as rules
from services.agreements.domain.agreement import Period
from services.agreements.domain.life import Pks, Step
from services.agreements.domain.obligation import Change, Obligation, Proposal
from shared.clock import LOCAL_ZONE, local_day, midnight
from shared.messaging.events import Event
from tests.unit.agreements.cases import AGENCY, PRISON

PKS_ID, OBLIGATION_ID = UUID(int=20), UUID(int=21)
ACTIVE = Pks(PKS_ID, AGENCY, PRISON, Period(date(2026, 2, 9), date(2027, 2, 8)), "in_force")
SEWING = Obligation(OBLIGATION_ID, PKS_ID, "Mesin jahit untuk bengkel kerja", 12, "mesin", AGENCY, date(2026, 6, 30))


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LOCAL_ZONE)


FIRST_DAY = at("2026-02-09")


@dataclass
class Plan:
    """One obligation of one PKS. `on` moves the day, and the scheduler runs unless it is `down`."""

    pks: Pks = ACTIVE
    obligation: Obligation = SEWING
    now: datetime = FIRST_DAY
    down: bool = False
    life: list[Step] = field(default_factory=lambda: [Step("activated", midnight(date(2026, 2, 9)))])
    said: list[tuple[Event, datetime]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def told(self) -> list[str]:
        return [f"{event.type.rpartition('.')[2]} {local_day(when)}" for event, when in self.said]

    @property
    def last(self) -> dict[str, Any]:
        return self.said[-1][0].public()

    def on(self, day: str, clock: str = "09:00") -> Plan:
        self.now = at(day, clock)
        return self if self.down else self.tick()

    def tick(self) -> Plan:
        """What the scheduler and every command do first; while the PKS is suspended nobody asks."""
        if self.pks.state != "suspended" and (settled := rules.settle(self.pks, self.obligation, self.life, self.now)):
            change, when = settled
            self._take(change, when)
        return self

    def outage(self) -> Plan:
        self.down = True
        return self

    def back(self) -> Plan:
        self.down = False
        return self.tick()

    def _take(self, change: Change, when: datetime) -> None:
        self.obligation, happened = change
        self.said += [(event, when) for event in happened]

    def do(self, rule: Callable[..., Change], *args: Any) -> Plan:
        if self.pks.state != "draft":
            self.tick()
        self._take(rule(self.pks, self.obligation, *args), self.now)
        return self

    def pks_is(self, verb: Any, moment: datetime | None = None) -> Plan:
        states: Any = {"activated": "in_force", "resumed": "in_force"}
        self.pks = replace(self.pks, state=states.get(verb, verb))
        self.life.append(Step(verb, moment or self.now))
        return self

    def plan(self, by: UUID = AGENCY) -> Plan:
        return self.do(rules.plan, by, self.today)

    def report(self, quantity: int, report_id: int = 30) -> Plan:
        return self.do(rules.report, UUID(int=report_id), quantity, self.today)

    def correct(self, said: int, quantity: int) -> Plan:
        return self.do(rules.correct, UUID(int=31), (UUID(int=30), said), quantity, self.today)

    def confirm(self, by: UUID = PRISON) -> Plan:
        return self.do(rules.confirm, by, self.today)

    def propose(self, kind: Any = "change", by: UUID = AGENCY, **said: Any) -> Plan:
        return self.do(rules.propose, Proposal(kind, by, **said), self.today)

    def answer(self, answer: Any, by: UUID = PRISON) -> Plan:
        return self.do(rules.answer, by, answer, self.today)


def in_state(state: Any, **changes: Any) -> Plan:
    """A plan whose PKS is in this state; what has not begun has no life yet."""
    begun = state not in {"draft", "in_review", "approved", "signed"}
    life = [Step("activated", midnight(date(2026, 2, 9)))] if begun else []
    if state in {"suspended", "expired", "terminated"}:
        life.append(Step(state, at("2026-02-09", "08:00")))
    return Plan(pks=replace(ACTIVE, state=state), life=life, obligation=replace(SEWING, **changes))


DAY = timedelta(days=1)
