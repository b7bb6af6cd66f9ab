"""Obligations of a PKS's work plan: planned in the draft, or agreed by both parties; alarmed when overdue.

Source: Permendagri 22/2020, PP 28/2018 (rule A3): the agreement states what each party owes, and after it is signed it
changes only as it was made, by both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.agreements import events
from services.agreements.domain.agreement import Period
from services.agreements.domain.life import Life, Pks, alarm_at, ended_on
from services.agreements.errors import plan as errors
from services.agreements.events import ObligationState
from shared.clock import local_day
from shared.messaging.events import Event

Answer = Literal["accept", "decline", "withdraw"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for the other party. A new obligation is a proposal too, with `kind` add."""

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


Change = tuple[Obligation, list[Event]]


def plan(pks: Pks, obligation: Obligation, by: UUID, today: date) -> Change:
    """A new obligation: part of the draft, or a party's proposal while the PKS is in force."""
    _need_changeable(pks)
    _check(pks, obligation)
    if pks.state == "draft":
        return obligation, [events.ObligationPlanned(**_said(pks, obligation))]
    _need_to_come(obligation.due_on, today)
    proposal = Proposal("add", by, obligation.quantity, obligation.due_on)
    proposed = replace(obligation, state="proposed", pending=proposal)
    return proposed, [_proposed(pks, proposed, proposal)]


def revise(pks: Pks, obligation: Obligation) -> Change:
    """The draft says something else from now on."""
    _need_draft(pks)
    _need(obligation, "open")
    _check(pks, obligation)
    return obligation, [events.ObligationPlanned(**_said(pks, obligation))]


def strike(pks: Pks, obligation: Obligation) -> Change:
    """The draft no longer has it."""
    _need_draft(pks)
    _need(obligation, "open")
    struck = replace(obligation, state="cancelled")
    return struck, [events.ObligationCancelled(**_said(pks, struck))]


def propose(pks: Pks, obligation: Obligation, proposal: Proposal, today: date) -> Change:
    """A party asks the other to agree to another quantity or due date, or to cancel."""
    _need_in_force(pks)
    _need(obligation, "open", "overdue")
    if obligation.pending:
        raise errors.ProposalPending
    if proposal.kind == "change":
        _check_change(pks, obligation, proposal, today)
    return replace(obligation, pending=proposal), [_proposed(pks, obligation, proposal)]


def _check_change(pks: Pks, obligation: Obligation, proposal: Proposal, today: date) -> None:
    changed = _changed(obligation, proposal)
    if (changed.quantity, changed.due_on) == (obligation.quantity, obligation.due_on):
        raise errors.NothingChanges
    if proposal.due_on is not None:
        _check(pks, changed)
        _need_to_come(proposal.due_on, today)


def answer(pks: Pks, obligation: Obligation, by: UUID, said: Answer, today: date) -> Change:
    """The other party accepts or declines what was proposed; who proposed it may withdraw it."""
    proposal = obligation.pending
    if proposal is None:
        raise errors.NoProposal
    if (by == proposal.proposed_by) != (said == "withdraw"):
        raise errors.AnsweredByProposer
    answered = _accepted(pks, obligation, proposal, today) if said == "accept" else _dropped(obligation, proposal)
    told = events.ObligationAnswered(**_said(pks, answered), answer=said, answered_by=by)
    return answered, [told]


def _accepted(pks: Pks, obligation: Obligation, proposal: Proposal, today: date) -> Obligation:
    _need_in_force(pks)
    settled = replace(obligation, pending=None)
    if proposal.kind == "cancel":
        return replace(settled, state="cancelled")
    changed = _changed(settled, proposal)
    if proposal.due_on is None:
        return _counted(changed, changed.done, today)
    _check(pks, changed)
    _need_to_come(changed.due_on, today)
    return _counted(replace(changed, state="open"), changed.done, today)


def _dropped(obligation: Obligation, proposal: Proposal) -> Obligation:
    state = "cancelled" if proposal.kind == "add" else obligation.state
    return replace(obligation, pending=None, state=state)


def _changed(obligation: Obligation, proposal: Proposal) -> Obligation:
    return replace(
        obligation,
        quantity=obligation.quantity if proposal.quantity is None else proposal.quantity,
        due_on=proposal.due_on or obligation.due_on,
    )


def report(pks: Pks, obligation: Obligation, report_id: UUID, quantity: int, today: date) -> Change:
    """Who owes it reports what is done; also while the PKS is suspended or has ended: what was begun goes on."""
    _need_begun(pks)
    _need(obligation, "open", "overdue")
    reported = _counted(obligation, obligation.done + quantity, today)
    told = events.ObligationProgress(**_said(pks, reported), report_id=report_id, reported=quantity)
    return reported, [told]


