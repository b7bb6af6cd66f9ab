"""The job of forecasts: whether each running sentence will be served in time. An event tells when it turns worse."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from services.community_service import events
from services.community_service.domain.forecasts import Forecast, Pace, worse
from services.community_service.domain.plans.plan import schedulable, standing
from services.community_service.domain.plans.problem import Problem
from services.community_service.domain.sentences import balance
from services.community_service.metrics import FORECASTS
from services.community_service.store import forecasts as store
from services.community_service.store import plans
from shared.clock import local_day
from shared.journal import journal
from shared.postgres.pool import Connection

_ACTOR = "system:scheduler"


async def forecast_due(conn: Connection, now: datetime) -> int:
    """Makes the forecast of one sentence that is due. Returns 1, or 0 if none is due.

    Safe with replicas: the sentence is locked, and its pace is saved together with the event."""
    claimed = await store.claim_forecast(conn, local_day(now))
    if claimed is None:
        return 0
    sentence, before = claimed
    problem = await plans.problem_of(conn, sentence, now)
    forecast = await asyncio.to_thread(forecast_of, problem)
    if worse(forecast.pace, _pace(before)):
        at_risk = events.SentenceAtRisk(
            **balance(sentence),
            pace="cannot_finish" if forecast.short else "at_risk",
            ends_on=sentence.period.ends_on,
            scheduled_minutes=forecast.scheduled,
            schedulable_minutes=forecast.schedulable,
            short_minutes=forecast.short,
        )
        await journal.append(conn, [at_risk], actor=_ACTOR, now=now)
    await store.save_forecast(conn, sentence.id, forecast, local_day(now) + timedelta(days=1), now)
    FORECASTS.labels(forecast.pace).inc()
    return 1


def forecast_of(problem: Problem) -> Forecast:
    """The forecast of the sentence in a planning problem. Takes some milliseconds."""
    ahead = sum(each.minutes for each in standing(problem))
    scheduled = problem.pending_minutes - problem.forgotten_minutes + ahead
    return Forecast(problem.sentence.remaining_minutes, scheduled, schedulable(problem))


def _pace(known: str | None) -> Pace | None:
    return next((pace for pace in ("on_pace", "at_risk", "cannot_finish") if pace == known), None)
