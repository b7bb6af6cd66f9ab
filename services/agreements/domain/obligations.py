"""Obligations in the work plan (rencana kerja) of a PKS: planned in the draft, or agreed by both parties.

Source: Permendagri 22/2020, PP 28/2018 (rule A3). The agreement states what each party owes. After it is signed, this
changes only as it was made: by both parties. See `proposals`, `progress_reports` and `deadlines` for what follows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import events
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.results import Result
from services.agreements.errors import obligations as errors
from services.agreements.events import ObligationState
from shared.messaging.events import Event
from shared.periods import Period


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for the other party's answer. A new obligation is a proposal too, of the kind `add`."""

    kind: Literal["add", "change", "cancel"]
    proposed_by: UUID
    quantity: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """`quantity` and `done` are whole numbers of `unit`; `delivered_on` is the day on which the sum reached it."""

    id: UUID
    agreement_id: UUID
    what: str
    quantity: int
    unit: str
    owed_by: UUID
    due_on: date
    state: ObligationState = "open"
    done: int = 0
    delivered_on: date | None = None
    confirmed_by: UUID | None = None
    confirmed_on: date | None = None
    pending: Proposal | None = None


def plan(pks: Pks, obligation: Obligation, by: UUID, today: date) -> Result[Obligation]:
    """A new obligation: part of the draft, or a party's proposal while the PKS is in force.

    Raises PlanSettled, OwedByNoParty, DueOutsidePeriod, DueDatePassed."""
    if pks.state not in {"draft", "in_force"}:
        raise errors.PlanSettled(state=pks.state)
    check(pks, obligation)
    if pks.state == "draft":
        return Result(obligation, [events.ObligationPlanned(**fields(pks, obligation))])
    check_to_come(obligation.due_on, today)
    proposal = Proposal("add", by, obligation.quantity, obligation.due_on)
    proposed = replace(obligation, state="proposed", pending=proposal)
    return Result(proposed, [proposal_fact(pks, proposed, proposal)])


def revise(pks: Pks, obligation: Obligation) -> Result[Obligation]:
    """An obligation of the draft with another content. Raises PlanSettled and what `plan` raises."""
    _require_draft(pks)
    require_state(obligation, "open")
    check(pks, obligation)
    return Result(obligation, [events.ObligationPlanned(**fields(pks, obligation))])


def strike(pks: Pks, obligation: Obligation) -> Result[Obligation]:
    """The draft no longer has this obligation. Raises PlanSettled."""
    _require_draft(pks)
    require_state(obligation, "open")
    struck = replace(obligation, state="cancelled")
    return Result(struck, [events.ObligationCancelled(**fields(pks, struck))])


def with_progress(obligation: Obligation, done: int, today: date) -> Obligation:
    """The obligation with this sum of its progress; the day of delivery follows from it."""
    delivered_on = None if done < obligation.quantity else obligation.delivered_on or today
    return replace(obligation, done=done, delivered_on=delivered_on)


def proposal_fact(pks: Pks, obligation: Obligation, proposal: Proposal) -> Event:
    proposed = fields(pks, obligation) | {"quantity": proposal.quantity, "due_on": proposal.due_on}
    return events.ObligationProposed(**proposed, kind=proposal.kind, proposed_by=proposal.proposed_by)


def agreed(pks: Pks, obligation: Obligation) -> Event:
    """What others are told of an obligation that both parties have agreed to."""
    return events.ObligationAgreed(**fields(pks, obligation))


def fields(pks: Pks, obligation: Obligation) -> dict[str, object]:
    """The obligation as facts carry it."""
    return {
        "obligation_id": obligation.id,
        "agreement_id": pks.id,
        "agency_id": pks.agency_id,
        "institution_id": pks.institution_id,
        "owed_by": obligation.owed_by,
        "owed_to": pks.other(obligation.owed_by),
        "quantity": obligation.quantity,
        "unit": obligation.unit,
        "done": obligation.done,
        "due_on": obligation.due_on,
        "delivered_on": obligation.delivered_on,
        "state": obligation.state,
    }


def check(pks: Pks, obligation: Obligation) -> None:
    """A party of the PKS owes it, and it is due within the period. Raises OwedByNoParty, DueOutsidePeriod."""
    if obligation.owed_by not in pks.parties.values():
        raise errors.OwedByNoParty(**pks.parties, owed_by=obligation.owed_by)
    check_due(obligation, pks.period)


def check_due(obligation: Obligation, period: Period) -> None:
    """Due within the period, both days included, unless it has been cancelled. Raises DueOutsidePeriod."""
    if obligation.state != "cancelled" and not period.starts_on <= obligation.due_on <= period.ends_on:
        raise errors.DueOutsidePeriod(due_on=obligation.due_on, period=period)


def check_to_come(due_on: date, today: date) -> None:
    """Raises DueDatePassed."""
    if due_on < today:
        raise errors.DueDatePassed(due_on=due_on, today=today)


def _require_draft(pks: Pks) -> None:
    if pks.state != "draft":
        raise errors.PlanSettled(state=pks.state)


def require_in_force(pks: Pks) -> None:
    """Only while the PKS is in force do both parties change its plan. Raises PlanSettled."""
    if pks.state != "in_force":
        raise errors.PlanSettled(state=pks.state)


def require_begun(pks: Pks) -> None:
    """The PKS is in force, or has been. Raises NotYetInForce."""
    if pks.state in {"draft", "in_review", "approved", "signed"}:
        raise errors.NotYetInForce(state=pks.state)


def require_state(obligation: Obligation, *states: ObligationState) -> None:
    """Raises ObligationSettled."""
    if obligation.state not in states:
        raise errors.ObligationSettled(state=obligation.state, needed=" / ".join(states))
