"""Time-driven work: the forecast of each running sentence, fines that become overdue, and the counts of what waits for
someone.

A forecast is made once a local day, and as soon as anything about its sentence changes.
"""

from __future__ import annotations

from services.community_service.commands.fines import find_overdue
from services.community_service.commands.forecasts import forecast_due
from services.community_service.commands.waiting import measure

JOBS = (forecast_due, find_overdue, measure)
