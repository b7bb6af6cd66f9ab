"""The public catalogue: what anyone may buy, of which institution, and where. Nothing of persons."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel

from services.training.queries.goods import Conditions
from services.training.store.products import PRICE
from shared.edge.paging import page
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row

_SHOWN = (
    "p.state = 'listed' and p.in_stock > 0 and exists (select from cooperation_agreements as a"
    " where a.id = p.cooperation_agreement_id and a.state = 'in_force' and 'marketing' = any(a.scopes)"
    " and $1 between a.starts_on and a.last_day)"
    " and not exists (select from organisations as o where o.id = p.institution_id and o.kind = 'child_institution')"
)
"""SQL: whether a row `p` of `products` is in the catalogue on the day `$1`. Its state alone is an event behind, and an
office that has become one for children shows nothing."""


class Place(BaseModel):
    title: str
    address: str


class CatalogueItem(BaseModel):
    """`institution` is the name of the office. `outlets`: where pieces are now; else the workshop sells."""

    id: UUID
    title: str
    kind: str
    description: str
    price: int
    in_stock: int
    institution_id: UUID
    institution: str | None
    outlets: list[Place]
    photos: list[str]


async def catalogue(
    conn: Connection, today: date, kind: str | None, institution: UUID | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    wanted = Conditions(values=[today]).add("p.kind = {}", kind)
    wanted.add("p.institution_id = {}", institution).add("p.id > {}", after)
    rows = await conn.fetch(
        "select p.id, p.title, p.kind, p.description, p.in_stock, p.institution_id,"
        f" {PRICE} as price, (select name from organisations as o where o.id = p.institution_id) as institution,"
        " array(select f.id from product_photos as f where f.product_id = p.id order by f.id) as photo_ids,"
        " (select coalesce(json_agg(distinct jsonb_build_object('title', o.title, 'address', o.address)), '[]')::text"
        "  from consignments as c join outlets as o on o.id = c.outlet_id"
        "  where c.product_id = p.id and c.remaining > 0) as places"
        f" from products as p where {_SHOWN} and {wanted.where} order by p.id limit {limit + 1:d}",
        *wanted.values,
    )
    return page([_item(row) for row in rows], limit, lambda view: view.id)


def _item(row: Row) -> CatalogueItem:
    photos = [f"/training/catalogue/photos/{photo_id}" for photo_id in row["photo_ids"]]
    return CatalogueItem(**row, outlets=orjson.loads(row["places"]), photos=photos)


async def photo(conn: Connection, photo_id: UUID, today: date) -> bytes:
    """A photo of a product that is in the catalogue. Raises NotFound."""
    content: bytes | None = await conn.fetchval(
        "select f.content from product_photos as f join products as p on p.id = f.product_id"
        f" where f.id = $2 and {_SHOWN}",
        *(today, photo_id),
    )
    if content is None:
        raise NotFound(what="photo", id=photo_id)
    return content
