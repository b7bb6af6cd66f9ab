"""Use cases of products: describe, price, list, unlist, and follow their agreement (PKS).

Locks: the agreement, then the product.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.commands.fields import Day
from services.training.commands.goods import Description, Kind, Price, Title
from services.training.domain import products
from services.training.domain.neighbours import CooperationAgreement
from services.training.domain.products import Product
from services.training.queries import products as queries
from services.training.queries.goods import need_party
from services.training.store import batches as batch_store
from services.training.store import neighbours as neighbour_store
from services.training.store import products as store
from services.training.store import workshops as workshop_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection


class ProductDetails(BaseModel):
    """What may change. A new agreement (PKS) takes the product over when the old one ended."""

    cooperation_agreement_id: UUID
    kind: Kind
    title: Title
    description: Description


class AddProduct(ProductDetails):
    """`price` counts from today on."""

    workshop_id: UUID
    price: Price


class SetPrice(BaseModel):
    price: Price
    valid_from: Day


async def add_product(conn: Connection, cmd: AddProduct, actor: Actor, now: datetime) -> queries.ProductView:
    workshop = await workshop_store.read(conn, cmd.workshop_id)
    actor.require_organisation(workshop.institution_id)
    agreement, today = await neighbour_store.load_agreement(conn, cmd.cooperation_agreement_id), local_day(now)
    product = Product(
        id=new_id(),
        agency_id=agreement.agency_id,
        institution_id=workshop.institution_id,
        **cmd.model_dump(),
    )
    product, described = products.describe(product, agreement, today)
    priced = products.set_price(product, cmd.price, today, today)
    await store.add(conn, product, now, actor.subject)
    await journal.append(conn, [*described, *priced], actor=actor.subject, now=now)
    return await queries.product(conn, product.id, today)


async def update_product(
    conn: Connection, product_id: UUID, cmd: ProductDetails, actor: Actor, now: datetime
) -> queries.ProductView:
    agreement, today = await neighbour_store.load_agreement(conn, cmd.cooperation_agreement_id), local_day(now)
    product = await store.load(conn, product_id, now)
    need_party(actor, product.institution_id)
    product, described = products.describe(replace(product, **cmd.model_dump()), agreement, today)
    product, followed = products.follow(product, agreement, today)
    await store.save(conn, product)
    await journal.append(conn, [*described, *followed], actor=actor.subject, now=now)
    return await queries.product(conn, product_id, today)


async def set_price(
    conn: Connection, product_id: UUID, cmd: SetPrice, actor: Actor, now: datetime
) -> queries.ProductView:
    product, today = await store.load(conn, product_id, now), local_day(now)
    need_party(actor, product.institution_id)
    priced = products.set_price(product, cmd.price, cmd.valid_from, today)
    await store.add_price(conn, product_id, cmd.price, cmd.valid_from, now, actor.subject)
    await journal.append(conn, priced, actor=actor.subject, now=now)
    return await queries.product(conn, product_id, today)


async def list_product(conn: Connection, product_id: UUID, actor: Actor, now: datetime) -> queries.ProductView:
    product, agreement = await load_with_agreement(conn, product_id, now)
    need_party(actor, product.institution_id, product.agency_id)
    product, happened = products.list_product(product, agreement, local_day(now))
    return await _save(conn, product, happened, actor, now)


async def unlist_product(conn: Connection, product_id: UUID, actor: Actor, now: datetime) -> queries.ProductView:
    product = await store.load(conn, product_id, now)
    need_party(actor, product.institution_id, product.agency_id)
    product, happened = products.unlist(product)
    return await _save(conn, product, happened, actor, now)


async def load_with_agreement(
    conn: Connection, product_id: UUID, now: datetime, of_batch: UUID | None = None
) -> tuple[Product, CooperationAgreement]:
    """Both locked, the agreement first; between them the makers of a batch, where money follows. Raises NotFound."""
    agreement = await neighbour_store.load_agreement(conn, await store.agreement_of(conn, product_id))
    if of_batch:
        await batch_store.hold_makers(conn, of_batch)
    product = await store.load(conn, product_id, now)
    if product.cooperation_agreement_id != agreement.id:  # another one took it over before the lock
        agreement = await neighbour_store.load_agreement(conn, product.cooperation_agreement_id)
    return product, agreement


async def load_with_makers(conn: Connection, batch_id: UUID, now: datetime) -> Product:
    """The product of a batch, locked; its makers are locked before, as money follows. Raises NotFound."""
    await batch_store.hold_makers(conn, batch_id)
    return await store.load(conn, await batch_store.product_of(conn, batch_id), now)


async def follow(conn: Connection, agreement: CooperationAgreement, now: datetime) -> list[Event]:
    """What follows for the products under an agreement that changed; its row is locked."""
    happened: list[Event] = []
    for product in await store.load_under(conn, agreement.id, now):
        followed, facts = products.follow(product, agreement, local_day(now))
        if facts:
            await store.save(conn, followed)
            happened += facts
    return happened


async def _save(
    conn: Connection, product: Product, happened: list[Event], actor: Actor, now: datetime
) -> queries.ProductView:
    await store.save(conn, product)
    if happened:
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.product(conn, product.id, local_day(now))
