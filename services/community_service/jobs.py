"""Time-driven work: each running sentence is looked at once a local day, and as soon as anything about it changes; what
waits for someone is counted."""

from __future__ import annotations

from services.community_service.commands.forecasts import forecast_due
from services.community_service.commands.waiting import measure

JOBS = (forecast_due, measure)
