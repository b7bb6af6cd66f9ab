"""What each agency and institution owes: how much is open, due by a day, and overdue."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import OrganisationKind
from services.agreements.queries.conditions import Conditions
from shared.db import Connection
from shared.http import page


class DebtorView(BaseModel):
    """`due` counts what is open and due by the day that was asked; `next_due_on` is the first of all that is open."""

    id: UUID
    code: str
    name: str
    kind: OrganisationKind
    open: int
    due: int
    overdue: int
    next_due_on: date | None


def statement(due_by: date, kind: str | None, after: str | None, limit: int) -> tuple[str, list[object]]:
    """A page of debtors as SQL and its values: each one's obligations are counted in the index alone."""
    where = Conditions("exists (select from obligations where owed_by = o.id)")
    where.add("kind = {}", kind)
    where.add("code > {}", after)
    query = (
        "select o.id, o.code, o.name, o.kind, counted.* from organisations as o, lateral ("
        "  select count(*) filter (where standing = 'open') as open,"
        f"  count(*) filter (where standing = 'open' and due_on <= {where.value(due_by)}) as due,"
        "  count(*) filter (where standing = 'overdue') as overdue,"
        "  min(due_on) filter (where standing = 'open') as next_due_on"
        "  from obligations where owed_by = o.id and standing in ('open', 'overdue')) as counted"
        f" where {where} order by code limit {where.value(limit)}"
    )
    return query, where.values


async def debtors(conn: Connection, due_by: date, kind: str | None, after: str | None, limit: int) -> dict[str, Any]:
    """A page of organisations that owe something, in the order of their codes."""
    query, values = statement(due_by, kind, after, limit + 1)
    rows = await conn.fetch(query, *values)
    return page([DebtorView(**row) for row in rows], limit, lambda view: view.code)
