"""Use case: the prosecutor allows another place than the one that the verdict states (K8)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.commands.cases import need_office
from services.community_service.errors.bounds import NoPlaceStated
from services.community_service.events import PlaceAllowed
from services.community_service.fields import Day, Number
from services.community_service.queries import sentences as queries
from services.community_service.store import bounds as store
from services.community_service.store import sentences, sites
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


class AllowPlace(BaseModel):
    site_id: UUID
    document_number: Number
    document_date: Day


async def allow(
    conn: Connection, sentence_id: UUID, cmd: AllowPlace, actor: Actor, now: datetime
) -> queries.SentenceView:
    """The same again changes nothing. Raises NotFound, Forbidden, NoPlaceStated."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    if sentence.bound.place is None:
        raise NoPlaceStated
    await sites.load_place(conn, cmd.site_id)
    document = (cmd.document_number, cmd.document_date)
    if await store.add_act(conn, sentence_id, cmd.site_id, document, actor.subject, now):
        fact = PlaceAllowed(sentence_id=sentence_id, **cmd.model_dump())
        await journal.append(conn, [fact], actor=actor.subject, now=now)
    return await queries.sentence(conn, sentence_id)
