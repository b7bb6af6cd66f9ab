"""What each agency and institution owes: how many obligations are due by a day, and how many are overdue."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import OrganisationKind
from services.agreements.queries.conditions import Conditions
from shared.edge.paging import page
from shared.postgres.pool import Connection


class DebtorView(BaseModel):
    """`due` counts the open obligations that are due by the given day.

    `next_due_on` is the earliest due date of all open ones."""

    id: UUID
    code: str
    name: str
    kind: OrganisationKind
    due: int
    overdue: int
    next_due_on: date | None


_OWN = "from obligations where owed_by = o.id and standing"


def statement(due_by: date, kind: str | None, after: str | None, limit: int) -> tuple[str, list[object]]:
    """A page of debtors as SQL and its values. The obligations of each are counted in the index alone."""
    where = Conditions("exists (select from obligations where owed_by = o.id)")
    where.add("kind = {}", kind)
    where.add("code > {}", after)
    query = (
        f"select id, code, name, kind, (select count(*) {_OWN} = 'open' and due_on <= {where.value(due_by)}) as due,"
        f" (select count(*) {_OWN} = 'overdue') as overdue, (select min(due_on) {_OWN} = 'open') as next_due_on"
        f" from organisations as o where {where} order by code {where.limit(limit)}"
    )
    return query, where.values


async def debtors(conn: Connection, due_by: date, kind: str | None, after: str | None, limit: int) -> dict[str, Any]:
    """A page of organisations that owe something, in the order of their codes."""
    query, values = statement(due_by, kind, after, limit + 1)
    rows = await conn.fetch(query, *values)
    return page([DebtorView(**row) for row in rows], limit, lambda view: view.code)
