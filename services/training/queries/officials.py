"""Who teaches a programme and who accompanies its children: for the two sides, coordinators and auditors."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.training.events import Duty
from services.training.queries.enrolments import may_see
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class OfficialView(BaseModel):
    """On duty from one day to another, both included. `ends_on` is null while nobody has ended it."""

    id: UUID
    programme_id: UUID
    duty: Duty
    name: str
    account: str | None
    office: str | None
    starts_on: date
    ends_on: date | None
    reason: str | None
    named_by: str
    named_at: datetime
    ended_by: str | None


async def official(conn: Connection, official_id: UUID) -> OfficialView:
    row = await conn.fetchrow("select * from officials where id = $1", official_id)
    return OfficialView(**found(row, "official", official_id))


async def official_for(conn: Connection, actor: Actor, official_id: UUID) -> OfficialView:
    """One official, for whoever may see those of the programme."""
    view = await official(conn, official_id)
    await _may_see(conn, actor, view.programme_id)
    return view


async def officials_for(
    conn: Connection, actor: Actor, programme_id: UUID, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of the officials of a programme, in the order in which they were named."""
    await _may_see(conn, actor, programme_id)
    rows = await conn.fetch(
        "select * from officials where programme_id = $1 and ($2::uuid is null or id > $2) order by id limit $3",
        *(programme_id, after, limit + 1),
    )
    return page([OfficialView(**row) for row in rows], limit, lambda view: view.id)


async def _may_see(conn: Connection, actor: Actor, programme_id: UUID) -> None:
    if "coordinator" not in actor.roles:
        await may_see(conn, actor, programme_id)
