"""Use case of workshops: open one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.training.commands.goods import Title
from services.training.domain import workshops
from services.training.domain.workshops import Workshop
from services.training.queries import workshops as queries
from services.training.store import neighbours as neighbour_store
from services.training.store import workshops as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection


class OpenWorkshop(BaseModel):
    institution_id: UUID
    title: Title


async def open_workshop(conn: Connection, cmd: OpenWorkshop, actor: Actor, now: datetime) -> queries.WorkshopView:
    actor.require_organisation(cmd.institution_id)
    workshop = Workshop(new_id(), cmd.institution_id, cmd.title)
    opened = workshops.open_workshop(workshop, await neighbour_store.organisation_kind(conn, cmd.institution_id))
    await store.add(conn, workshop, now)
    await journal.append(conn, opened, actor=actor.subject, now=now)
    return await queries.workshop(conn, workshop.id)
