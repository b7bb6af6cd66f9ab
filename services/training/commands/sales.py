"""Use cases of sales: sell from the warehouse or at an outlet, and take back what a buyer returns.

Locks: the agreement, the makers by their ids, the product (which is the lock of its batches, consignments and sales),
and then what a step locks: accounts of money, by their ids. So nobody is released, transferred or joined while the
goods they made are sold or come back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.commands.fields import Day, Reason
from services.training.commands.goods import Pieces, Price
from services.training.commands.ledger import post_sale, reverse_sold
from services.training.commands.products import load_with_agreement, load_with_makers
from services.training.domain import batches, consignments, products, sales
from services.training.domain.batches import Batch
from services.training.domain.consignments import Consignment
from services.training.domain.products import Product
from services.training.domain.sales import Sold
from services.training.queries import sales as queries
from services.training.queries.goods import need_party
from services.training.rules import RULES
from services.training.store import batches as batch_store
from services.training.store import consignments as consignment_store
from services.training.store import products as product_store
from services.training.store import sales as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection

Step = Callable[[Connection, Sold, Actor, datetime], Awaitable[list[Event]]]

SALE_STEPS: tuple[Step, ...] = (post_sale,)
"""What else happens with a sale, in its transaction, as the split of the profit. Its events follow the sale's."""
REVERSAL_STEPS: tuple[Step, ...] = (reverse_sold,)
"""The same for the reversal of a sale: `Sold` is as it was, `on` is the day of the return."""


class RecordSale(BaseModel):
    """`unit_price` is what the buyer paid for a piece."""

    quantity: Pieces
    unit_price: Price
    on: Day


class ReturnSale(BaseModel):
    """What the buyer keeps, if anything, becomes a sale of its own."""

    quantity: Pieces
    reason: Reason
    on: Day


async def sell_from_warehouse(
    conn: Connection, batch_id: UUID, cmd: RecordSale, actor: Actor, now: datetime
) -> queries.SaleView:
    product, agreement = await load_with_agreement(conn, await batch_store.product_of(conn, batch_id), now, batch_id)
    need_party(actor, product.institution_id)
    today = local_day(now)
    products.need_marketing(product, agreement, today)
    batch = await batch_store.load(conn, batch_id)
    batches.need_day(cmd.on, batch.made_on, today)
    batch = batches.take(batch, cmd.quantity)
    sale_id, batch, happened = await sell(conn, product, batch, None, cmd.quantity, cmd.unit_price, cmd.on, actor, now)
    await batch_store.save(conn, batch)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.sale(conn, sale_id)


async def sell_at_outlet(
    conn: Connection, consignment_id: UUID, cmd: RecordSale, actor: Actor, now: datetime
) -> queries.SaleView:
    """What is out may be sold to the end, also when its agreement has ended: the money has come in."""
    product = await load_with_makers(conn, await consignment_store.batch_of(conn, consignment_id), now)
    consignment = await consignment_store.load(conn, consignment_id)
    need_party(actor, consignment.institution_id, consignment.agency_id)
    batch = await batch_store.load(conn, consignment.batch_id)
    consignment = consignments.take(consignment, cmd.quantity)
    batches.need_day(cmd.on, consignment.sent_on, local_day(now))
    sale_id, batch, happened = await sell(
        conn, product, batch, consignment, cmd.quantity, cmd.unit_price, cmd.on, actor, now
    )
    await consignment_store.save(conn, consignment)
    await batch_store.save(conn, batch)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.sale(conn, sale_id)


async def sell(
    conn: Connection,
    product: Product,
    batch: Batch,
    consignment: Consignment | None,
    quantity: int,
    unit_price: int,
    on: date,
    actor: Actor,
    now: datetime,
    replaces: UUID | None = None,
) -> tuple[UUID, Batch, list[Event]]:
    """One sale of pieces that have left their place, with all its steps. The caller saves the batch."""
    listed = await product_store.price_on(conn, product.id, on)
    sale, batch = sales.sell(
        new_id(), product, batch, consignment, quantity, unit_price, listed, on, RULES.on(local_day(now)), replaces
    )
    await store.add(conn, sale, now, actor.subject)
    sold = sale.sold(await batch_store.shares(conn, batch.id))
    fact = sales.sold_fact(sale, consignment.outlet_id if consignment else None)
    return sale.id, batch, [fact, *await _book(conn, SALE_STEPS, sold, actor, now)]


async def return_sale(
    conn: Connection, sale_id: UUID, cmd: ReturnSale, actor: Actor, now: datetime
) -> queries.SaleView:
    """The whole sale is reversed. What the buyer keeps was sold when it was: no later rule splits its profit.

    Raises SaleReturned, MoreThanSold, StockDay."""
    product = await load_with_makers(conn, await store.batch_of(conn, sale_id), now)
    sale = await store.load(conn, sale_id)
    need_party(actor, sale.institution_id, sale.agency_id)
    batch = await batch_store.load(conn, sale.batch_id)
    consignment = await consignment_store.load(conn, sale.consignment_id) if sale.consignment_id else None
    batch = sales.reverse(sale, batch, cmd.quantity, cmd.on, local_day(now))
    await store.add_return(conn, sale_id, cmd.quantity, cmd.reason, cmd.on, now, actor.subject)
    reversed_ = sale.sold(await batch_store.shares(conn, batch.id), cmd.on)
    happened = [sales.returned_fact(sale, consignment.outlet_id if consignment else None, cmd.on)]
    happened += await _book(conn, REVERSAL_STEPS, reversed_, actor, now)
    if kept := sale.quantity - cmd.quantity:
        _, batch, again = await sell(
            conn, product, batch, consignment, kept, sale.unit_price, sale.sold_on, actor, now, replaces=sale_id
        )
        happened += again
    await batch_store.save(conn, batch)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.sale(conn, sale_id)


async def _book(conn: Connection, steps: Sequence[Step], sold: Sold, actor: Actor, now: datetime) -> list[Event]:
    return [event for step in steps for event in await step(conn, sold, actor, now)]
