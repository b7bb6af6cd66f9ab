"""Use cases of a work plan: obligations planned, proposed, reported, confirmed. What time decides is in `due`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.agreements.commands import due
from services.agreements.domain import obligation as rules
from services.agreements.domain.agreement import Period
from services.agreements.domain.life import Pks
from services.agreements.domain.obligation import Change, Obligation, Proposal
from services.agreements.errors import plan as errors
from services.agreements.queries import obligations as queries
from services.agreements.store import documents
from services.agreements.store import obligations as store
from shared.clock import local_day
from shared.context import trace, tracing
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

Quantity = Annotated[int, Field(ge=1, le=1_000_000_000_000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Evidence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class PlanObligation(BaseModel):
    """Who owes what until when. `quantity` is a whole number of `unit` ("mesin jahit", "orang", "rupiah", "menit")."""

    what: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
    quantity: Quantity
    unit: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\W_][\w /.%-]{0,39}$")]
    owed_by: UUID
    due_on: date
    reason: Words = ""


class Propose(BaseModel):
    """Another quantity, another due date, both, or to cancel."""

    quantity: Quantity | None = None
    due_on: date | None = None
    cancel: bool = False
    reason: Words = ""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.cancel == (self.quantity is not None or self.due_on is not None):
            raise ValueError("propose either to cancel, or another quantity or due date")
        return self


class AnswerProposal(BaseModel):
    answer: Literal["accept", "decline", "withdraw"]


class Report(BaseModel):
    """`evidence` is a reference or an address, `document_id` a document of the PKS; one of them is needed."""

    quantity: Quantity
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)] = ""
    evidence: Evidence | None = None
    document_id: UUID | None = None


class Correct(Report):
    """`corrects` is the report that was wrong; `quantity` what it should have said, 0 where nothing was done."""

    corrects: UUID
    quantity: Annotated[int, Field(ge=0, le=1_000_000_000_000)]


@dataclass(frozen=True, slots=True)
class _Case:
    """An obligation with its PKS, both locked, and with what time has already made of it."""

    pks: Pks
    obligation: Obligation
    caught_up: bool


async def plan(
    conn: Connection, agreement_id: UUID, cmd: PlanObligation, actor: Actor, now: datetime
) -> queries.ObligationView:
    """Part of the draft, or a proposal to the other party while the PKS is in force."""
    pks = await store.load_pks(conn, agreement_id)
    by = _party(pks, actor)
    fresh = Obligation(id=new_id(), agreement_id=agreement_id, **cmd.model_dump(exclude={"reason"}))
    obligation, happened = rules.plan(pks, fresh, by, local_day(now))
    await store.add_obligation(conn, pks, obligation, now)
    if obligation.pending:
        await store.add_proposal(conn, obligation.id, obligation.pending, cmd.reason, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.obligation(conn, obligation.id)


async def need_within(conn: Connection, agreement_id: UUID, period: Period) -> None:
    """What a draft plans is due within its period, also when that was changed afterwards. Raises DueOutsidePeriod."""
    for planned in await store.obligations_of(conn, agreement_id):
        rules.check_due(planned, period)


async def revise(
    conn: Connection, obligation_id: UUID, cmd: PlanObligation, actor: Actor, now: datetime
) -> queries.ObligationView:
    case = await _load(conn, obligation_id, now)
    _party(case.pks, actor)
    revised = replace(case.obligation, **cmd.model_dump(exclude={"reason"}))
    return await _save(conn, case, rules.revise(case.pks, revised), actor, now)


async def strike(conn: Connection, obligation_id: UUID, actor: Actor, now: datetime) -> queries.ObligationView:
    case = await _load(conn, obligation_id, now)
    _party(case.pks, actor)
    return await _save(conn, case, rules.strike(case.pks, case.obligation), actor, now)


async def propose(
    conn: Connection, obligation_id: UUID, cmd: Propose, actor: Actor, now: datetime
) -> queries.ObligationView:
    case = await _load(conn, obligation_id, now)
    by = _party(case.pks, actor)
    proposal = Proposal("cancel" if cmd.cancel else "change", by, cmd.quantity, cmd.due_on)
    change = rules.propose(case.pks, case.obligation, proposal, local_day(now))
    await store.add_proposal(conn, obligation_id, proposal, cmd.reason, now)
    return await _save(conn, case, change, actor, now)


async def answer(
    conn: Connection, obligation_id: UUID, cmd: AnswerProposal, actor: Actor, now: datetime
) -> queries.ObligationView:
    case = await _load(conn, obligation_id, now)
    by = _party(case.pks, actor)
    change = rules.answer(case.pks, case.obligation, by, cmd.answer, local_day(now))
    await store.answer_proposal(conn, obligation_id, cmd.answer, by, now)
    return await _save(conn, case, change, actor, now)


async def report(
    conn: Connection, obligation_id: UUID, cmd: Report, actor: Actor, now: datetime
) -> queries.ObligationView:
    case, report_id = await _load(conn, obligation_id, now), new_id()
    await _need_evidence(conn, case, cmd, actor)
    change = rules.report(case.pks, case.obligation, report_id, cmd.quantity, local_day(now))
    await _add_report(conn, case, report_id, None, cmd, actor, now)
    return await _save(conn, case, change, actor, now)


async def correct(
    conn: Connection, obligation_id: UUID, cmd: Correct, actor: Actor, now: datetime
) -> queries.ObligationView:
    case, report_id = await _load(conn, obligation_id, now), new_id()
    await _need_evidence(conn, case, cmd, actor)
    wrong = cmd.corrects, await store.reported(conn, obligation_id, cmd.corrects)
    change = rules.correct(case.pks, case.obligation, report_id, wrong, cmd.quantity, local_day(now))
    await _add_report(conn, case, report_id, cmd.corrects, cmd, actor, now)
    return await _save(conn, case, change, actor, now)


async def _need_evidence(conn: Connection, case: _Case, cmd: Report, actor: Actor) -> None:
    actor.require_organisation(case.obligation.owed_by)
    if cmd.evidence is None and cmd.document_id is None:
        raise errors.EvidenceMissing
    if cmd.document_id and not await documents.belongs(conn, cmd.document_id, case.pks.id):
        raise errors.EvidenceUnknown(document=cmd.document_id)


async def _add_report(
    conn: Connection, case: _Case, report_id: UUID, corrects: UUID | None, cmd: Report, actor: Actor, now: datetime
) -> None:
    await store.add_report(
        conn,
        report_id,
        case.obligation.id,
        corrects,
        *(cmd.quantity, cmd.note, cmd.evidence, cmd.document_id),
        case.obligation.owed_by,
        actor.subject,
        now,
    )


async def confirm(conn: Connection, obligation_id: UUID, actor: Actor, now: datetime) -> queries.ObligationView:
    """The other party confirms; what was still proposed falls away."""
    case = await _load(conn, obligation_id, now)
    change = rules.confirm(case.pks, case.obligation, _party(case.pks, actor), local_day(now))
    await store.withdraw_proposals(conn, [obligation_id], now)
    return await _save(conn, case, change, actor, now)


def _party(pks: Pks, actor: Actor) -> UUID:
    """The party that acts. Raises Forbidden for anyone else."""
    actor.require_organisation(*pks.parties.values())
    assert actor.organisation
    return actor.organisation


async def _load(conn: Connection, obligation_id: UUID, now: datetime) -> _Case:
    """What was due before now has happened before now, whether or not the scheduler came first."""
    pks = await store.load_pks_of(conn, obligation_id)
    obligation = await store.load_obligation(conn, obligation_id)
    settled = await due.settle(conn, pks, obligation, now)
    return _Case(pks, settled or obligation, settled is not None)


async def _save(conn: Connection, case: _Case, change: Change, actor: Actor, now: datetime) -> queries.ObligationView:
    obligation, happened = change
    await store.save_obligation(conn, obligation)
    # The alarm that came first has already been held against the version the caller named.
    context = replace(trace(), expected_version=None) if case.caught_up else trace()
    with tracing(context):
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.obligation(conn, obligation.id)
