"""A new site: under which agreement (PKS), where, when, for how many, under whom."""

from __future__ import annotations

from datetime import time
from typing import Annotated, get_args
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.responses import Response

from services.community_service.commands import sites as commands
from services.community_service.commands.sites import Activity, OpeningSlot, OpenSite, Subject, Text
from services.community_service.domain.sites import PlaceKind
from services.community_service.queries import sites_choices
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.forms import Lines, wrong_at
from shared.web.guard import page

router = pages_router(tags=["sites"])

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Hours(BaseModel):
    starts: time
    ends: time
    capacity: Annotated[int, Field(ge=1, le=500)]


class Week(BaseModel):
    """The hours of each weekday; none where the site is not open."""

    monday: Hours | None = None
    tuesday: Hours | None = None
    wednesday: Hours | None = None
    thursday: Hours | None = None
    friday: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None

    def slots(self) -> list[OpeningSlot]:
        """Raises FormWrong."""
        return [
            _slot(number, name, hours)
            for number, name in enumerate(_WEEKDAYS, 1)
            if (hours := getattr(self, name)) is not None
        ]


def _slot(number: int, name: str, hours: Hours) -> OpeningSlot:
    if hours.ends <= hours.starts:
        raise wrong_at("greater_than", "hours", name, "ends", gt=f"{hours.starts:%H.%M}")
    return OpeningSlot(weekday=number, starts=hours.starts, ends=hours.ends, capacity=hours.capacity)


class NewSite(BaseModel):
    agreement_id: UUID
    name: Text
    address: Text
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    activities: Annotated[list[Activity], Field(min_length=1, max_length=20), Lines]
    supervisors: Annotated[frozenset[Subject], Field(min_length=1, max_length=50), Lines]
    hours: Week = Week()
    host_organisation_id: UUID | None = None
    child_friendly: bool = False
    place_kind: PlaceKind
    non_commercial: bool = False

    def opened(self) -> OpenSite:
        """Raises FormWrong."""
        if self.child_friendly and self.host_organisation_id is None:
            raise wrong_at("missing", "host_organisation_id")
        slots = self.hours.slots()
        if not slots:
            raise wrong_at("missing", "hours", "monday", "starts")
        return OpenSite(**{**dict(self), "slots": slots})


@router.get("/sites/new")
async def show_new(call: PageCall = page("coordinator")) -> Response:
    today = local_day(call.resources.clock.now())
    return await call.show(
        "site/new.html",
        agreements=await call.get(sites_choices.agreements, today),
        hosts=[(each.id, each.name) for each in await call.get(sites_choices.hosts)],
        place_kinds=call.choices("place_kind", get_args(PlaceKind)),
        weekdays=_WEEKDAYS,
    )


@router.post("/sites/new")
async def open_site(call: PageCall = page("coordinator")) -> Response:
    return await call.act(
        commands.open_site,
        form=NewSite,
        body=NewSite.opened,
        then="/sites/{id}",
        said="The site is open.",
        again=lambda: show_new(call),
    )
