"""Use cases of proposals to change an obligation while its PKS is in force, and of their answers."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, model_validator

from services.agreements.commands.fields import Day
from services.agreements.commands.obligations import (
    OptionalReason,
    Quantity,
    acting_party,
    lock_obligation,
    save,
)
from services.agreements.domain import proposals
from services.agreements.domain.obligations import Proposal
from services.agreements.domain.proposals import Answer
from services.agreements.queries import obligations as queries
from services.agreements.store import proposals as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection


class Propose(BaseModel):
    """Another quantity, another due date, both, or to cancel."""

    quantity: Quantity | None = None
    due_on: Day | None = None
    cancel: bool = False
    reason: OptionalReason = ""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.cancel == (self.quantity is not None or self.due_on is not None):
            raise ValueError("propose either to cancel, or another quantity or due date")
        return self


class AnswerProposal(BaseModel):
    answer: Answer


async def propose(
    conn: Connection, obligation_id: UUID, cmd: Propose, actor: Actor, now: datetime
) -> queries.ObligationView:
    """Raises NotFound, Forbidden, PlanSettled, ObligationSettled, ProposalPending, NothingChanges, DueOutsidePeriod,
    DueDatePassed."""
    locked = await lock_obligation(conn, obligation_id, now)
    by = acting_party(locked.pks, actor)
    proposal = Proposal("cancel" if cmd.cancel else "change", by, cmd.quantity, cmd.due_on)
    result = proposals.propose(locked.pks, locked.obligation, proposal, local_day(now))
    await store.add_proposal(conn, obligation_id, proposal, cmd.reason, now)
    return await save(conn, locked, result, actor, now)


async def answer(
    conn: Connection, obligation_id: UUID, cmd: AnswerProposal, actor: Actor, now: datetime
) -> queries.ObligationView:
    """Raises NotFound, Forbidden, NoProposal, AnsweredByProposer, and what is in the way of an acceptance."""
    locked = await lock_obligation(conn, obligation_id, now)
    by = acting_party(locked.pks, actor)
    result = proposals.answer(locked.pks, locked.obligation, by, cmd.answer, local_day(now))
    await store.answer_proposal(conn, obligation_id, cmd.answer, by, now)
    return await save(conn, locked, result, actor, now)
