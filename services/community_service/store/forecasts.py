"""Forecasts, and when the next one is due."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.community_service.domain.forecasts import Forecast
from services.community_service.domain.sentences import Sentence
from services.community_service.store.sentences import sentence_of
from shared.postgres.pool import Connection


async def claim_forecast(conn: Connection, today: date) -> tuple[Sentence, str | None] | None:
    """A running sentence whose forecast is due, both locked, with its pace so far. Another replica gets another one.

    Postgres checks again only the rows that it locks: with the sentence alone locked, a forecast that another replica
    had just made would still look due."""
    row = await conn.fetchrow(
        "select s.*, f.pace from sentences as s join forecasts as f on f.sentence_id = s.id"
        " where f.due_on <= $1 and s.state in ('assigned', 'active') order by f.due_on, s.id limit 1"
        " for update of s, f skip locked",
        today,
    )
    return (sentence_of(row), row["pace"]) if row else None


async def save_forecast(conn: Connection, sentence_id: UUID, forecast: Forecast, next_on: date, now: datetime) -> None:
    await conn.execute(
        "update forecasts set pace = $2, scheduled_minutes = $3, schedulable_minutes = $4, short_minutes = $5,"
        " made_at = $6, due_on = $7 where sentence_id = $1",
        *(sentence_id, forecast.pace, forecast.scheduled, forecast.schedulable, forecast.short, now, next_on),
    )


async def forecast_again(conn: Connection, person_id: UUID) -> None:
    """Makes the forecasts of a person's sentences due, after the person's time has changed."""
    await conn.execute(
        "update forecasts set due_on = date '2000-01-01' from sentences as s"
        " where s.id = forecasts.sentence_id and s.person_id = $1",
        person_id,
    )
