"""The calendar of holidays and joint leave, and the decrees that speak of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, get_args

from fastapi import Path
from pydantic import BaseModel
from starlette.responses import Response

from services.community_service.commands import holidays as commands
from services.community_service.commands.holidays import Decree, DecreeAnswer, DecreeDay, RecordDecree
from services.community_service.fields import Reason
from services.community_service.queries import holidays as queries
from shared.clock import local_day
from shared.dates import IsoDay
from shared.holidays import DayKind
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import wrong_at
from shared.web.guard import page
from shared.web.wrong import refusal_in_words

router = pages_router(tags=["calendar"])

ROLES = ("coordinator", "counsellor", "prosecutor", "supervisor", "auditor")
_ROWS = 8
_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)

Day = Annotated[IsoDay, Path(ge=_FIRST, le=_LAST)]


class Days(BaseModel):
    """What a decree says of at most eight days."""

    row_1: DecreeDay | None = None
    row_2: DecreeDay | None = None
    row_3: DecreeDay | None = None
    row_4: DecreeDay | None = None
    row_5: DecreeDay | None = None
    row_6: DecreeDay | None = None
    row_7: DecreeDay | None = None
    row_8: DecreeDay | None = None


class WholeDecree(BaseModel):
    decree: Decree
    days: Days = Days()
    correction: Reason | None = None

    def recorded(self) -> RecordDecree:
        """Raises FormWrong."""
        days = [day for _, day in self.days if day is not None]
        if not days:
            raise wrong_at("missing", "days", "row_1", "on")
        return RecordDecree(decree=self.decree, days=days, correction=self.correction)


@router.get("/calendar")
async def show_calendar(year: int | None = None, call: PageCall = page(*ROLES)) -> Response:
    today = local_day(call.resources.clock.now())
    shown = year if year and _FIRST.year <= year < _LAST.year else today.year
    seen = await call.get(queries.calendar, date(shown, 1, 1), date(shown, 12, 31))
    return await call.show("calendar.html", days=seen.days, year=shown, today=today)


@router.get("/calendar/decrees")
async def show_decree(call: PageCall = page("coordinator")) -> Response:
    return await call.show(
        "calendar_decree.html", rows=range(1, _ROWS + 1), kinds=call.choices("day_kind", get_args(DayKind))
    )


@router.post("/calendar/decrees")
async def record_decree(call: PageCall = page("coordinator")) -> Response:
    async def answers(answer: object) -> Response:
        return await _answers(call, DecreeAnswer.model_validate(answer))

    return await call.act_and_show(
        commands.record_decree,
        form=WholeDecree,
        body=WholeDecree.recorded,
        show=answers,
        again=lambda: show_decree(call),
    )


@router.get("/calendar/{on}")
async def show_day(on: Day, call: PageCall = page(*ROLES)) -> Response:
    return await call.show(
        "calendar_day.html",
        seen=await call.get(queries.day, on),
        kinds=call.choices("day_kind", get_args(DayKind)),
    )


@router.post("/calendar/{on}")
async def set_day(on: Day, call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.set_day,
        on,
        form=commands.SetDay,
        then=f"/calendar/{on}",
        said="The decree is recorded. Sessions that it closes wait for a new plan.",
        again=lambda: show_day(on, call),
    )


async def _answers(call: PageCall, answer: DecreeAnswer) -> Response:
    lines = []
    for line in answer.lines:
        text = line.detail_id if call.language == "id" else line.detail_en
        why = refusal_in_words(line.slug, text, call.language) if line.slug and text else None
        lines.append({"on": date.fromisoformat(line.on) if line.on else None, "recorded": line.recorded, "why": why})
    return await call.show("calendar_answers.html", answer=answer, lines=lines)
