"""Views of obligations with their reports and proposals, and lists in the order of their due dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.agreements.queries.conditions import Conditions, cursor_of
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found

Standing = Literal["planned", "proposed", "open", "overdue", "fulfilled", "cancelled", "lapsed"]
"""`planned` while the PKS is not in force yet; then it is `open`."""

_COLUMNS = (
    "id, agreement_id, agreement_state, what, quantity, unit, owed_by, due_on, standing as state, done, delivered_on,"
    " confirmed_by, confirmed_on"
)


class ReportView(BaseModel):
    """`corrects` is the report that this one replaces. `corrected` if a later report replaces this one."""

    id: UUID
    corrects: UUID | None
    corrected: bool
    quantity: int
    note: str
    evidence: str | None
    document_id: UUID | None
    reported_by: UUID
    reporter: str
    reported_at: datetime


class ProposalView(BaseModel):
    """`answer` is null while the other party has not answered."""

    kind: str
    quantity: int | None
    due_on: date | None
    reason: str
    proposed_by: UUID
    proposed_at: datetime
    answer: str | None
    answered_by: UUID | None
    answered_at: datetime | None


class ObligationSummary(BaseModel):
    """`quantity` and `done` are whole numbers of `unit`."""

    id: UUID
    agreement_id: UUID
    agreement_state: str
    what: str
    quantity: int
    unit: str
    owed_by: UUID
    due_on: date
    state: Standing
    done: int
    delivered_on: date | None
    confirmed_by: UUID | None
    confirmed_on: date | None


class ObligationView(ObligationSummary):
    reports: list[ReportView]
    proposals: list[ProposalView]
    version: int


@dataclass(frozen=True, slots=True)
class ObligationFilter:
    """What a caller wants of the list. `due_by` is the last due date that is in it."""

    owed_by: UUID | None = None
    state: Standing | None = None
    agreement: UUID | None = None
    due_from: date | None = None
    due_by: date | None = None


async def obligation(conn: Connection, obligation_id: UUID) -> ObligationView:
    row = await conn.fetchrow(f"select {_COLUMNS}, {VERSION} from obligations where id = $1", obligation_id)
    fields = found(row, "obligation", obligation_id)
    reports = await conn.fetch(
        "select id, corrects, exists (select from progress_reports as later where later.corrects = r.id) as corrected,"
        " quantity, note, evidence, document_id, reported_by, reporter, reported_at"
        " from progress_reports as r where obligation_id = $1 order by reported_at, id",
        obligation_id,
    )
    proposals = await conn.fetch(
        "select kind, quantity, due_on, reason, proposed_by, proposed_at, answer, answered_by, answered_at"
        " from obligation_proposals where obligation_id = $1 order by proposed_at, id",
        obligation_id,
    )
    return ObligationView(**fields, reports=[dict(r) for r in reports], proposals=[dict(p) for p in proposals])


def statement(wanted: ObligationFilter, after: str | None, limit: int) -> tuple[str, list[object]]:
    """The list as SQL and its values; `after` is the cursor of the page before."""
    where = Conditions()
    where.add("owed_by = {}", wanted.owed_by)
    where.add("standing = {}", wanted.state)
    where.add("agreement_id = {}", wanted.agreement)
    where.add("due_on >= {}", wanted.due_from)
    where.add("due_on <= {}", wanted.due_by)
    where.after("due_on", after)
    query = f"select {_COLUMNS} from obligations where {where} order by due_on, id {where.limit(limit)}"
    return query, where.values


async def obligations(conn: Connection, wanted: ObligationFilter, after: str | None, limit: int) -> dict[str, Any]:
    """A page of obligations, the one that is due first at the top."""
    query, values = statement(wanted, after, limit + 1)
    rows = await conn.fetch(query, *values)
    return page([ObligationSummary(**row) for row in rows], limit, lambda view: cursor_of(view.due_on, view.id))


async def overdue_count(conn: Connection) -> int:
    """How many obligations of PKS in force are overdue now."""
    count: int = await conn.fetchval(
        "select count(*) from obligations where state = 'overdue' and agreement_state = 'in_force'"
    )
    return count
