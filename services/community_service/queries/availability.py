"""When a person can serve."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.availability import BlockedKind
from shared.postgres.pool import Connection


class BlockedTime(BaseModel):
    """Local times, on a weekday (ISO, 1 is Monday), on days from `starts_on` to `ends_on`, or on both together."""

    kind: BlockedKind
    starts: time
    ends: time
    weekday: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class AvailabilityView(BaseModel):
    """Personal data. `home` is an area, not an address; skills come from completed training."""

    latitude: float | None
    longitude: float | None
    blocked: list[BlockedTime]
    skills: list[str]


async def availability(conn: Connection, person_id: UUID) -> AvailabilityView:
    blocked = await conn.fetch(
        "select kind, starts, ends, weekday, starts_on, ends_on from blocked_times where person_id = $1 order by id",
        person_id,
    )
    home = await conn.fetchrow("select latitude, longitude from person_homes where person_id = $1", person_id)
    skills = await conn.fetch(
        "select distinct skill from skills where person_id = $1 and not revoked order by skill", person_id
    )
    return AvailabilityView(
        latitude=home["latitude"] if home else None,
        longitude=home["longitude"] if home else None,
        blocked=[BlockedTime(**row) for row in blocked],
        skills=[row["skill"] for row in skills],
    )
