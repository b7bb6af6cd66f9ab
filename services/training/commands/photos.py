"""Use cases of photos of products: add one that was drawn anew, remove one for good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training import events
from services.training.domain import products
from services.training.errors.products import PhotoStatementMissing
from services.training.queries import products as queries
from services.training.queries.goods import need_party
from services.training.rules import RULES
from services.training.store import products as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


def need_statement(*, no_person: bool, no_work_of_a_child: bool) -> None:
    """Raises PhotoStatementMissing."""
    if not (no_person and no_work_of_a_child):
        raise PhotoStatementMissing


async def add_photo(
    conn: Connection, product_id: UUID, content: bytes, actor: Actor, now: datetime
) -> queries.PhotoView:
    """`content` is what `shared.images.reencode` made, and the uploader has stated what must be stated."""
    product = await store.load(conn, product_id, now)
    need_party(actor, product.institution_id, product.agency_id)
    products.need_room(await store.count_photos(conn, product_id), RULES.on(local_day(now)))
    photo_id = new_id()
    await store.add_photo(conn, photo_id, product_id, content, now, actor.subject)
    added = events.PhotoAdded(product_id=product_id, photo_id=photo_id)
    await journal.append(conn, [added], actor=actor.subject, now=now)
    return queries.photo_view(product_id, photo_id)


async def remove_photo(conn: Connection, product_id: UUID, photo_id: UUID, actor: Actor, now: datetime) -> None:
    """The bytes go too: someone may have been shown after all."""
    product = await store.load(conn, product_id, now)
    need_party(actor, product.institution_id, product.agency_id)
    await store.remove_photo(conn, product_id, photo_id)
    removed = events.PhotoRemoved(product_id=product_id, photo_id=photo_id)
    await journal.append(conn, [removed], actor=actor.subject, now=now)
