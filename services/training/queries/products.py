"""What people read of products, their prices and photos. Nothing says who made them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.events import ProductState
from services.training.queries.goods import Conditions, need_reader
from services.training.store.products import PRICE
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


class ProductSummary(BaseModel):
    """`price` is the one of today. `in_stock`: all pieces, in the warehouse and at outlets."""

    id: UUID
    workshop_id: UUID
    cooperation_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    kind: str
    title: str
    description: str
    price: int
    state: ProductState
    in_stock: int


class PhotoView(BaseModel):
    id: UUID
    detail_url: str


class ProductView(ProductSummary):
    photos: list[PhotoView]
    version: int


class PriceView(BaseModel):
    """Of one day, the price that was set last counts."""

    id: UUID
    valid_from: date
    price: int
    set_at: datetime


async def product(conn: Connection, product_id: UUID, today: date) -> ProductView:
    row = await conn.fetchrow(
        f"select p.*, {PRICE} as price, {VERSION.replace('(id', '(p.id')} from products as p where p.id = $2",
        *(today, product_id),
    )
    columns = found(row, "product", product_id)
    photos = await conn.fetch("select id from product_photos where product_id = $1 order by id", product_id)
    return ProductView(**columns, photos=[photo_view(product_id, each["id"]) for each in photos])


def photo_view(product_id: UUID, photo_id: UUID) -> PhotoView:
    return PhotoView(id=photo_id, detail_url=f"/training/products/{product_id}/photos/{photo_id}")


async def product_for(conn: Connection, actor: Actor, product_id: UUID, today: date) -> ProductView:
    view = await product(conn, product_id, today)
    need_reader(actor, view.institution_id, view.agency_id)
    return view


async def products(
    conn: Connection,
    actor: Actor,
    today: date,
    state: ProductState | None,
    institution: UUID | None,
    agency: UUID | None,
    after: UUID | None,
    limit: int,
) -> dict[str, Any]:
    wanted = Conditions(values=[today]).own(actor, "p.").add("p.state = {}", state)
    wanted.add("p.institution_id = {}", institution).add("p.agency_id = {}", agency).add("p.id > {}", after)
    rows = await conn.fetch(
        f"select p.*, {PRICE} as price from products as p where {wanted.where} order by p.id limit {limit + 1:d}",
        *wanted.values,
    )
    return page([ProductSummary(**row) for row in rows], limit, lambda view: view.id)


async def prices(
    conn: Connection, actor: Actor, product_id: UUID, today: date, after: UUID | None, limit: int
) -> dict[str, Any]:
    """Every price, in the order in which they were set; also those that count from a day to come."""
    await product_for(conn, actor, product_id, today)
    wanted = Conditions().add("product_id = {}", product_id).add("id > {}", after)
    rows = await conn.fetch(
        f"select id, valid_from, price, set_at from product_prices where {wanted.where} order by id"
        f" limit {limit + 1:d}",
        *wanted.values,
    )
    return page([PriceView(**row) for row in rows], limit, lambda view: view.id)


async def photo_for(conn: Connection, actor: Actor, product_id: UUID, photo_id: UUID, today: date) -> bytes:
    """The JPEG. Raises NotFound, Forbidden."""
    await product_for(conn, actor, product_id, today)
    content: bytes | None = await conn.fetchval(
        "select content from product_photos where id = $1 and product_id = $2", photo_id, product_id
    )
    if content is None:
        raise NotFound(what="photo", id=photo_id)
    return content
