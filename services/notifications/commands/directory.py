"""Use cases of the directory of recipients."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.notifications import queries
from services.notifications.domain import recipient as domain
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rule import Role
from services.notifications.events import Channel, Language
from services.notifications.store import directory as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*$"


class Entry(BaseModel):
    """How to reach someone. `channels` that need an address have one."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    organisation_id: UUID | None = None
    roles: Annotated[frozenset[Role], Field(max_length=20)] = frozenset()
    language: Language = "id"
    email: Annotated[str, StringConstraints(pattern=EMAIL, max_length=200)] | None = None
    channels: Annotated[frozenset[Channel], Field(min_length=1)] = frozenset({"inbox"})
    active: bool = True

    @model_validator(mode="after")
    def _email_is_given(self) -> Self:
        if "email" in self.channels and self.email is None:
            raise ValueError("the channel email needs an address")
        return self


class AddRecipient(Entry):
    """`reference` is the subject of the person's token, unique for ever."""

    reference: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:@-]{1,100}$")]


async def add_recipient(conn: Connection, cmd: AddRecipient, actor: Actor, now: datetime) -> queries.RecipientView:
    recipient = Recipient(id=new_id(), **cmd.model_dump())
    await store.add_recipient(conn, recipient)
    await journal.append(conn, domain.keep(recipient), actor=actor.subject, now=now)
    return await queries.recipient(conn, recipient.id)


async def change_recipient(
    conn: Connection, recipient_id: UUID, cmd: Entry, actor: Actor, now: datetime
) -> queries.RecipientView:
    recipient = replace(await store.load_recipient(conn, recipient_id), **cmd.model_dump())
    await store.save_recipient(conn, recipient)
    await journal.append(conn, domain.keep(recipient), actor=actor.subject, now=now)
    return await queries.recipient(conn, recipient_id)
