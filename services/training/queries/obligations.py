"""What was promised in items, and how many of them are lent."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.queries.equipment import conditions, scope_of
from services.training.rules import EquipmentRules
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection


class ObligationView(BaseModel):
    """`done` is what the work plan says; `lent_now` and `lent_ever` count items of loans that name the obligation.

    What it is about stands at `/agreements/obligations/{id}`."""

    id: UUID
    agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    quantity: int
    unit: str
    due_on: date
    state: str
    done: int
    lent_now: int
    lent_ever: int


async def obligations_for(
    conn: Connection,
    actor: Actor,
    agency: UUID | None,
    institution: UUID | None,
    agreement: UUID | None,
    rules: EquipmentRules,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    """A page of what agencies owe under agreements of the scope `equipment`, where the unit counts items."""
    filters = {
        "o.agency_id =": agency,
        "o.institution_id =": institution,
        "o.agreement_id =": agreement,
        "o.id >": after,
    }
    scope = scope_of(actor)
    where, values = conditions(filters, scope._replace(column=scope.column and f"o.{scope.column}"))
    size = len(values)
    rows = await conn.fetch(
        "select o.*, lent.* from (select o.* from obligations as o"
        "  join cooperation_agreements as a on a.id = o.agreement_id"
        f"  where {where} and o.owed_by = o.agency_id and 'equipment' = any(a.scopes)"
        f"  and lower(o.unit) <> all(${size + 1}) order by o.id limit ${size + 2}) as o"
        " cross join lateral (select count(*) filter (where l.ended_on is null)::integer as lent_now,"
        "  count(distinct l.equipment_id)::integer as lent_ever from loans as l where l.obligation_id = o.id) as lent"
        " order by o.id",
        *values,
        sorted(rules.units_of_no_item),
        limit + 1,
    )
    return page([ObligationView(**row) for row in rows], limit, lambda view: view.id)
