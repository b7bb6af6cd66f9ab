"""Use cases of personal data. It is read for a purpose, and the read is logged (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.community_service.commands.cases import need_office
from services.community_service.queries import persons as queries
from services.community_service.store import persons as store
from services.community_service.store import sentences
from shared.edge.access import Actor
from shared.postgres.pool import Connection


async def read_person(
    conn: Connection, sentence_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.PersonView:
    """Name and birth date of the person of a sentence. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence, everywhere={"auditor"})
    await store.log_read(conn, sentence, actor.subject, actor.organisation, purpose, now)
    return await queries.person(conn, sentence_id)
