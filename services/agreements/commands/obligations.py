"""Use cases of obligations in a work plan: planned, revised, struck. Proposals and progress reports build on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.agreements.commands import deadlines
from services.agreements.commands.fields import Day
from services.agreements.domain import obligations
from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.obligations import Obligation
from services.agreements.domain.results import Result
from services.agreements.queries import obligations as queries
from services.agreements.store import obligations as store
from services.agreements.store.cooperation_agreements import load_pks, load_pks_of
from services.agreements.store.proposals import add_proposal
from shared.clock import local_day
from shared.context import trace, tracing
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik

Quantity = Annotated[int, Field(ge=1, le=1_000_000_000_000)]
OptionalReason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class PlanObligation(BaseModel):
    """Who owes what until when. `quantity` is a whole number of `unit` ("mesin jahit", "orang", "rupiah", "menit")."""

    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
    quantity: Quantity
    unit: Annotated[
        str, StringConstraints(strip_whitespace=True, pattern=r"^[^\W_][\w /.%-]{0,39}$"), AfterValidator(no_nik)
    ]
    owed_by: UUID
    due_on: Day
    reason: OptionalReason = ""


@dataclass(frozen=True, slots=True)
class LockedObligation:
    """An obligation with its PKS, both locked. `settled` if a deadline had passed and was applied first."""

    pks: Pks
    obligation: Obligation
    settled: bool


async def plan(
    conn: Connection, agreement_id: UUID, cmd: PlanObligation, actor: Actor, now: datetime
) -> queries.ObligationView:
    """A new obligation of the draft, or a proposal to the other party while the PKS is in force.

    Raises NotFound, Forbidden, PlanSettled, OwedByNoParty, DueOutsidePeriod, DueDatePassed."""
    pks = await load_pks(conn, agreement_id)
    by = acting_party(pks, actor)
    obligation = Obligation(id=new_id(), agreement_id=agreement_id, **cmd.model_dump(exclude={"reason"}))
    planned, facts = obligations.plan(pks, obligation, by, local_day(now))
    await store.add_obligation(conn, pks, planned, now)
    if planned.pending:
        await add_proposal(conn, planned.id, planned.pending, cmd.reason, now)
    await journal.append(conn, facts, actor=actor.subject, now=now)
    return await queries.obligation(conn, planned.id)


async def revise(
    conn: Connection, obligation_id: UUID, cmd: PlanObligation, actor: Actor, now: datetime
) -> queries.ObligationView:
    """Changes an obligation of the draft. Raises NotFound, Forbidden, PlanSettled and what `plan` raises."""
    locked = await lock_obligation(conn, obligation_id, now)
    acting_party(locked.pks, actor)
    revised = replace(locked.obligation, **cmd.model_dump(exclude={"reason"}))
    return await save(conn, locked, obligations.revise(locked.pks, revised), actor, now)


async def strike(conn: Connection, obligation_id: UUID, actor: Actor, now: datetime) -> queries.ObligationView:
    """Takes an obligation out of the draft. Raises NotFound, Forbidden, PlanSettled."""
    locked = await lock_obligation(conn, obligation_id, now)
    acting_party(locked.pks, actor)
    return await save(conn, locked, obligations.strike(locked.pks, locked.obligation), actor, now)


def acting_party(pks: Pks, actor: Actor) -> UUID:
    """The party that the actor acts for. Raises Forbidden for clerks of other organisations."""
    actor.require_organisation(*pks.parties.values())
    assert actor.organisation
    return actor.organisation


async def lock_obligation(conn: Connection, obligation_id: UUID, now: datetime) -> LockedObligation:
    """Locks an obligation and applies a deadline that has passed, whether or not the scheduler came first.

    Raises NotFound."""
    pks = await load_pks_of(conn, obligation_id)
    obligation = await store.load_obligation(conn, obligation_id)
    settled = await deadlines.settle(conn, pks, obligation, now)
    return LockedObligation(pks, settled or obligation, settled is not None)


async def save(
    conn: Connection, locked: LockedObligation, result: Result[Obligation], actor: Actor, now: datetime
) -> queries.ObligationView:
    await store.save_obligation(conn, result.after)
    # The version that the caller named has already been compared when the deadline was applied.
    context = replace(trace(), expected_versions=None) if locked.settled else trace()
    with tracing(context):
        await journal.append(conn, result.facts, actor=actor.subject, now=now)
    return await queries.obligation(conn, result.after.id)
