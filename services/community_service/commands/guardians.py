"""Use cases of guardians. Personal data: a read names its purpose and is logged (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.community_service.commands.cases import need_office
from services.community_service.domain import guardians
from services.community_service.domain.guardians import ContactChannel, Guardian
from services.community_service.events import Relation
from services.community_service.fields import Name
from services.community_service.queries import guardians as queries
from services.community_service.store import guardians as store
from services.community_service.store import persons, sentences
from services.notifications.events import GuardianReached, GuardianUnreachable
from shared.edge.access import Actor
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


class NameGuardian(BaseModel):
    """`contact` is an address or a number on `channel`. `reference` is that of the recipient in the directory of
    notifications, who is told of each session; without it the counsellor tells the guardian."""

    name: Name
    relation: Relation
    channel: ContactChannel
    contact: Name
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:@-]{1,100}$")] | None = None


async def name_guardian(
    conn: Connection, sentence_id: UUID, cmd: NameGuardian, actor: Actor, now: datetime
) -> queries.GuardianView:
    """Replaces who was named before. Raises GuardianOfAChildOnly, NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    guardian = Guardian(**cmd.model_dump())
    known = await store.find_guardian(conn, sentence_id)
    happened = guardians.name_guardian(sentence, known, guardian, await store.booked(conn, sentence_id, now))
    await store.save_guardian(conn, sentence_id, guardian, actor.subject, now)
    if happened:
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.guardian(conn, sentence_id)


async def guardian_for(conn: Connection, actor: Actor, sentence_id: UUID) -> queries.GuardianView:
    """What an office of the case has entered. Raises NotFound, Forbidden."""
    await need_office(conn, actor, await sentences.load_sentence(conn, sentence_id))
    return await queries.guardian(conn, sentence_id)


async def log_again(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await persons.log_read(conn, sentence, actor.subject, actor.organisation, "answer to a repeated request", now)


async def read_guardian(
    conn: Connection, sentence_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.GuardianView:
    """The read is logged. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence, everywhere={"auditor"})
    view = await queries.guardian(conn, sentence_id)
    await persons.log_read(conn, sentence, actor.subject, actor.organisation, purpose, now)
    return view


async def follow_reach(
    conn: Connection, event: GuardianUnreachable | GuardianReached, envelope: Envelope, now: datetime
) -> None:
    """Whether a recipient is behind the reference: where none is, that waits for the counsellor. Whoever is reached
    then has not heard of what was booked meanwhile."""
    since = envelope.time or now if isinstance(event, GuardianUnreachable) else None
    was_lost = await store.save_reached(conn, event.sentence_id, event.guardian_reference, since)
    if was_lost and since is None:
        due = guardians.sessions_due(event.sentence_id, await store.booked(conn, event.sentence_id, now))
        if due:
            await journal.append(conn, due, actor="system:messages", now=now)
