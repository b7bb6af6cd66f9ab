"""Builds agreements, signatures and work plans for tests of the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from services.agreements.domain import agreements, deadlines, obligations, progress_reports, proposals
from services.agreements.domain.addenda import Addendum, AddendumState, Related
from services.agreements.domain.agreements import Agreement
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.deadlines import Milestone
from services.agreements.domain.obligations import Obligation, Proposal
from services.agreements.domain.results import Result, Timing
from services.agreements.domain.signatures import Signature
from services.agreements.rules import BOOK
from shared.clock import LOCAL_ZONE, local_day, midnight
from shared.messaging.events import Event
from shared.periods import Period

DAY = timedelta(days=1)
TODAY = date(2026, 2, 9)
ON_TIME = Timing(TODAY)
FIGURES = BOOK.on(TODAY)
CITY, OFFICE, AGENCY, PRISON, STRANGER = (UUID(int=n) for n in range(1, 6))

UMBRELLA = Agreement(
    id=UUID(int=10),
    kind="joint",
    instrument="kesepakatan_bersama",
    title="Kesepakatan Bersama",
    parties={CITY: "city", OFFICE: "corrections_office"},
    scopes=frozenset({"training", "community_service"}),
    period=Period(date(2026, 2, 9), date(2031, 2, 8)),
)
PKS = Agreement(
    id=UUID(int=11),
    kind="cooperation",
    instrument="perjanjian_kerja_sama",
    title="PKS Pelatihan",
    parties={AGENCY: "agency", PRISON: "prison"},
    scopes=frozenset({"training"}),
    period=Period(date(2026, 2, 9), date(2027, 2, 8)),
    joint_agreement_id=UMBRELLA.id,
    agency_id=AGENCY,
    institution_id=PRISON,
    programmes=frozenset({"menjahit", "las"}),
)


def signature(party: UUID, **changes: Any) -> Signature:
    return replace(
        Signature(
            party_id=party,
            number="180/1/2026",
            signatory="A Name",
            position="Kepala",
            authority="office",
            kuasa_number=None,
            kuasa_date=None,
            place="Ambon",
            signed_on=TODAY,
        ),
        **changes,
    )


def kuasa(party: UUID) -> Signature:
    """A signature with the mayor's power of attorney (surat kuasa)."""
    return signature(party, authority="power_of_attorney", kuasa_number="K-1", kuasa_date=TODAY)


def approve(agreement: Agreement) -> Agreement:
    return replace(agreement, state="approved", approved_by=frozenset(agreement.parties), approved_on=TODAY)


def sign(agreement: Agreement) -> Agreement:
    """The agreement with the signatures of all its parties."""
    made = approve(agreement)
    for party, kind in agreement.parties.items():
        made, _ = agreements.sign(made, kuasa(party) if kind == "agency" else signature(party), TODAY)
    return made


def in_state(agreement: Agreement, state: Any) -> Agreement:
    return replace(sign(agreement), state=state)


def types(result: Result[Any]) -> list[str]:
    """The types of the facts of a change, without the name of the service."""
    return [fact.type.removeprefix("agreements.") for fact in result.facts]


RUNNING = replace(in_state(UMBRELLA, "in_force"), end_known_on=TODAY)
LONGER = replace(UMBRELLA.terms, period=Period(TODAY, date(2032, 2, 8)))
ALONE = Related()


def draft_addendum(agreement: Agreement = RUNNING, **changes: Any) -> Addendum:
    made = Addendum(
        id=agreement.id, agreement_id=agreement.id, number=1, reason="Perpanjangan", effective_on=TODAY, terms=LONGER
    )
    return replace(made, **changes)


def addendum_in_state(state: AddendumState, **changes: Any) -> Addendum:
    signed = (signature(CITY), signature(OFFICE)) if state in {"signed", "held", "in_effect"} else ()
    return draft_addendum(state=state, approved_on=TODAY, signatures=signed, **changes)


