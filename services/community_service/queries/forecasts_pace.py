"""The pace of a sentence as its page shows it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from services.community_service.domain.cases import RUNNING
from services.community_service.domain.forecasts_pace import Booked, days_left, days_past, pace_figures, per_week
from services.community_service.queries.attendance import SessionView
from services.community_service.queries.sentences import SentenceView
from shared.clock import local_day
from shared.periods import Period


class PaceView(BaseModel):
    """In minutes. `waiting_minutes` are recorded and wait for sign-off; `unrecorded_minutes` are over, and nobody has
    said what became of them; `scheduled_minutes` are to come; `open_minutes` are none of these.

    `needed_per_week_minutes`: what nobody has served yet, over the time that is left; null once the sentence or its
    period is over. `served_per_week_minutes`: what was served, over the past days of the period; null on the first one.
    """

    required_minutes: int
    credited_minutes: int
    waiting_minutes: int
    unrecorded_minutes: int
    scheduled_minutes: int
    open_minutes: int
    days: int
    days_past: int
    days_left: int
    needed_per_week_minutes: int | None
    served_per_week_minutes: int | None


def pace_of(sentence: SentenceView, now: datetime) -> PaceView:
    sessions = (booked(each) for placement in sentence.placements for each in placement.sessions)
    period, today = Period(sentence.starts_on, sentence.ends_on), local_day(now)
    figures = pace_figures(sentence.required_minutes, sentence.credited_minutes, sessions, period, now)
    left, past = days_left(period, today), days_past(period, today)
    served = figures.credited + figures.waiting
    return PaceView(
        required_minutes=figures.required,
        credited_minutes=figures.credited,
        waiting_minutes=figures.waiting,
        unrecorded_minutes=figures.unrecorded,
        scheduled_minutes=figures.scheduled,
        open_minutes=figures.open,
        days=period.days,
        days_past=past,
        days_left=left,
        needed_per_week_minutes=per_week(figures.to_serve, left) if sentence.state in RUNNING else None,
        served_per_week_minutes=per_week(served, past),
    )


def booked(session: SessionView) -> Booked:
    return Booked(
        session.state, session.outcome, session.on, session.starts_at, session.ends_at, session.present_minutes
    )