def correct(
    pks: Pks, obligation: Obligation, report_id: UUID, corrects: tuple[UUID, int], quantity: int, today: date
) -> Change:
    """A report was wrong: a new one takes its place, and both stay. `corrects` is the old one, and what it said."""
    _need_begun(pks)
    _need(obligation, "open", "overdue")
    wrong, said = corrects
    corrected = _counted(obligation, obligation.done - said + quantity, today)
    told = events.ObligationCorrected(
        **_said(pks, corrected), report_id=report_id, corrects=wrong, reported=quantity, instead_of=said
    )
    return corrected, [told]


def _counted(obligation: Obligation, done: int, today: date) -> Obligation:
    delivered_on = None if done < obligation.quantity else obligation.delivered_on or today
    return replace(obligation, done=done, delivered_on=delivered_on)


def confirm(pks: Pks, obligation: Obligation, by: UUID, today: date) -> Change:
    """The other party says that it has what was owed."""
    _need_begun(pks)
    _need(obligation, "open", "overdue")
    if by == obligation.owed_by:
        raise errors.ConfirmedByDebtor
    if obligation.delivered_on is None:
        raise errors.NotDelivered(done=obligation.done, quantity=obligation.quantity, unit=obligation.unit)
    fulfilled = replace(obligation, state="fulfilled", confirmed_by=by, confirmed_on=today, pending=None)
    days_late = max(0, (obligation.delivered_on - obligation.due_on).days)
    return fulfilled, [events.ObligationFulfilled(**_said(pks, fulfilled), days_late=days_late)]


def settle(pks: Pks, obligation: Obligation, life: Life, now: datetime) -> tuple[Change, datetime] | None:
    """What time has made of it, and when: overdue once its day is over, lapsed where the PKS ended before that.

    None where nothing is due. While the PKS is suspended its obligations rest; what passes meanwhile is overdue at the
    moment of its resumption.
    """
    if obligation.state not in {"open", "proposed"}:
        return None
    moment = alarm_at(obligation.due_on, life) if obligation.state == "open" else None
    if moment is not None:
        return (_overdue(pks, obligation, late=local_day(now) > local_day(moment)), moment) if moment <= now else None
    if ended_on(life) is None:
        return None
    lapsed = replace(obligation, state="lapsed", pending=None)
    return (lapsed, [events.ObligationLapsed(**_said(pks, lapsed))]), life[-1].at


def _overdue(pks: Pks, obligation: Obligation, *, late: bool) -> Change:
    overdue = replace(obligation, state="overdue")
    awaits = "confirmation" if obligation.delivered_on else "delivery"
    return overdue, [events.ObligationOverdue(**_said(pks, overdue), awaits=awaits, late=late)]


def _proposed(pks: Pks, obligation: Obligation, proposal: Proposal) -> Event:
    said = _said(pks, obligation) | {"quantity": proposal.quantity, "due_on": proposal.due_on}
    return events.ObligationProposed(**said, kind=proposal.kind, proposed_by=proposal.proposed_by)


def _said(pks: Pks, obligation: Obligation) -> dict[str, object]:
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


def _check(pks: Pks, obligation: Obligation) -> None:
    if obligation.owed_by not in pks.parties.values():
        raise errors.OwedByNoParty(**pks.parties, owed_by=obligation.owed_by)
    check_due(obligation, pks.period)


def check_due(obligation: Obligation, period: Period) -> None:
    """Due within the period, both days included, unless it has been cancelled. Raises DueOutsidePeriod."""
    if obligation.state != "cancelled" and not period.starts_on <= obligation.due_on <= period.ends_on:
        raise errors.DueOutsidePeriod(due_on=obligation.due_on, period=period)


def _need_to_come(due_on: date, today: date) -> None:
    if due_on < today:
        raise errors.DueDatePassed(due_on=due_on, today=today)


def _need_draft(pks: Pks) -> None:
    if pks.state != "draft":
        raise errors.PlanSettled(state=pks.state)


def _need_in_force(pks: Pks) -> None:
    if pks.state != "in_force":
        raise errors.PlanSettled(state=pks.state)


def _need_changeable(pks: Pks) -> None:
    if pks.state not in {"draft", "in_force"}:
        raise errors.PlanSettled(state=pks.state)


def _need_begun(pks: Pks) -> None:
    if pks.state in {"draft", "in_review", "approved", "signed"}:
        raise errors.NotYetInForce(state=pks.state)


def _need(obligation: Obligation, *states: ObligationState) -> None:
    if obligation.state not in states:
        raise errors.ObligationSettled(state=obligation.state, needed=" / ".join(states))
