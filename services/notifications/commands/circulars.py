"""Use cases of circulars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from services.notifications import queries
from services.notifications.commands.messages import journal_inbox
from services.notifications.domain import circular as domain
from services.notifications.domain.circular import Circular
from services.notifications.domain.message import Addressees
from services.notifications.domain.rule import Role
from services.notifications.events import Channel, CircularPublished
from services.notifications.store import circulars as store
from services.notifications.store import messages
from services.notifications.store.messages import Occasion
from shared.clock import local_day
from shared.context import trace
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

SOURCE = "/notifications/circulars"
_CHANNELS: frozenset[Channel] = frozenset({"inbox", "email"})


class CircularAudience(BaseModel):
    """Recipients with one of `roles` in one of `organisations`; an empty list means any, so both empty is everyone."""

    roles: Annotated[frozenset[Role], Field(max_length=20)] = frozenset()
    organisations: Annotated[frozenset[UUID], Field(max_length=200)] = frozenset()


class PublishCircular(BaseModel):
    """`acknowledge_by` is the last local day in time, today at the earliest."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
    audience: CircularAudience = CircularAudience()
    acknowledge_by: date


async def publish(conn: Connection, cmd: PublishCircular, actor: Actor, now: datetime) -> queries.CircularView:
    """Goes out at once to all who are in the audience now, by inbox and e-mail."""
    domain.check_deadline(cmd.acknowledge_by, local_day(now))
    to = Addressees(cmd.audience.roles, cmd.audience.organisations or None)
    recipients = await store.addressed(conn, to)
    circular, happened = domain.publish(Circular(new_id(), cmd.acknowledge_by, "open", len(recipients)))
    await store.add_circular(conn, circular, cmd.title, cmd.body, to, actor.subject, now)
    await store.add_addressees(conn, circular.id, recipients)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    await _send(conn, circular, cmd, replace(to, recipients=frozenset(recipients)), actor, now)
    return await queries.circular(conn, circular.id)


async def _send(
    conn: Connection, circular: Circular, cmd: PublishCircular, to: Addressees, actor: Actor, now: datetime
) -> None:
    texts = domain.texts(cmd.title, cmd.body, cmd.acknowledge_by)
    occasion = Occasion(SOURCE, str(circular.id), CircularPublished.type, trace().correlation_id)
    written = await messages.address(conn, occasion, "circular", texts, to, _CHANNELS, now, circular.id)
    await journal_inbox(conn, written, actor.subject, now)


async def acknowledge(conn: Connection, circular_id: UUID, actor: Actor, now: datetime) -> queries.AcknowledgementView:
    """The caller confirms having read it; again answers the same. Raises NotInDirectory, NotAddressed."""
    recipient_id = await queries.recipient_of(conn, actor.subject)
    circular = await store.load_circular(conn, circular_id)
    addressee = await store.addressee(conn, circular_id, recipient_id)
    changed, happened = domain.acknowledge(circular, addressee)
    if happened:
        await store.save_circular(conn, changed)
        await store.set_acknowledged(conn, circular_id, recipient_id, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return queries.AcknowledgementView(
        circular_id=circular_id,
        acknowledged_at=addressee.acknowledged_at or now,
        acknowledge_by=circular.acknowledge_by,
    )


async def lapse(conn: Connection, circular_id: UUID, actor: str, due: datetime) -> None:
    """The scheduler's: the deadline is over. The fact is dated when it was due."""
    circular, happened = domain.lapse(await store.load_circular(conn, circular_id))
    await store.save_circular(conn, circular)
    await journal.append(conn, happened, actor=actor, now=due)
