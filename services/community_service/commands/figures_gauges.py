"""The job that shows how sentences stand, over time."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from services.community_service.domain.cases import RUNNING
from services.community_service.domain.forecasts import Pace
from services.community_service.events import Misuse, SentenceState
from services.community_service.metrics import ALARMS_OPEN, CREDITED_HOURS, SENTENCES, SITE_PLACES_FREE
from services.community_service.queries.figures_gauges import gauges
from shared.clock import local_day
from shared.postgres.pool import Connection


async def show_figures(conn: Connection, now: datetime) -> int:
    """Sets the gauges. It changes nothing, so it returns 0."""
    found = await gauges(conn, local_day(now))
    for state in get_args(SentenceState):
        for pace in ("none", *(get_args(Pace) if state in RUNNING else ())):
            SENTENCES.labels(state, pace).set(found.sentences[state, pace])
    for kind in get_args(Misuse):
        ALARMS_OPEN.labels(kind).set(found.alarms[kind])
    CREDITED_HOURS.set(found.credited_minutes / 60)
    SITE_PLACES_FREE.set(found.places_free)
    return 0
