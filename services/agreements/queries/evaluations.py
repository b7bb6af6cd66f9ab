"""Views and lists of yearly evaluations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.agreements.events import Rating, Recommendation
from services.agreements.queries.conditions import Conditions
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class LineView(BaseModel):
    """An obligation that was due in the year, as it was at the evaluation."""

    obligation_id: UUID
    what: str
    owed_by: UUID
    quantity: int
    unit: str
    done: int
    due_on: date
    outcome: str


class EvaluationSummary(BaseModel):
    """`year` counts the agreement's own years. Both days are included."""

    id: UUID
    agreement_id: UUID
    year: int
    starts_on: date
    ends_on: date
    rating: Rating
    recommendation: Recommendation
    filed_by: UUID
    filed_at: datetime


class EvaluationView(EvaluationSummary):
    findings: str
    obligations: list[LineView]
    filer: str
    version: int


async def evaluation(conn: Connection, evaluation_id: UUID) -> EvaluationView:
    row = await conn.fetchrow(f"select *, {VERSION} from evaluations where id = $1", evaluation_id)
    fields = found(row, "evaluation", evaluation_id)
    return EvaluationView.model_validate(fields | {"obligations": orjson.loads(fields["obligations"])})


async def evaluations(
    conn: Connection, agreement: UUID | None, recommendation: Recommendation | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of evaluations in the order of their filing."""
    where = Conditions()
    where.add("agreement_id = {}", agreement)
    where.add("recommendation = {}", recommendation)
    where.add("id > {}", after)
    rows = await conn.fetch(
        "select id, agreement_id, year, starts_on, ends_on, rating, recommendation, filed_by, filed_at"
        f" from evaluations where {where} order by id {where.limit(limit + 1)}",
        *where.values,
    )
    return page([EvaluationSummary(**row) for row in rows], limit, lambda view: view.id)
