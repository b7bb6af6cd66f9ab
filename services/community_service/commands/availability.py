"""Use cases of availability: when a person can serve, and the area where the person lives."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.community_service.commands.cases import need_office
from services.community_service.commands.sites import check_times
from services.community_service.domain.availability import Availability, Blocked, BlockedKind
from services.community_service.domain.geography import Point
from services.community_service.fields import Day
from services.community_service.queries import availability as queries
from services.community_service.store import availability as store
from services.community_service.store import forecasts, persons, sentences
from shared.edge.access import Actor
from shared.periods import Period
from shared.postgres.pool import Connection


class BlockTime(BaseModel):
    """Local times in whole minutes, on a weekday (ISO), on a range of days, or on a weekday within a range of days."""

    kind: BlockedKind
    starts: time
    ends: time
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _has_days(self) -> Self:
        check_times(self.starts, self.ends)
        if (self.starts_on is None) != (self.ends_on is None):
            raise ValueError("a range of days has a first and a last day")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("the last day is not before the first")
        if self.weekday is None and self.starts_on is None:
            raise ValueError("a blocked time names a weekday, days, or both")
        return self

    @property
    def days(self) -> Period | None:
        return Period(self.starts_on, self.ends_on) if self.starts_on and self.ends_on else None


class SetAvailability(BaseModel):
    """Replaces what was set before. Coordinates of the home area in WGS 84 degrees, both or neither."""

    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    blocked: Annotated[list[BlockTime], Field(max_length=100)] = []

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a place has both coordinates")
        return self


async def set_availability(
    conn: Connection, sentence_id: UUID, cmd: SetAvailability, actor: Actor, now: datetime
) -> queries.AvailabilityView:
    """Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    home = Point(cmd.latitude, cmd.longitude) if cmd.latitude is not None and cmd.longitude is not None else None
    blocked = tuple(Blocked(b.kind, b.starts, b.ends, b.weekday, b.days) for b in cmd.blocked)
    await store.save_availability(conn, sentence.person_id, Availability(blocked, home))
    await forecasts.forecast_again(conn, sentence.person_id)
    return await queries.availability(conn, sentence.person_id)


async def availability_for(conn: Connection, actor: Actor, sentence_id: UUID) -> queries.AvailabilityView:
    """What an office of the case has set. Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    return await queries.availability(conn, sentence.person_id)


async def read_availability(
    conn: Connection, sentence_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.AvailabilityView:
    """Personal data: the read is logged (UU 27/2022). Raises NotFound, Forbidden."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await need_office(conn, actor, sentence)
    await persons.log_read(conn, sentence, actor.subject, actor.organisation, purpose, now)
    return await queries.availability(conn, sentence.person_id)


async def log_again(conn: Connection, sentence_id: UUID, actor: Actor, now: datetime) -> None:
    """A request that is sent again is answered with what stands there now, and that is a read."""
    sentence = await sentences.load_sentence(conn, sentence_id)
    await persons.log_read(conn, sentence, actor.subject, actor.organisation, "answer to a repeated request", now)
