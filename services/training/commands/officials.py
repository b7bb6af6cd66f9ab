"""Use cases: name the officials of a programme, replace them, and end their duty."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.training.commands.fields import Day, Line, Reason
from services.training.domain import officials
from services.training.domain.officials import Official
from services.training.errors.officials import OfficialOfAnotherDuty
from services.training.events import Duty
from services.training.queries import officials as queries
from services.training.store import officials as store
from services.training.store import programmes as programme_store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.events import Event
from shared.postgres.pool import Connection

_REPLACED = "replaced"


class NameOfficial(BaseModel):
    """`account` is the subject of the person's token. `replaces`: whose duty ends on the day before."""

    duty: Duty
    name: Line
    account: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] | None = None
    office: Line | None = None
    starts_on: Day
    replaces: UUID | None = None


class EndDuty(BaseModel):
    """`ends_on` is the last day."""

    ends_on: Day
    reason: Reason


async def name_official(
    conn: Connection, programme_id: UUID, cmd: NameOfficial, actor: Actor, now: datetime
) -> queries.OfficialView:
    programme = await programme_store.load(conn, programme_id)
    official = Official(new_id(), programme_id, cmd.duty, cmd.name, cmd.account, cmd.office, cmd.starts_on)
    named = officials.name_official(programme, official)
    replaced: list[Event] = []
    if cmd.replaces:
        earlier = await store.load(conn, cmd.replaces)
        if (earlier.programme_id, earlier.duty) != (programme_id, cmd.duty):
            raise OfficialOfAnotherDuty
        ended, replaced = officials.end_duty(earlier, cmd.starts_on - timedelta(days=1))
        await store.end(conn, ended, _REPLACED, actor.subject, now)
    await store.add(conn, official, actor.subject, now)
    await journal.append(conn, [*replaced, *named], actor=actor.subject, now=now)
    return await queries.official(conn, official.id)


async def end_duty(
    conn: Connection, official_id: UUID, cmd: EndDuty, actor: Actor, now: datetime
) -> queries.OfficialView:
    await programme_store.load(conn, await store.programme_of(conn, official_id))
    ended, happened = officials.end_duty(await store.load(conn, official_id), cmd.ends_on)
    await store.end(conn, ended, cmd.reason, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.official(conn, official_id)
