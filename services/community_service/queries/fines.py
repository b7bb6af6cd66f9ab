"""Fines for their readers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.fines import substitute_days
from services.community_service.events import FineState, SettledBy
from services.community_service.queries.cases import load_page
from services.community_service.queries.participants import need_participant
from services.community_service.rules import BOOK
from services.community_service.store.fines import SUMS
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


class PaymentView(BaseModel):
    paid_on: date
    rupiah: int
    receipt_number: str
    recorded_at: datetime


class SeizureView(BaseModel):
    seized_on: date
    rupiah: int
    document_number: str
    recorded_at: datetime


class FineView(BaseModel):
    """`substitute_maximum` is how many days of prison the unpaid rest stands for today; they are ordered only after the
    due date and a seizure. `substitute_days` are those that were ordered."""

    id: UUID
    breach_id: UUID
    sentence_id: UUID
    state: FineState
    settled_by: SettledBy | None
    fine_rupiah: int
    paid_rupiah: int
    seized_rupiah: int
    rest_rupiah: int
    decided_on: date
    due_on: date
    substitute_maximum: int
    substitute_days: int | None
    substitute_number: str | None
    substitute_on: date | None
    payments: list[PaymentView]
    seizures: list[SeizureView]


_FINE = f"""
select f.*, f.rupiah as fine_rupiah, {SUMS},
    (select rules_from from sentences where id = f.sentence_id) as rules_from,
    array(select (paid_on, rupiah, receipt_number, recorded_at) from fine_payments where fine_id = f.id
        order by paid_on, id) as payment_rows,
    array(select (seized_on, rupiah, document_number, recorded_at) from fine_seizures where fine_id = f.id
        order by seized_on, id) as seizure_rows
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
    rest = row["fine_rupiah"] - row["paid_rupiah"] - row["seized_rupiah"]
    limits = BOOK.of(row["rules_from"]).fine
    return FineView(
        **row,
        rest_rupiah=rest,
        substitute_maximum=substitute_days(rest, limits) if limits and row["state"] != "settled" else 0,
        payments=[_named(PaymentView, each) for each in row["payment_rows"]],
        seizures=[_named(SeizureView, each) for each in row["seizure_rows"]],
    )


def _named(view: type[Any], values: Any) -> Any:
    return view(**dict(zip(view.model_fields, values, strict=True)))
