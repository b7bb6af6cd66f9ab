"""When a person cannot serve, as a week, and the area of the home. Personal data: read for a purpose, then set anew."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, create_model, field_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from services.community_service.commands import availability as commands
from services.community_service.domain.availability import BlockedKind
from services.community_service.fields import Day
from services.community_service.queries.availability import AvailabilityView, BlockedTime
from services.community_service.queries.cases_heads import case_head
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import after
from shared.web.guard import page

router = pages_router(tags=["availability"])

MOST = 100
_SPARE = 5
"""Empty lines below those that are filled in."""


class Line(BaseModel):
    """One blocked time. Days, if it is not every week."""

    model_config = ConfigDict(validate_default=True)

    kind: BlockedKind
    starts: time
    ends: Annotated[time, after("starts")]
    weekday: Annotated[int, Field(ge=1, le=7)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None

    @field_validator("ends_on")
    @classmethod
    def _days_in_order(cls, ends_on: Day | None, info: ValidationInfo) -> Day | None:
        starts_on = info.data.get("starts_on")
        if (starts_on is None) != (ends_on is None):
            raise PydanticCustomError("both_days", "a range of days has a first and a last day")
        if starts_on and ends_on and ends_on < starts_on:
            raise PydanticCustomError("days_in_order", "the last day is not before the first")
        if starts_on is None and info.data.get("weekday") is None:
            raise PydanticCustomError("weekday_or_days", "a weekday, days, or both")
        return ends_on


class Home(BaseModel):
    model_config = ConfigDict(validate_default=True)

    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None

    @field_validator("longitude")
    @classmethod
    def _both_or_neither(cls, longitude: float | None, info: ValidationInfo) -> float | None:
        if (longitude is None) != (info.data.get("latitude") is None):
            raise PydanticCustomError("both_coordinates", "a place has both coordinates")
        return longitude


_LINES: dict[str, Any] = {f"line{number}": (Line | None, None) for number in range(MOST)}
Week: type[BaseModel] = create_model("Week", home=(Home, Home()), **_LINES)
"""The form: lines by number, since the fields of a line belong together."""


def week_of(week: Any) -> commands.SetAvailability:
    lines = [line for name in _LINES if (line := getattr(week, name))]
    blocked = [commands.BlockTime(**line.model_dump()) for line in lines]
    return commands.SetAvailability(latitude=week.home.latitude, longitude=week.home.longitude, blocked=blocked)


@router.get("/cases/{sentence_id}/availability")
async def ask_availability(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    """A form that was kept, or could not be taken, is shown with what was typed; else the purpose is asked first."""
    return await _show(sentence_id, None, call)


@router.post("/cases/{sentence_id}/availability")
async def read_availability(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.read_for(
        commands.read_availability,
        sentence_id,
        show=lambda found: _show(sentence_id, found, call),
        again=lambda: _show(sentence_id, None, call),
    )


@router.post("/cases/{sentence_id}/availability/week")
async def set_availability(sentence_id: UUID, call: PageCall = page("counsellor")) -> Response:
    return await call.act(
        commands.set_availability,
        sentence_id,
        form=Week,
        body=week_of,
        then=f"/cases/{sentence_id}/plan",
        said="Hours and home area are set. Plans keep to them from now on.",
        again=lambda: _show(sentence_id, None, call),
    )


async def _show(sentence_id: UUID, found: AvailabilityView | None, call: PageCall) -> Response:
    head = await call.get(case_head, sentence_id, call.actor, ("counsellor",))
    typed = [number for number in range(MOST) if any(name.startswith(f"line{number}.") for name in call.typed)]
    lines = [_as_typed(each) for each in found.blocked] if found else []
    spare = max(typed[-1] + 1 - len(lines) if typed else 0, 0) + _SPARE
    return await call.show(
        "availability.html",
        head=head,
        found=found,
        fills_in=found is not None or bool(typed),
        lines=[*lines, *[dict.fromkeys(Line.model_fields)] * spare][:MOST],
        kinds=call.choices("blocked_kind", get_args(BlockedKind)),
    )


def _as_typed(blocked: BlockedTime) -> dict[str, Any]:
    """A blocked time, as the fields of its line have it."""
    return blocked.model_dump() | {
        "starts": f"{blocked.starts:%H:%M}",
        "ends": f"{blocked.ends:%H:%M}",
        "starts_on": blocked.starts_on and blocked.starts_on.isoformat(),
        "ends_on": blocked.ends_on and blocked.ends_on.isoformat(),
    }
