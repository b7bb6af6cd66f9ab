"""Batches of plans for their readers: how far each has come, and what became of each case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import SentenceState
from services.community_service.queries.plans import PlanView, plan
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found

Outcome = Literal["proposed", "not_planned"]


class BatchView(BaseModel):
    """`done` of `total` cases have their answer: a plan is `proposed` (some may be confirmed since), none is possible,
    or the case was not planned at all."""

    id: UUID
    state: Literal["waiting", "running", "finished"]
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    total: int
    done: int
    proposed: int
    impossible: int
    refused: int

    @property
    def is_under_way(self) -> bool:
        return self.state != "finished"

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total


class BatchItem(BaseModel):
    """One case of a batch: its plan, or the refusal by its slug; neither as long as it waits for its turn.

    `verdict_number`, `state` and `ends_on` are null where there is no such case."""

    place: int
    sentence_id: UUID
    verdict_number: str | None
    state: SentenceState | None
    ends_on: date | None
    plan: PlanView | None
    refusal: str | None


_BATCH = """
    select b.id, b.state, b.asked_by, b.asked_at, b.started_at, b.ended_at, f.* from plan_batches as b
    cross join lateral (
        select count(*)::integer as total,
            (count(*) filter (where i.plan_id is not null or i.refusal is not null))::integer as done,
            (count(*) filter (where p.state in ('proposed', 'confirmed')))::integer as proposed,
            (count(*) filter (where p.state = 'impossible'))::integer as impossible,
            (count(*) filter (where i.refusal is not null))::integer as refused
        from plan_batch_items as i left join plans as p on p.id = i.plan_id where i.batch_id = b.id) as f
"""
_ITEMS = """
    select i.place, i.sentence_id, s.verdict_number, s.state, s.ends_on, i.plan_id, i.refusal
    from plan_batch_items as i left join sentences as s on s.id = i.sentence_id
    left join plans as p on p.id = i.plan_id where i.batch_id = $1
    and ($2::text is null or case when i.refusal is not null or p.state = 'impossible' then 'not_planned'
        when i.plan_id is not null then 'proposed' end = $2)
    and i.place > $3 order by i.place limit $4
"""


async def batch(conn: Connection, batch_id: UUID) -> BatchView:
    """Raises NotFound."""
    return BatchView(**found(await conn.fetchrow(f"{_BATCH} where b.id = $1", batch_id), "batch", batch_id))


async def batches(conn: Connection, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of batches, newest first."""
    rows = await conn.fetch(
        f"{_BATCH} where $1::uuid is null or b.id < $1 order by b.id desc limit $2", after, limit + 1
    )
    return page([BatchView(**row) for row in rows], limit, lambda item: item.id)


async def batch_items(
    conn: Connection, batch_id: UUID, outcome: Outcome | None, after: int | None, limit: int
) -> dict[str, Any]:
    """In the order in which they were asked for. `after` is the place of the last one seen. Raises NotFound."""
    await batch(conn, batch_id)
    rows = await conn.fetch(_ITEMS, batch_id, outcome, -1 if after is None else after, limit + 1)
    items = []
    for row in rows:
        fields = dict(row)
        plan_id = fields.pop("plan_id")
        items.append(BatchItem(**fields, plan=await plan(conn, plan_id) if plan_id else None))
    return page(items, limit, lambda item: item.place)
