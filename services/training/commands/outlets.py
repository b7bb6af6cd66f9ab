"""Use cases of outlets and fairs: open, change, close. Coordinators act for every agency, trainers for their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.training.commands.fields import Day
from services.training.commands.goods import Title
from services.training.domain import outlets
from services.training.domain.outlets import Outlet
from services.training.events import OutletKind
from services.training.queries import outlets as queries
from services.training.rules import RULES
from services.training.store import neighbours as neighbour_store
from services.training.store import outlets as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik, no_nul


class OutletDetails(BaseModel):
    """What may change. A fair has its first and last day; nothing else has any."""

    title: Title
    address: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=3, max_length=300),
        AfterValidator(no_nik),
        AfterValidator(no_nul),
    ]
    commission_percent: Annotated[int, Field(ge=0, le=100)]
    starts_on: Day | None = None
    ends_on: Day | None = None


class OpenOutlet(OutletDetails):
    agency_id: UUID
    kind: OutletKind


async def open_outlet(conn: Connection, cmd: OpenOutlet, actor: Actor, now: datetime) -> queries.OutletView:
    _need_officer(actor, cmd.agency_id)
    outlet = Outlet(id=new_id(), **cmd.model_dump())
    outlets.need_agency(outlet, await neighbour_store.organisation_kind(conn, cmd.agency_id))
    recorded = outlets.record(outlet, RULES.on(local_day(now)))
    await store.add(conn, outlet, now)
    await journal.append(conn, recorded, actor=actor.subject, now=now)
    return await queries.outlet(conn, outlet.id)


async def update_outlet(
    conn: Connection, outlet_id: UUID, cmd: OutletDetails, actor: Actor, now: datetime
) -> queries.OutletView:
    outlet = await store.load(conn, outlet_id, "update")
    _need_officer(actor, outlet.agency_id)
    outlet = replace(outlet, **cmd.model_dump())
    recorded = outlets.record(outlet, RULES.on(local_day(now)))
    await store.save(conn, outlet)
    await journal.append(conn, recorded, actor=actor.subject, now=now)
    return await queries.outlet(conn, outlet_id)


async def close_outlet(conn: Connection, outlet_id: UUID, actor: Actor, now: datetime) -> queries.OutletView:
    outlet = await store.load(conn, outlet_id, "update")
    _need_officer(actor, outlet.agency_id)
    closed = outlets.close(outlet, await store.count_open(conn, outlet_id))
    await store.close(conn, outlet_id, local_day(now))
    await journal.append(conn, closed, actor=actor.subject, now=now)
    return await queries.outlet(conn, outlet_id)


def _need_officer(actor: Actor, agency_id: UUID) -> None:
    if "coordinator" not in actor.roles:
        actor.require_organisation(agency_id)
