"""Routes of figures of alarms."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.community_service.events import Misuse
from services.community_service.queries import alarms_weeks as queries
from shared.clock import local_day
from shared.edge.routes import Call, may, refuses
from shared.edge.spans import From, Span, SpanBackwards, SpanTooLong, Until, asked, latest
from shared.edge.spreadsheets import CSV, download

router = APIRouter(tags=["alarms"])


@router.get("/alarms/weeks", response_model=queries.AlarmWeeks)
@refuses(SpanBackwards, SpanTooLong)
async def read_alarm_weeks(
    first: From = None, until: Until = None, kind: Misuse | None = None, call: Call = may("coordinator", "auditor")
) -> Response:
    """By site, kind and week; the last twelve weeks where no days are named, at most fifty-three."""
    return await call.read(queries.alarm_weeks, _span(call, first, until), kind)


@router.get("/exports/alarm-weeks.csv", response_class=StreamingResponse, responses=CSV)
@refuses(SpanBackwards, SpanTooLong)
async def download_alarm_weeks(
    first: From = None, until: Until = None, kind: Misuse | None = None, call: Call = may("coordinator", "auditor")
) -> Response:
    span = _span(call, first, until)
    return download(queries.alarm_weeks_csv(call.resources.pool, span, kind), "alarm-weeks.csv")


def _span(call: Call, first: date | None, until: date | None) -> Span:
    today = local_day(call.resources.clock.now())
    return asked(first, until, today, queries.MOST_DAYS) or latest(today, queries.LATELY_DAYS)