PKS_ID, OBLIGATION_ID = UUID(int=20), UUID(int=21)
ACTIVE = Pks(PKS_ID, AGENCY, PRISON, Period(date(2026, 2, 9), date(2027, 2, 8)), "in_force")
SEWING = Obligation(OBLIGATION_ID, PKS_ID, "Mesin jahit untuk bengkel kerja", 12, "mesin", AGENCY, date(2026, 6, 30))


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LOCAL_ZONE)


FIRST_DAY = at("2026-02-09")


@dataclass
class Plan:
    """One obligation of one PKS, day by day. `on` moves the day; the scheduler runs then, unless it is `down`."""

    pks: Pks = ACTIVE
    obligation: Obligation = SEWING
    now: datetime = FIRST_DAY
    down: bool = False
    history: list[Milestone] = field(default_factory=lambda: [Milestone("activated", midnight(date(2026, 2, 9)))])
    facts: list[tuple[Event, datetime]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def dated_types(self) -> list[str]:
        return [f"{fact.type.rpartition('.')[2]} {local_day(when)}" for fact, when in self.facts]

    @property
    def last(self) -> dict[str, Any]:
        return self.facts[-1][0].public()

    def on(self, day: str, clock: str = "09:00") -> Plan:
        self.now = at(day, clock)
        return self if self.down else self.tick()

    def tick(self) -> Plan:
        """What the scheduler and every command do first. While the PKS is suspended nobody asks."""
        if self.pks.state != "suspended":
            settled = deadlines.settle(self.pks, self.obligation, self.history, self.now)
            if settled:
                self._apply(settled.result, settled.moment)
        return self

    def outage(self) -> Plan:
        self.down = True
        return self

    def back(self) -> Plan:
        self.down = False
        return self.tick()

    def _apply(self, result: Result[Obligation], when: datetime) -> None:
        self.obligation, facts = result
        self.facts += [(fact, when) for fact in facts]

    def do(self, rule: Callable[..., Result[Obligation]], *args: Any) -> Plan:
        if self.pks.state != "draft":
            self.tick()
        self._apply(rule(self.pks, self.obligation, *args), self.now)
        return self

    def move_pks(self, verb: Any, moment: datetime | None = None) -> Plan:
        states: Any = {"activated": "in_force", "resumed": "in_force"}
        self.pks = replace(self.pks, state=states.get(verb, verb))
        self.history.append(Milestone(verb, moment or self.now))
        return self

    def plan(self, by: UUID = AGENCY) -> Plan:
        return self.do(obligations.plan, by, self.today)

    def report(self, quantity: int, report_id: int = 30) -> Plan:
        return self.do(progress_reports.report, UUID(int=report_id), quantity, self.today)

    def correct(self, instead_of: int, quantity: int) -> Plan:
        return self.do(progress_reports.correct, UUID(int=31), UUID(int=30), instead_of, quantity, self.today)

    def confirm(self, by: UUID = PRISON) -> Plan:
        return self.do(progress_reports.confirm, by, self.today)

    def propose(self, kind: Any = "change", by: UUID = AGENCY, **proposed: Any) -> Plan:
        return self.do(proposals.propose, Proposal(kind, by, **proposed), self.today)

    def answer(self, answer: Any, by: UUID = PRISON) -> Plan:
        return self.do(proposals.answer, by, answer, self.today)


def plan_in_state(state: Any, **changes: Any) -> Plan:
    """A plan whose PKS is in this state. A PKS that has not begun has no history yet."""
    begun = state not in {"draft", "in_review", "approved", "signed"}
    history = [Milestone("activated", midnight(date(2026, 2, 9)))] if begun else []
    if state in {"suspended", "expired", "terminated"}:
        history.append(Milestone(state, at("2026-02-09", "08:00")))
    return Plan(pks=replace(ACTIVE, state=state), history=history, obligation=replace(SEWING, **changes))
