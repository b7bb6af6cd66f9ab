"""Use cases of consignments: send pieces to an outlet, and count them back.

Locks: the agreement, the makers by their ids (where pieces are counted as sold), the product, the outlet, accounts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.training.commands.fields import Day, Reason
from services.training.commands.goods import NoneOrMore, Pieces, Price
from services.training.commands.products import load_with_agreement, load_with_makers
from services.training.commands.sales import sell
from services.training.domain import consignments, products
from services.training.domain.consignments import Consignment, Count
from services.training.queries import consignments as queries
from services.training.queries.goods import need_party
from services.training.rules import RULES
from services.training.store import batches as batch_store
from services.training.store import consignments as store
from services.training.store import outlets as outlet_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class SendConsignment(BaseModel):
    outlet_id: UUID
    quantity: Pieces
    sent_on: Day


class SoldLine(BaseModel):
    """Pieces that were sold at one price and are not recorded as sold yet."""

    quantity: Pieces
    unit_price: Price


class CountBack(BaseModel):
    """Sold, returned and missing are all that is still out. What is missing is written off, with `reason`."""

    sold: Annotated[list[SoldLine], Field(max_length=50)] = []
    returned: NoneOrMore = 0
    missing: NoneOrMore = 0
    reason: Reason | None = None
    on: Day


async def send(
    conn: Connection, batch_id: UUID, cmd: SendConsignment, actor: Actor, now: datetime
) -> queries.ConsignmentView:
    product, agreement = await load_with_agreement(conn, await batch_store.product_of(conn, batch_id), now)
    need_party(actor, product.institution_id, product.agency_id)
    today = local_day(now)
    products.need_marketing(product, agreement, today)
    batch = await batch_store.load(conn, batch_id)
    outlet = await outlet_store.load(conn, cmd.outlet_id, "share")
    consignment, batch, sent = consignments.send(
        new_id(), product, batch, outlet, cmd.quantity, cmd.sent_on, today, RULES.on(today)
    )
    await store.add(conn, consignment, now, actor.subject)
    await batch_store.save(conn, batch)
    await journal.append(conn, sent, actor=actor.subject, now=now)
    return await queries.consignment(conn, consignment.id)


async def count(
    conn: Connection, consignment_id: UUID, cmd: CountBack, actor: Actor, now: datetime
) -> queries.ConsignmentView:
    """Raises ConsignmentCounted, CountIncomplete, MissingWithoutReason, StockDay, PriceBelowFloor."""
    product = await load_with_makers(conn, await store.batch_of(conn, consignment_id), now)
    consignment = await store.load(conn, consignment_id)
    need_party(actor, consignment.institution_id, consignment.agency_id)
    found = Count(sum(line.quantity for line in cmd.sold), cmd.returned, cmd.missing, cmd.reason, cmd.on)
    counted, happened = consignments.count(consignment, found, local_day(now))
    batch = await batch_store.load(conn, consignment.batch_id)
    for line in cmd.sold:
        _, batch, sold = await sell(
            conn, product, batch, consignment, line.quantity, line.unit_price, cmd.on, actor, now
        )
        happened += sold
    batch, cost, lost = consignments.settle(batch, consignment, found)
    await batch_store.save(conn, batch)
    await _save(conn, consignment, counted, found, cost, actor, now)
    await journal.append(conn, [*happened, *lost], actor=actor.subject, now=now)
    return await queries.consignment(conn, consignment_id)


async def _save(
    conn: Connection, before: Consignment, after: Consignment, found: Count, cost: int, actor: Actor, now: datetime
) -> None:
    by = actor.subject
    await store.add_count(conn, before, found, now, by)
    await store.save(conn, after)
    if found.reason:
        await batch_store.add_write_off(
            conn, before.batch_id, before.id, found.missing, cost, found.reason, found.on, now, by
        )
