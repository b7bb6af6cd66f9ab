"""The rules by which institutions split profits: anyone signed in may read them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.domain.splits import PARTS
from services.training.events import Part
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


class SplitRuleView(BaseModel):
    """`valid_until` is the last day before the next rule; null for the latest one."""

    id: UUID
    institution_id: UUID
    valid_from: date
    valid_until: date | None
    decree_number: str
    decree_date: date
    permille: dict[Part, int]
    remainder_to: Part


_RULES = """
select r.*, (select min(n.valid_from) - 1 from split_rules as n
    where n.institution_id = r.institution_id and n.valid_from > r.valid_from) as valid_until
from split_rules as r
"""


async def split_rule(conn: Connection, rule_id: UUID) -> SplitRuleView:
    row = await conn.fetchrow(f"{_RULES} where r.id = $1", rule_id)
    return _view(found(row, "split rule", rule_id))


async def split_rules(conn: Connection, institution_id: UUID, after: date | None, limit: int) -> dict[str, Any]:
    """A page of an institution's rules, the oldest first."""
    rows = await conn.fetch(
        f"{_RULES} where r.institution_id = $1 and ($2::date is null or r.valid_from > $2)"
        " order by r.valid_from limit $3",
        *(institution_id, after, limit + 1),
    )
    return page([_view(dict(row)) for row in rows], limit, lambda view: view.valid_from)


def _view(row: Columns) -> SplitRuleView:
    return SplitRuleView(**row, permille={part: row[part] for part in PARTS if row[part]})
