"""Fines for their readers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.fines import prison_days, substitute_days
from services.community_service.events import FineState, SettledBy
from services.community_service.queries.cases import load_page
from services.community_service.queries.participants import need_participant
from services.community_service.rules import BOOK
from services.community_service.store.fines import SUMS, fine_of
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


class PaymentView(BaseModel):
    """`rupiah` as it stands after corrections; `recorded_rupiah` as it was written. A payment that `never_came_in`
    counts for nothing."""

    id: UUID
    paid_on: date
    recorded_rupiah: int
    receipt_number: str
    recorded_at: datetime
    rupiah: int
    never_came_in: bool


class SeizureView(BaseModel):
    """As a payment."""

    id: UUID
    seized_on: date
    recorded_rupiah: int
    document_number: str
    recorded_at: datetime
    rupiah: int
    never_came_in: bool


class FineView(BaseModel):
    """`fine_rupiah` is the fine as it holds now, `decided_rupiah` as it was decided: an amended verdict may have left
    less of it. `substitute_maximum` is how many days of prison the unpaid rest stands for today; they are ordered only
    after the due date and a seizure. `substitute_days` are those that were ordered, `prison_days` those that hold now:
    fewer once something more is paid, none since `substitute_lifted_on` or once the sentence has fallen or lapsed."""

    id: UUID
    breach_id: UUID
    sentence_id: UUID
    state: FineState
    settled_by: SettledBy | None
    fine_rupiah: int
    decided_rupiah: int
    paid_rupiah: int
    seized_rupiah: int
    rest_rupiah: int
    decided_on: date
    due_on: date
    substitute_maximum: int
    substitute_days: int | None
    substitute_number: str | None
    substitute_on: date | None
    substitute_lifted_on: date | None
    prison_days: int
    payments: list[PaymentView]
    seizures: list[SeizureView]


_FINE = f"""
select f.*, f.rupiah as decided_rupiah, {SUMS},
    (select rules_from from sentences where id = f.sentence_id) as rules_from,
    (select state = 'closed' from sentences where id = f.sentence_id) as stands,
    array(select (p.id, p.paid_on, p.rupiah, p.receipt_number, p.recorded_at, now.rupiah, now.never_came_in)
        from fine_payments as p join fine_receipts_as_corrected as now on now.id = p.id and now.fine_id = f.id
        where p.fine_id = f.id order by p.paid_on, p.id) as payment_rows,
    array(select (s.id, s.seized_on, s.rupiah, s.document_number, s.recorded_at, now.rupiah, now.never_came_in)
        from fine_seizures as s join fine_receipts_as_corrected as now on now.id = s.id and now.fine_id = f.id
        where s.fine_id = f.id order by s.seized_on, s.id) as seizure_rows
from fines as f
"""


async def fine(conn: Connection, fine_id: UUID) -> FineView:
    row = await conn.fetchrow(f"{_FINE} where f.id = $1", fine_id)
    return _view(found(row, "fine", fine_id))


async def own_fine(conn: Connection, fine_id: UUID, actor: Actor) -> FineView:
    """For the offices of the fine's case. Raises NotFound, Forbidden."""
    view = await fine(conn, fine_id)
    await need_participant(conn, view.sentence_id, actor)
    return view


async def fines(
    conn: Connection, actor: Actor, case: UUID | None, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await load_page(conn, _FINE, "f", actor, case=case, state=state, after=after, limit=limit)
    return page([_view(row) for row in rows], limit, lambda view: view.id)


def _view(row: Columns) -> FineView:
    fine, limits = fine_of(row), BOOK.of(row["rules_from"]).fine
    return FineView(
        **row,
        fine_rupiah=fine.owed,
        rest_rupiah=fine.rest,
        substitute_maximum=substitute_days(fine.rest, limits)
        if limits and row["stands"] and fine.state != "settled"
        else 0,
        prison_days=prison_days(fine, limits) if limits and row["stands"] else 0,
        payments=[_named(PaymentView, each) for each in row["payment_rows"]],
        seizures=[_named(SeizureView, each) for each in row["seizure_rows"]],
    )


def _named(view: type[Any], values: Any) -> Any:
    return view(**dict(zip(view.model_fields, values, strict=True)))
