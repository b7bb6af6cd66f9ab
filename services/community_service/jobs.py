"""Time-driven work: each running sentence is looked at once a local day, and as soon as anything about it changes."""

from __future__ import annotations

from services.community_service.commands.forecasts import forecast_due

JOBS = (forecast_due,)
