"""Use case of originals: a party says where its original of a signed document lies."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.commands.fields import Number, Place
from services.agreements.domain import originals
from services.agreements.domain.originals import Original
from services.agreements.events import AgreementKind
from services.agreements.queries import originals as queries
from services.agreements.store import originals as store
from services.agreements.store.addenda import load_addendum
from services.agreements.store.agreements import load_agreement
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class PlaceOriginal(BaseModel):
    """`place` is the archive or room, `archive_number` the number there. With `addendum_id`: the addendum's
    original."""

    party_id: UUID
    place: Place
    archive_number: Number
    addendum_id: UUID | None = None


async def place_original(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: PlaceOriginal, actor: Actor, now: datetime
) -> queries.OriginalView:
    """Raises NotFound, NotAParty, Forbidden, OriginalBeforeSignature."""
    agreement = await load_agreement(conn, agreement_id, kind)
    addendum = await load_addendum(conn, agreement_id, cmd.addendum_id) if cmd.addendum_id else None
    original = Original(new_id(), cmd.party_id, cmd.place, cmd.archive_number)
    facts = originals.place(agreement, addendum, original)
    actor.require_organisation(cmd.party_id)
    await store.add_original(conn, agreement_id, cmd.addendum_id, original, actor.subject, now)
    await journal.append(conn, facts, actor=actor.subject, now=now)
    return await queries.original(conn, original.id)
