"""Use cases of a site's details, one part at a time: what two coordinators change at once stays, both of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service import events
from services.community_service.commands.sites import CloseDay, Skill
from services.community_service.domain.sites import Details, PlaceKind
from services.community_service.errors.sites import ClosedDayHasCome
from services.community_service.fields import Day
from services.community_service.queries import sites as queries
from services.community_service.store import sites as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


class OpenDay(BaseModel):
    on: Day


class SetUsual(BaseModel):
    """What the site asks for, on which days off it works, and what kind of place it is, where that is said. Closed days
    stay as they are."""

    works_on_holidays: bool = False
    works_on_joint_leave: bool = False
    skills_required: Annotated[frozenset[Skill], Field(max_length=20)] = frozenset()
    skills_helpful: Annotated[frozenset[Skill], Field(max_length=20)] = frozenset()
    place_kind: PlaceKind | None = None


async def close_day(
    conn: Connection, site_id: UUID, cmd: CloseDay, actor: Actor, now: datetime
) -> queries.SiteDetailsView:
    """Sessions that are booked on the day stay until their cases are planned again. Raises NotFound."""

    def closed(was: Details) -> Details:
        return replace(was, closed_days={**was.closed_days, cmd.on: cmd.reason})

    return await _change(conn, site_id, closed, actor, now)


async def open_day(
    conn: Connection, site_id: UUID, cmd: OpenDay, actor: Actor, now: datetime
) -> queries.SiteDetailsView:
    """The day is as its weekday and the calendar say. Raises ClosedDayHasCome, NotFound."""

    def opened(was: Details) -> Details:
        if cmd.on in was.closed_days and cmd.on <= local_day(now):
            raise ClosedDayHasCome(on=cmd.on)
        return replace(was, closed_days={on: reason for on, reason in was.closed_days.items() if on != cmd.on})

    return await _change(conn, site_id, opened, actor, now)


async def set_usual(
    conn: Connection, site_id: UUID, cmd: SetUsual, actor: Actor, now: datetime
) -> queries.SiteDetailsView:
    """Raises NotFound."""

    def usual(was: Details) -> Details:
        return replace(
            was,
            works_on_holidays=cmd.works_on_holidays,
            works_on_joint_leave=cmd.works_on_joint_leave,
            skills_required=cmd.skills_required,
            skills_helpful=cmd.skills_helpful - cmd.skills_required,
        )

    if cmd.place_kind:
        site = await store.load_site(conn, site_id)
        await store.save_site(conn, replace(site, place_kind=cmd.place_kind))
    return await _change(conn, site_id, usual, actor, now)


async def _change(
    conn: Connection, site_id: UUID, change: Callable[[Details], Details], actor: Actor, now: datetime
) -> queries.SiteDetailsView:
    await store.load_site(conn, site_id)
    known = await store.load_details(conn, [site_id])
    changed = change(known[site_id]).keeping(known[site_id], local_day(now))
    await store.save_details(conn, site_id, changed)
    await journal.append(conn, [events.SiteDetailsChanged(site_id=site_id)], actor=actor.subject, now=now)
    return await queries.site_details(conn, site_id)
