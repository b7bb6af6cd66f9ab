"""Loans of equipment: an institution confirms that it has the item, and the item comes back, or is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.training import events
from services.training.domain import equipment
from services.training.domain.equipment import Item, back
from services.training.errors import loans as errors
from services.training.events import LoanState
from services.training.rules import EquipmentRules
from shared.messaging.events import Event

OUT: tuple[LoanState, ...] = ("lent", "received")
"""The item is with the institution, as far as anyone knows."""


@dataclass(frozen=True, slots=True)
class Loan:
    """`told_due_on` is the due date whose passing was told. `decided_under` says of an agreement what it was when
    somebody decided about the loan: only another change asks again."""

    id: UUID
    equipment_id: UUID
    cooperation_agreement_id: UUID
    obligation_id: UUID | None
    agency_id: UUID
    institution_id: UUID
    responsible_name: str
    condition_out: str
    lent_on: date
    due_on: date
    state: LoanState = "lent"
    condition_received: str | None = None
    condition_in: str | None = None
    told_due_on: date | None = None
    received_on: date | None = None
    missing_since: datetime | None = None
    ended_on: date | None = None
    flagged_at: datetime | None = None
    decided_under: str | None = None


class Step(NamedTuple):
    """The loan and its item after a step, and what happened."""

    loan: Loan
    item: Item
    happened: list[Event]


def receive(loan: Loan, item: Item, condition: str | None, today: date, rules: EquipmentRules) -> Step:
    """The institution confirms that it has the item, and how it found it. Raises LoanWrongState, ConditionUnknown."""
    need(loan, "lent")
    found = condition or loan.condition_out
    equipment.need_condition(found, rules)
    received = replace(loan, state="received", received_on=today, condition_received=found)
    happened = events.LoanReceived(equipment_id=item.id, loan_id=loan.id, condition=found)
    return Step(received, replace(item, condition=found), [happened])


def damage(loan: Loan, item: Item, condition: str, rules: EquipmentRules) -> Step:
    """The institution reports a damage. Raises LoanWrongState, ConditionUnknown, NoDamage."""
    need(loan, *OUT)
    equipment.need_condition(condition, rules)
    if not equipment.is_damage(item.condition, condition, rules):
        raise errors.NoDamage(condition=condition, before=item.condition)
    damaged = replace(item, condition=condition)
    return Step(loan, damaged, [fact(events.EquipmentDamaged, loan, damaged)])


def give_back(loan: Loan, item: Item, condition: str, today: date, rules: EquipmentRules) -> Step:
    """The agency has the item again, also one that was reported missing. Raises LoanWrongState, ConditionUnknown."""
    need(loan, *OUT, "missing")
    equipment.need_condition(condition, rules)
    before = loan.condition_received or loan.condition_out
    returned = _ended(loan, "returned", today, condition_in=condition)
    stored = back(item, condition)
    damaged, late = equipment.is_damage(before, condition, rules), max(0, (today - loan.due_on).days)
    return Step(returned, stored, [fact(events.EquipmentReturned, loan, stored, damaged=damaged, days_late=late)])


def miss(loan: Loan, item: Item, now: datetime) -> Step:
    """The institution reports that the item is gone. Raises LoanWrongState."""
    need(loan, *OUT)
    missing = replace(loan, state="missing", missing_since=now)
    return Step(missing, item, [fact(events.EquipmentMissing, missing, item)])


def lose(loan: Loan, item: Item, today: date) -> Step:
    """The agency acknowledges a reported loss: the loan has ended. Raises LoanWrongState."""
    need(loan, "missing")
    lost = _ended(loan, "lost", today)
    gone = replace(item, state="lost", institution_id=None)
    return Step(lost, gone, [fact(events.EquipmentLost, lost, gone)])


def find(loan: Loan, item: Item, condition: str, rules: EquipmentRules) -> Step:
    """A missing item is still lent; a lost one is in the agency's store again, and its loan stays ended.

    Raises LoanWrongState, ConditionUnknown."""
    equipment.need_condition(condition, rules)
    if loan.state == "lost" and item.state == "lost":
        item = back(item, condition)
    else:
        need(loan, "missing")
        state: LoanState = "received" if loan.received_on else "lent"
        loan, item = replace(loan, state=state, missing_since=None), replace(item, condition=condition)
    return Step(loan, item, [fact(events.EquipmentFound, loan, item, state=item.state)])


def lapse(loan: Loan, item: Item, today: date) -> tuple[Loan, list[Event]]:
    """Once per due date: it has passed, and the item is still out. A missing item is not asked back."""
    if loan.state not in OUT or loan.due_on >= today or loan.told_due_on == loan.due_on:
        return loan, []
    overdue = replace(loan, told_due_on=loan.due_on)
    return overdue, [fact(events.EquipmentOverdue, overdue, item)]


def fact(event: type[events.EquipmentFact], loan: Loan, item: Item, **more: Any) -> Event:
    """A fact about a loan. `more` are the fields that only this fact has."""
    return event(
        equipment_id=item.id,
        loan_id=loan.id,
        cooperation_agreement_id=loan.cooperation_agreement_id,
        obligation_id=loan.obligation_id,
        agency_id=loan.agency_id,
        institution_id=loan.institution_id,
        asset_number=item.number,
        title=item.title,
        kind=item.kind,
        condition=item.condition,
        lent_on=loan.lent_on,
        due_on=loan.due_on,
        **more,
    )


def _ended(loan: Loan, state: LoanState, today: date, **more: Any) -> Loan:
    return replace(loan, state=state, ended_on=today, missing_since=None, flagged_at=None, decided_under=None, **more)


def need(loan: Loan, *states: LoanState) -> None:
    if loan.state not in states:
        raise errors.LoanWrongState(state=loan.state, needed=" / ".join(states))


def need_to_come(due_on: date, today: date) -> None:
    if due_on < today:
        raise errors.DueInPast(due_on=due_on, today=today)
