"""Use cases of photos of equipment. The photo has been drawn anew before the transaction begins."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from services.training.commands.equipment import need_agency
from services.training.domain import equipment
from services.training.queries import equipment as queries
from services.training.store import equipment as equipment_store
from services.training.store import equipment_photos as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


async def add_photo(
    conn: Connection, equipment_id: UUID, content: bytes, actor: Actor, now: datetime
) -> queries.EquipmentView:
    """Raises NotFound, PhotosFull, PhotoTwice, Forbidden."""
    item, photo_id = await equipment_store.load(conn, equipment_id), new_id()
    need_agency(actor, item.agency_id)
    sha256, known = hashlib.sha256(content).digest(), await store.count(conn, equipment_id)
    happened = equipment.photo_added(item, photo_id, sha256, known)
    await store.add(conn, photo_id, equipment_id, content, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.equipment(conn, equipment_id)


async def remove_photo(conn: Connection, photo_id: UUID, actor: Actor, now: datetime) -> queries.EquipmentView:
    """A photo that shows what it should not, as a face, is gone at once. Raises NotFound, Forbidden."""
    item = await equipment_store.load(conn, await store.equipment_of(conn, photo_id))
    need_agency(actor, item.agency_id)
    await store.remove(conn, photo_id)
    await journal.append(conn, equipment.photo_removed(item, photo_id), actor=actor.subject, now=now)
    return await queries.equipment(conn, item.id)
