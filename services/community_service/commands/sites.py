"""Use cases of sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from services.community_service import events
from services.community_service.domain import sites
from services.community_service.domain.sites import Details, PlaceKind, Site, Slot
from services.community_service.fields import Day
from services.community_service.queries import sites as queries
from services.community_service.store import sites as store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.texts import no_nik

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Activity = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=100), AfterValidator(no_nik)
]
"""It is published."""
Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class OpeningSlot(BaseModel):
    """Local time, whole minutes, within one day. `weekday` is ISO (1 is Monday); `capacity` is people at once."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    starts: time
    ends: time
    capacity: Annotated[int, Field(ge=1, le=500)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_times(self.starts, self.ends)
        return self


def check_times(starts: time, ends: time) -> None:
    """Raises ValueError unless both are local whole minutes and the end comes later on the same day."""
    if starts.tzinfo or ends.tzinfo or starts.second or ends.second or starts.microsecond or ends.microsecond:
        raise ValueError("times of day are local and in whole minutes")
    if ends <= starts:
        raise ValueError("the end comes after the start, on the same day")


class OpenSite(BaseModel):
    """A child-friendly site names its host organisation, which must be accredited. Coordinates in WGS 84 degrees.

    `non_commercial` is the declaration of KUHP art. 85(3)."""

    agreement_id: UUID
    name: Text
    address: Text
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    activities: Annotated[list[Activity], Field(min_length=1, max_length=20)]
    slots: Annotated[list[OpeningSlot], Field(min_length=1, max_length=50)]
    supervisors: Annotated[frozenset[Subject], Field(min_length=1, max_length=50)]
    host_organisation_id: UUID | None = None
    child_friendly: bool = False
    place_kind: PlaceKind | None = None
    non_commercial: bool

    @model_validator(mode="after")
    def _host_is_named(self) -> Self:
        if self.child_friendly and self.host_organisation_id is None:
            raise ValueError("a child-friendly site names its host organisation")
        return self


async def open_site(conn: Connection, cmd: OpenSite, actor: Actor, now: datetime) -> queries.SiteView:
    """Opens a site under a cooperation agreement (PKS) in force.

    Raises NotFound, CommercialSite, SiteNotChildFriendly, SlotsOverlap and the refusals of the agreement."""
    gate = await store.load_gate(conn, cmd.agreement_id)
    site = Site(
        id=new_id(),
        agreement_id=cmd.agreement_id,
        agency_id=gate.agency_id,
        host_organisation_id=cmd.host_organisation_id,
        name=cmd.name,
        activities=tuple(cmd.activities),
        child_friendly=cmd.child_friendly,
        slots=tuple(Slot(new_id(), s.weekday, s.starts, s.ends, s.capacity) for s in cmd.slots),
        place_kind=cmd.place_kind,
    )
    accreditations = await store.load_accreditations(conn, cmd.host_organisation_id)
    opened, happened = sites.open_site(
        site, gate, accreditations, non_commercial=cmd.non_commercial, today=local_day(now)
    )
    await store.add_site(conn, opened, cmd, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.site(conn, site.id)


async def suspend(conn: Connection, site_id: UUID, actor: Actor, now: datetime) -> queries.SiteView:
    """Raises NotFound, WrongState."""
    return await _save(conn, sites.suspend(await store.load_site(conn, site_id), "coordinator"), actor, now)


async def resume(conn: Connection, site_id: UUID, actor: Actor, now: datetime) -> queries.SiteView:
    """Raises NotFound, CommercialSite, WrongState and the refusals of the agreement."""
    gate = await store.load_gate_of(conn, site_id)
    return await _save(conn, sites.resume(await store.load_site(conn, site_id), gate, local_day(now)), actor, now)


async def close(conn: Connection, site_id: UUID, actor: Actor, now: datetime) -> queries.SiteView:
    """Raises NotFound, WrongState."""
    return await _save(conn, sites.close(await store.load_site(conn, site_id)), actor, now)


async def _save(conn: Connection, changed: sites.Changed, actor: Actor, now: datetime) -> queries.SiteView:
    site, happened = changed
    await store.save_site(conn, site)
    if happened:
        await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.site(conn, site.id)


async def follow_agreement(conn: Connection, agreement_id: UUID, actor: Actor, now: datetime) -> None:
    """Suspends the sites of an agreement with it, and opens them again with it. Raises NotFound."""
    gate = await store.load_gate(conn, agreement_id)
    for site in await store.load_sites_under(conn, agreement_id):
        followed, happened = sites.follow(site, gate)
        if happened:
            await store.save_site(conn, followed)
            await journal.append(conn, happened, actor=actor.subject, now=now)


class SetPlaceKind(BaseModel):
    """What kind of place the site is. The litmas of a child's case may name kinds."""

    place_kind: PlaceKind


async def set_place_kind(
    conn: Connection, site_id: UUID, cmd: SetPlaceKind, actor: Actor, now: datetime
) -> queries.SiteView:
    """Raises NotFound."""
    changed = replace(await store.load_site(conn, site_id), place_kind=cmd.place_kind)
    return await _save(conn, (changed, [events.SiteDetailsChanged(site_id=site_id)]), actor, now)


Skill = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class CloseDay(BaseModel):
    on: Day
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SetSiteDetails(BaseModel):
    """Replaces the details that were set before. `works_on_joint_leave` (cuti bersama) is as `works_on_holidays` where
    it is left out.

    A closed day that has come stays closed. Sessions on a newly closed day stay until the case is planned again; they
    are listed meanwhile."""

    works_on_holidays: bool = False
    works_on_joint_leave: bool | None = None
    closed_days: Annotated[list[CloseDay], Field(max_length=400)] = []
    skills_required: Annotated[frozenset[Skill], Field(max_length=20)] = frozenset()
    skills_helpful: Annotated[frozenset[Skill], Field(max_length=20)] = frozenset()


async def set_site_details(
    conn: Connection, site_id: UUID, cmd: SetSiteDetails, actor: Actor, now: datetime
) -> queries.SiteDetailsView:
    """Raises NotFound."""
    await store.load_site(conn, site_id)
    closed = {day.on: day.reason for day in cmd.closed_days}
    helpful = cmd.skills_helpful - cmd.skills_required
    joint_leave = cmd.works_on_holidays if cmd.works_on_joint_leave is None else cmd.works_on_joint_leave
    details = Details(cmd.works_on_holidays, joint_leave, closed, cmd.skills_required, helpful)
    known = await store.load_details(conn, [site_id])
    await store.save_details(conn, site_id, details.keeping(known[site_id], local_day(now)))
    await journal.append(conn, [events.SiteDetailsChanged(site_id=site_id)], actor=actor.subject, now=now)
    return await queries.site_details(conn, site_id)
