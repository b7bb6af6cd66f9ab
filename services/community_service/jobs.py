"""Time-driven work: the forecast of each running sentence, fines that become overdue, the counts of what waits, and the
figures that are shown over time.

A forecast is made once a local day, and as soon as anything about its sentence changes. The content of a returned
verdict that nobody settles is removed after so many days, the purpose of a day after a day.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.community_service.commands.figures_gauges import show_figures
from services.community_service.commands.fines import find_overdue
from services.community_service.commands.forecasts import forecast_due
from services.community_service.commands.holidays import tell_older_decrees
from services.community_service.commands.persons_clients import reading_purposes
from services.community_service.commands.verdicts_returned import returned_verdicts
from services.community_service.commands.waiting import measure
from shared.postgres.purging import purging
from shared.postgres.scheduler import Job, once_a_minute

JOBS = (forecast_due, find_overdue, tell_older_decrees, measure, once_a_minute(show_figures))


def purges(keep_returned_verdicts_days: int) -> Sequence[Job]:
    return (purging(returned_verdicts, keep_returned_verdicts_days), purging(reading_purposes, 1))
