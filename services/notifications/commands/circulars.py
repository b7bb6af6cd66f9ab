"""Use cases of circulars: publish, acknowledge, and become overdue."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.notifications.commands import messages as message_commands
from services.notifications.domain import circulars
from services.notifications.domain.circulars import Circular, Letter
from services.notifications.domain.messages import Occasion
from services.notifications.domain.recipients import Addressees, Role
from services.notifications.events import Channel, CircularPublished
from services.notifications.queries import circulars as queries
from services.notifications.store import circulars as store
from services.notifications.store import recipients as recipient_store
from shared.clock import local_day
from shared.context import trace
from shared.dates import DAY
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

_SOURCE, _RULE = "/notifications/circulars", "circular"
_SCHEDULER = "system:scheduler"
_CHANNELS: frozenset[Channel] = frozenset({"inbox", "email"})


class CircularAudience(BaseModel):
    """Recipients with one of `roles`, in one of `organisations`. An empty list means any, so both empty is everyone
    but those who are guardians only."""

    roles: Annotated[frozenset[Role], Field(max_length=20)] = frozenset()
    organisations: Annotated[frozenset[UUID], Field(max_length=200)] = frozenset()


class PublishCircular(Letter):
    """`acknowledge_by` is the last local day in time, today at the earliest."""

    audience: CircularAudience = CircularAudience()
    acknowledge_by: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31)), DAY]


async def publish(conn: Connection, cmd: PublishCircular, actor: Actor, now: datetime) -> queries.CircularView:
    """Sends a circular at once to the audience of this moment, by inbox and e-mail.

    Raises DeadlinePassed, NobodyAddressed.
    """
    circulars.check_deadline(cmd.acknowledge_by, local_day(now))
    letter = Letter(**cmd.model_dump(include=set(Letter.model_fields)))
    to = Addressees(cmd.audience.roles, cmd.audience.organisations or None)
    readers = await recipient_store.load_readers(conn, to)
    circular, happened = circulars.publish(Circular(new_id(), cmd.acknowledge_by, "open", len(readers)))
    await store.add(conn, circular, letter, to, actor.subject, now)
    await store.add_addressees(conn, circular.id, readers)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    occasion = Occasion(
        _SOURCE, str(circular.id), CircularPublished.type, _RULE, trace().correlation_id, circular_id=circular.id
    )
    texts = circulars.texts(letter, circular.acknowledge_by)
    await message_commands.write(conn, occasion, texts, readers, _CHANNELS, actor.subject, now)
    return await queries.circular(conn, circular.id)


async def acknowledge(conn: Connection, circular_id: UUID, actor: Actor, now: datetime) -> queries.AcknowledgementView:
    """The caller acknowledges. A second time has the same answer. Raises NotInDirectory, NotAddressed."""
    recipient_id = await recipient_store.id_of(conn, actor.subject)
    circular = await store.load(conn, circular_id)
    addressee = await store.load_addressee(conn, circular_id, recipient_id)
    changed, happened = circulars.acknowledge(circular, addressee)
    if happened:
        await store.save(conn, changed)
        await store.save_acknowledgement(conn, circular_id, recipient_id, now)
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return queries.AcknowledgementView(
        circular_id=circular_id,
        acknowledged_at=addressee.acknowledged_at or now,
        acknowledge_by=circular.acknowledge_by,
    )


async def lapse_due(conn: Connection, now: datetime) -> int:
    """One open circular whose deadline is over becomes overdue. The fact is dated when it was due, also when late."""
    claimed = await store.claim_lapsed(conn, local_day(now))
    if claimed is None:
        return 0
    circular, last_fact = claimed
    overdue, happened = circulars.lapse(circular)
    await store.save(conn, overdue)
    await journal.append(conn, happened, actor=_SCHEDULER, now=circulars.overdue_at(circular, last_fact))
    return 1
