"""Products with their prices and photos.

The row of a product is the lock of its prices, photos, batches, consignments and sales. It comes after its agreement
and its makers, and before accounts of money.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.training.domain.products import Product
from shared.clock import local_day
from shared.errors import NotFound
from shared.ids import new_id
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found

PRICE = (
    "(select price from product_prices as r where r.product_id = p.id and r.valid_from <= $1"
    " order by r.valid_from desc, r.id desc limit 1)"
)
"""SQL: the price of a row `p` of `products` on the day `$1`."""


async def add(conn: Connection, p: Product, now: datetime, by: str) -> None:
    await conn.execute(
        "insert into products (id, workshop_id, cooperation_agreement_id, agency_id, institution_id, kind, title,"
        " description, state, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        *(p.id, p.workshop_id, p.cooperation_agreement_id, p.agency_id, p.institution_id, p.kind, p.title),
        *(p.description, p.state, now),
    )
    await add_price(conn, p.id, p.price, local_day(now), now, by)


async def save(conn: Connection, p: Product) -> None:
    await conn.execute(
        "update products set cooperation_agreement_id = $2, agency_id = $3, kind = $4, title = $5, description = $6,"
        " state = $7 where id = $1",
        *(p.id, p.cooperation_agreement_id, p.agency_id, p.kind, p.title, p.description, p.state),
    )


async def agreement_of(conn: Connection, product_id: UUID) -> UUID:
    """The agreement of a product. Lock the agreement first. Raises NotFound."""
    agreement_id: UUID | None = await conn.fetchval(
        "select cooperation_agreement_id from products where id = $1", product_id
    )
    if agreement_id is None:
        raise NotFound(what="product", id=product_id)
    return agreement_id


async def load(conn: Connection, product_id: UUID, now: datetime) -> Product:
    """One product, locked: nobody else changes its stock, prices or sales. Raises NotFound."""
    row = await conn.fetchrow(
        f"select p.*, {PRICE} as price from products as p where p.id = $2 for update", local_day(now), product_id
    )
    return _to_product(found(row, "product", product_id))


async def load_under(conn: Connection, agreement_id: UUID, now: datetime) -> list[Product]:
    """The products under an agreement that are in the catalogue, or come back with it; locked, by their ids."""
    rows = await conn.fetch(
        f"select p.*, {PRICE} as price from products as p where p.cooperation_agreement_id = $2"
        " and p.state <> 'unlisted' order by p.id for update",
        *(local_day(now), agreement_id),
    )
    return [_to_product(row) for row in rows]


async def price_on(conn: Connection, product_id: UUID, day: date) -> int | None:
    price: int | None = await conn.fetchval(f"select {PRICE} from products as p where p.id = $2", day, product_id)
    return price


async def add_price(conn: Connection, product_id: UUID, price: int, valid_from: date, now: datetime, by: str) -> None:
    await conn.execute(
        "insert into product_prices (id, product_id, valid_from, price, set_by, set_at)"
        " values ($1, $2, $3, $4, $5, $6)",
        *(new_id(), product_id, valid_from, price, by, now),
    )


async def count_photos(conn: Connection, product_id: UUID) -> int:
    count: int = await conn.fetchval("select count(*) from product_photos where product_id = $1", product_id)
    return count


async def add_photo(conn: Connection, photo_id: UUID, product_id: UUID, content: bytes, now: datetime, by: str) -> None:
    """The uploader has stated both: the database takes nothing else."""
    await conn.execute(
        "insert into product_photos (id, product_id, content, stated_no_person, stated_no_work_of_a_child, stated_by,"
        " added_at) values ($1, $2, $3, true, true, $4, $5)",
        *(photo_id, product_id, content, by, now),
    )


async def remove_photo(conn: Connection, product_id: UUID, photo_id: UUID) -> None:
    """Raises NotFound."""
    removed = await conn.fetchval(
        "delete from product_photos where id = $1 and product_id = $2 returning true", photo_id, product_id
    )
    if not removed:
        raise NotFound(what="photo", id=photo_id)


def _to_product(row: Columns) -> Product:
    assert row["price"] is not None
    return Product(
        id=row["id"],
        workshop_id=row["workshop_id"],
        cooperation_agreement_id=row["cooperation_agreement_id"],
        agency_id=row["agency_id"],
        institution_id=row["institution_id"],
        kind=row["kind"],
        title=row["title"],
        description=row["description"],
        price=row["price"],
        state=row["state"],
        in_stock=row["in_stock"],
    )
