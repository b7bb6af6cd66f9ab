"""Use cases: when a person can serve and where they come from; a site's days and skills."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.community_service.commands.offices import need_office
from services.community_service.commands.sites import check_times
from services.community_service.domain.availability import Availability, Blocked, BlockedKind
from services.community_service.domain.calendar import Period
from services.community_service.domain.geography import Point
from services.community_service.domain.site_details import Details
from services.community_service.events import Day
from services.community_service.queries import planning as queries
from services.community_service.store import availability as store
from services.community_service.store import planning, sentences, site_details, sites
from shared.edge.access import Actor
from shared.postgres.pool import Connection

Skill = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class BlockTime(BaseModel):
    """Local times in whole minutes, of a weekday (ISO), of days, or of a weekday within days."""

    kind: BlockedKind
    starts: time
    ends: time
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        check_times(self.starts, self.ends)
        if (self.starts_on is None) != (self.ends_on is None):
            raise ValueError("days have a first and a last one")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("the last day comes after the first")
        if self.weekday is None and self.starts_on is None:
            raise ValueError("a blocked time names a weekday, days, or both")
        return self

    @property
    def days(self) -> Period | None:
        return Period(self.starts_on, self.ends_on) if self.starts_on and self.ends_on else None


class SetAvailability(BaseModel):
    """In place of what was known. Coordinates of the home area in WGS 84 degrees, both or neither."""

    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    blocked: Annotated[list[BlockTime], Field(max_length=100)] = []

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a place has both coordinates")
        return self


class CloseDay(BaseModel):
    on: Day
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SetSiteDetails(BaseModel):
    """In place of what the site said before. Sessions on a day closed by it stay until the case is planned again."""

    works_on_holidays: bool = False
    closed_days: Annotated[list[CloseDay], Field(max_length=400)] = []
    skills_required: Annotated[frozenset[Skill], Field(max_length=20)] = frozenset()
    skills_helpful: Annotated[frozenset[Skill], Field(max_length=20)] = frozenset()


async def set_availability(
    conn: Connection, sentence_id: UUID, cmd: SetAvailability, actor: Actor, now: datetime
) -> queries.AvailabilityView:
    """Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    home = Point(cmd.latitude, cmd.longitude) if cmd.latitude is not None and cmd.longitude is not None else None
    blocked = tuple(Blocked(b.kind, b.starts, b.ends, b.weekday, b.days) for b in cmd.blocked)
    await store.save_availability(conn, sentence.person_id, Availability(blocked, home))
    await planning.forecast_again(conn, sentence.person_id)
    return await queries.availability(conn, sentence.person_id)


async def read_availability(
    conn: Connection, sentence_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.AvailabilityView:
    """Personal data: the read is logged (UU 27/2022). Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    await sentences.log_read(conn, sentence, actor.subject, actor.organisation, purpose, now)
    return await queries.availability(conn, sentence.person_id)


async def set_site_details(
    conn: Connection, site_id: UUID, cmd: SetSiteDetails, actor: Actor, now: datetime
) -> queries.SiteDetailsView:
    """Raises NotFound."""
    await sites.load_site(conn, site_id)
    closed = {day.on: day.reason for day in cmd.closed_days}
    helpful = cmd.skills_helpful - cmd.skills_required
    await site_details.save_details(conn, site_id, Details(cmd.works_on_holidays, closed, cmd.skills_required, helpful))
    return await queries.site_details(conn, site_id)
