"""What a loan of equipment may be under its cooperation agreement (PKS): lent, extended, flagged, decided about.

A loan needs an agreement in force of the scope `equipment` (rule A2, PP 28/2018). When the agreement no longer carries
it, it goes on, flagged for a decision.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Literal

from services.training import events
from services.training.domain import equipment
from services.training.domain.equipment import Item
from services.training.domain.loans import OUT, Loan, Step, fact, need, need_to_come
from services.training.domain.neighbours import CooperationAgreement, scope_gate
from services.training.errors import loans as errors
from services.training.rules import EquipmentRules
from shared.errors import Refusal, refuse_all
from shared.messaging.events import Event


def lend(item: Item, loan: Loan, agreement: CooperationAgreement, rules: EquipmentRules) -> Step:
    """Hands an item over.

    Raises EquipmentInUse, ConditionUnknown, ConditionNotLendable, DueInPast, and what `_gate` finds (A2)."""
    equipment.need_free(item)
    equipment.need_condition(loan.condition_out, rules)
    if loan.condition_out not in rules.lendable:
        lendable = ", ".join(each for each in rules.conditions if each in rules.lendable)
        raise errors.ConditionNotLendable(condition=loan.condition_out, lendable=lendable)
    need_to_come(loan.due_on, loan.lent_on)
    refuse_all(_gate(loan, agreement, loan.due_on))
    lent = replace(item, state="lent", institution_id=loan.institution_id, condition=loan.condition_out)
    return Step(loan, lent, [fact(events.EquipmentLent, loan, lent)])


def _gate(loan: Loan, agreement: CooperationAgreement, due_on: date) -> list[Refusal]:
    """Why the agreement does not carry the loan to this day. Empty: it does (A2)."""
    broken = scope_gate(agreement, "equipment", loan.agency_id, loan.institution_id)
    if loan.lent_on < agreement.period.starts_on:
        broken.append(errors.LoanBeforeAgreement(starts_on=agreement.period.starts_on, on=loan.lent_on))
    if due_on > agreement.ends_on:
        broken.append(errors.LoanAfterLastDay(due_on=due_on, last_day=agreement.ends_on))
    return broken


def extend(loan: Loan, item: Item, due_on: date, agreement: CooperationAgreement, today: date) -> Step:
    """A later due date, within the agreement. Raises LoanWrongState, NotLater, DueInPast, and what `_gate` finds."""
    need(loan, *OUT)
    if due_on <= loan.due_on:
        raise errors.NotLater(due_on=loan.due_on)
    need_to_come(due_on, today)
    refuse_all(_gate(loan, agreement, due_on))
    extended = replace(loan, due_on=due_on, flagged_at=None, decided_under=None)
    return Step(extended, item, [events.LoanExtended(equipment_id=item.id, loan_id=loan.id, due_on=due_on)])


def decide(
    loan: Loan,
    item: Item,
    outcome: Literal["keep", "recall"],
    due_on: date | None,
    agreement: CooperationAgreement,
    today: date,
) -> Step:
    """The agency decides about a loan that its agreement no longer carries: it stays, or is due earlier.

    Raises LoanWrongState, NothingToDecide, NotEarlier, DueInPast."""
    need(loan, *OUT, "missing")
    if loan.flagged_at is None:
        raise errors.NothingToDecide
    if outcome == "recall":
        if due_on is None or due_on >= loan.due_on:
            raise errors.NotEarlier(due_on=loan.due_on)
        need_to_come(due_on, today)
        loan = replace(loan, due_on=due_on)
    decided = replace(loan, flagged_at=None, decided_under=_standing(agreement))
    happened = events.LoanDecided(equipment_id=item.id, loan_id=loan.id, outcome=outcome, due_on=loan.due_on)
    return Step(decided, item, [happened])


def follow(loan: Loan, agreement: CooperationAgreement, now: datetime) -> tuple[Loan, list[Event]]:
    """Flags a loan that its agreement no longer carries, and takes the flag away when it does again."""
    if not _gate(loan, agreement, loan.due_on):
        followed = replace(loan, flagged_at=None, decided_under=None)
    elif loan.flagged_at or loan.decided_under == _standing(agreement):
        return loan, []
    else:
        followed = replace(loan, flagged_at=now)
    if bool(followed.flagged_at) == bool(loan.flagged_at):
        return followed, []
    flagged = events.LoanFlagged(
        equipment_id=loan.equipment_id, loan_id=loan.id, needs_decision=followed.flagged_at is not None
    )
    return followed, [flagged]


def _standing(agreement: CooperationAgreement) -> str:
    return f"{agreement.state} {agreement.ends_on}"
