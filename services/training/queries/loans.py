"""What the agency, the institution and auditors read of loans of equipment."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from services.training.events import LoanState
from services.training.queries.equipment import OFFICES, SEE_ALL, Scope, conditions, scope_of
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class LoanSummary(BaseModel):
    """`overdue`: the due date has passed, which was told, and the item has not come back.

    `needs_decision`: the agreement no longer carries the loan, and nobody has decided about it."""

    id: UUID
    equipment_id: UUID
    number: str
    title: str
    cooperation_agreement_id: UUID
    obligation_id: UUID | None
    agency_id: UUID
    institution_id: UUID
    state: LoanState
    lent_on: date
    due_on: date
    received_on: date | None
    ended_on: date | None
    overdue: bool
    needs_decision: bool


class StepView(BaseModel):
    """What happened to a loan after it was lent."""

    step: str
    condition: str | None
    due_on: date | None
    note: str | None
    document_number: str | None
    recorded_by: str
    recorded_at: datetime


class LoanView(LoanSummary):
    """`responsible_name` is the official of the institution who answers for the item. Conditions: when it was handed
    over, as the institution found it, and when it came back."""

    responsible_name: str
    condition_out: str
    condition_received: str | None
    condition_in: str | None
    steps: list[StepView]
    version: int


class Wanted(NamedTuple):
    """The filters of a list. None: not asked for."""

    agency: UUID | None = None
    institution: UUID | None = None
    equipment: UUID | None = None
    obligation: UUID | None = None
    state: str | None = None
    overdue: bool = False


_OVERDUE = "l.ended_on is null and l.told_due_on = l.due_on"
_LOANS = (
    f"select l.*, coalesce({_OVERDUE}, false) as overdue, e.number, e.title"
    " from loans as l join equipment as e on e.id = l.equipment_id"
)


async def loan(conn: Connection, loan_id: UUID) -> LoanView:
    row = await conn.fetchrow(
        f"select *, stream_version(equipment_id::text) as version from ({_LOANS} where l.id = $1) as found", loan_id
    )
    columns = found(row, "loan", loan_id)
    steps = await conn.fetch(
        "select step, condition, due_on, note, document_number, recorded_by, recorded_at from loan_steps"
        " where loan_id = $1 order by id",
        loan_id,
    )
    return LoanView(**columns, steps=[StepView(**step) for step in steps])


async def loan_for(conn: Connection, actor: Actor, loan_id: UUID) -> LoanView:
    """One loan, for its two offices, coordinators and auditors. Raises NotFound, Forbidden."""
    view = await loan(conn, loan_id)
    if not actor.roles & SEE_ALL:
        offices = {"agency_id": view.agency_id, "institution_id": view.institution_id}
        actor.require_organisation(*(offices[column] for role, column in OFFICES.items() if role in actor.roles))
    return view


async def loans(conn: Connection, scope: Scope, wanted: Wanted, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of loans, the newest last."""
    filters = {
        "l.agency_id =": wanted.agency,
        "l.institution_id =": wanted.institution,
        "l.equipment_id =": wanted.equipment,
        "l.obligation_id =": wanted.obligation,
        "l.state =": wanted.state,
        "l.id >": after,
    }
    late = f" and {_OVERDUE}" if wanted.overdue else ""
    where, values = conditions(filters, Scope(scope.column and f"l.{scope.column}", scope.office))
    rows = await conn.fetch(f"{_LOANS} where {where}{late} order by l.id limit ${len(values) + 1}", *values, limit + 1)
    return page([LoanSummary(**row) for row in rows], limit, lambda view: view.id)


async def loans_for(conn: Connection, actor: Actor, wanted: Wanted, after: UUID | None, limit: int) -> dict[str, Any]:
    return await loans(conn, scope_of(actor), wanted, after, limit)
