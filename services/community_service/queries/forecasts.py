"""The forecast of a sentence as its view shows it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.forecasts import Pace
from shared.postgres.pool import Connection


class ForecastView(BaseModel):
    """`short_minutes` do not fit into the period any more."""

    pace: Pace
    scheduled_minutes: int
    schedulable_minutes: int
    short_minutes: int
    made_at: datetime


async def forecast(conn: Connection, sentence_id: UUID) -> ForecastView | None:
    """None before the first forecast, and after the sentence has ended."""
    row = await conn.fetchrow(
        "select f.pace, f.scheduled_minutes, f.schedulable_minutes, f.short_minutes, f.made_at from forecasts as f"
        " join sentences as s on s.id = f.sentence_id"
        " where s.id = $1 and f.pace is not null and s.state in ('assigned', 'active')",
        sentence_id,
    )
    return ForecastView(**row) if row else None
