"""Use case: other supervisors of a site."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service.commands.sites import Subject
from services.community_service.domain import supervisors as rules
from services.community_service.fields import Day
from services.community_service.queries import supervisors as queries
from services.community_service.store import sites
from services.community_service.store import supervisors as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


class ChangeSupervisors(BaseModel):
    """All who supervise the site from the local day `from_day` on; today where it is left out."""

    supervisors: Annotated[frozenset[Subject], Field(min_length=1, max_length=50)]
    from_day: Day | None = None


async def change_supervisors(
    conn: Connection, site_id: UUID, cmd: ChangeSupervisors, actor: Actor, now: datetime
) -> queries.SupervisorsView:
    """Raises NotFound, WrongState, SupervisorsInPast."""
    today = local_day(now)
    from_day = cmd.from_day or today
    happened = rules.change(await sites.load_site(conn, site_id), cmd.supervisors, from_day, today)
    await store.replace_supervisors(conn, site_id, cmd.supervisors, from_day)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.supervisors(conn, site_id)
