"""What decisions on breaches have ordered, as it holds now."""

from __future__ import annotations

from uuid import UUID

from services.community_service.domain.breaches_orders import Order
from services.community_service.store import fines
from shared.postgres.pool import Connection


async def load_order(conn: Connection, sentence_id: UUID) -> Order:
    """Of a sentence that a decision has closed, and that is locked: the decision, and the fine that follows from it."""
    row = await conn.fetchrow(
        "select b.id, b.decision, coalesce(b.reduced_prison_days, b.prison_days) as prison_days,"
        " coalesce(b.reduced_fine_rupiah, b.fine_rupiah) as fine_rupiah, f.id as fine_id"
        " from breaches as b left join fines as f on f.breach_id = b.id"
        " where b.sentence_id = $1 and b.decision in ('prison', 'fine', 'substitute_prison')"
        " order by b.id desc limit 1",
        sentence_id,
    )
    assert row
    fine = await fines.load_fine(conn, row["fine_id"]) if row["fine_id"] else None
    return Order(row["id"], row["decision"], row["prison_days"], row["fine_rupiah"], fine)


async def save_order(conn: Connection, before: Order, after: Order) -> None:
    """What is left of it. What was decided stays as it is."""
    if before == after:
        return
    await conn.execute(
        "update breaches set reduced_prison_days = case when $2 < coalesce(reduced_prison_days, prison_days) then $2"
        " else reduced_prison_days end, reduced_fine_rupiah = case when $3 < coalesce(reduced_fine_rupiah, fine_rupiah)"
        " then $3 else reduced_fine_rupiah end where id = $1",
        *(after.breach_id, after.prison_days, after.fine_rupiah),
    )
    if after.fine:
        await fines.save_state(conn, after.fine)
