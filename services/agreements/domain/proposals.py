"""Proposals to change or cancel an obligation while its PKS is in force. It takes both parties (rule A3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import events
from services.agreements.domain import obligations
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.obligations import Obligation, Proposal
from services.agreements.domain.results import Result
from services.agreements.errors import proposals as errors

Answer = Literal["accept", "decline", "withdraw"]


def propose(pks: Pks, obligation: Obligation, proposal: Proposal, today: date) -> Result[Obligation]:
    """A party asks the other to agree to another quantity or due date, or to cancel.

    Raises PlanSettled, ObligationSettled, ProposalPending, NothingChanges, DueOutsidePeriod, DueDatePassed."""
    obligations.require_in_force(pks)
    obligations.require_state(obligation, "open", "overdue")
    if obligation.pending:
        raise errors.ProposalPending
    if proposal.kind == "change":
        _check_change(pks, obligation, proposal, today)
    fact = obligations.proposal_fact(pks, obligation, proposal)
    return Result(replace(obligation, pending=proposal), [fact])


def _check_change(pks: Pks, obligation: Obligation, proposal: Proposal, today: date) -> None:
    changed = _changed(obligation, proposal)
    if (changed.quantity, changed.due_on) == (obligation.quantity, obligation.due_on):
        raise errors.NothingChanges
    if proposal.due_on is not None:
        obligations.check(pks, changed)
        obligations.check_to_come(proposal.due_on, today)


def answer(pks: Pks, obligation: Obligation, by: UUID, answer: Answer, today: date) -> Result[Obligation]:
    """The other party accepts or declines the proposal. The party that proposed it may only withdraw it.

    Raises NoProposal, AnsweredByProposer, and what has come in the way of an acceptance since."""
    proposal = obligation.pending
    if proposal is None:
        raise errors.NoProposal
    if (by == proposal.proposed_by) != (answer == "withdraw"):
        raise errors.AnsweredByProposer
    answered = _accepted(pks, obligation, proposal, today) if answer == "accept" else _dropped(obligation, proposal)
    fact = events.ObligationAnswered(**obligations.fields(pks, answered), answer=answer, answered_by=by)
    return Result(answered, [fact])


def _accepted(pks: Pks, obligation: Obligation, proposal: Proposal, today: date) -> Obligation:
    obligations.require_in_force(pks)
    answered = replace(obligation, pending=None)
    if proposal.kind == "cancel":
        return replace(answered, state="cancelled")
    changed = _changed(answered, proposal)
    if proposal.due_on is None:
        return obligations.with_progress(changed, changed.done, today)
    obligations.check(pks, changed)
    obligations.check_to_come(changed.due_on, today)
    return obligations.with_progress(replace(changed, state="open"), changed.done, today)


def _dropped(obligation: Obligation, proposal: Proposal) -> Obligation:
    state = "cancelled" if proposal.kind == "add" else obligation.state
    return replace(obligation, pending=None, state=state)


def _changed(obligation: Obligation, proposal: Proposal) -> Obligation:
    return replace(
        obligation,
        quantity=obligation.quantity if proposal.quantity is None else proposal.quantity,
        due_on=proposal.due_on or obligation.due_on,
    )
