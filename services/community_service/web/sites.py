"""Sites: a list with a map, and one site with its days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from services.community_service.domain.sites import PlaceKind
from services.community_service.domain.sites_days import SiteStanding
from services.community_service.queries import sites as queries
from services.community_service.queries import sites_calendar, sites_choices, sites_lists, supervisors
from services.community_service.queries.sites_calendar import SiteDay
from services.community_service.web import sites_declarations
from shared.clock import local_day
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["sites"])

ROLES = ("coordinator", "counsellor", "auditor")
_SHOWN = 50
_AHEAD = timedelta(days=sites_calendar.LONGEST_DAYS - 1)
_REPORTS = 6

Month = Annotated[str, Query(pattern=r"^2[01]\d\d-(0[1-9]|1[0-2])$")]


@router.get("/sites")
async def list_sites(
    standing: str = "",
    place_kind: str = "",
    child_friendly: str = "",
    ends_by: str = "",
    after: UUID | None = None,
    call: PageCall = page(*ROLES),
) -> Response:
    chosen: dict[str, Any] = {
        "standing": standing if standing in get_args(SiteStanding) else None,
        "place_kind": place_kind if place_kind in get_args(PlaceKind) else None,
        "child_friendly": True if child_friendly == "true" else None,
        "ends_by": _day(ends_by),
    }
    wanted = sites_lists.SitesWanted(**chosen)
    found = await call.get(sites_lists.sites, wanted, after, _SHOWN, call.resources.clock.now())
    return await call.show(
        "sites.html",
        sites=found["items"],
        chosen=chosen,
        standings=call.choices("site_standing", get_args(SiteStanding)),
        place_kinds=call.choices("place_kind", get_args(PlaceKind)),
        after=call.next_page(found["next"]),
    )


@router.get("/sites/{site_id}")
async def show_site(site_id: UUID, month: Month | None = None, call: PageCall = page(*ROLES)) -> Response:
    now = call.resources.clock.now()
    today = local_day(now)
    first = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    site = await call.get(queries.site, site_id)
    named = await call.get(sites_choices.organisation_names, (site.agency_id, site.host_organisation_id))
    sees = await call.get(sites_calendar.site_calendar, site_id, first, _last(first), call.actor, now)
    ahead = await call.get(sites_calendar.site_calendar, site_id, today, today + _AHEAD, call.actor, now)
    return await call.show(
        "site.html",
        site=site,
        standing=sees.standing,
        ends_on=sees.agreement_ends_on,
        agency=named.get(site.agency_id),
        host=named.get(site.host_organisation_id) if site.host_organisation_id else None,
        withdraws=sees.standing != "commercial" and bool(call.session.roles & set(sites_declarations.ROLES)),
        details=await call.get(queries.site_details, site_id),
        supervisors=(await call.get(supervisors.supervisors, site_id)).supervisors,
        to_plan=[day for day in ahead.days if not day.open and day.scheduled],
        first=first,
        today=today,
        seats=[(day.on, _seats(day)) for day in sees.days if day.taken or day.open],
        closed={day.on: _why(day, call) for day in sees.days if day.why and day.why != "weekday"},
        before=_named(first - timedelta(days=1)),
        following=_named(_last(first) + timedelta(days=1)),
        months=[_earlier(today, number) for number in range(1, _REPORTS + 1)],
    )


def _seats(day: SiteDay) -> dict[str, Any]:
    """Of a day in the calendar."""
    return {"open": day.open, "free": day.free, "seats": day.seats, "taken": day.taken, "scheduled": day.scheduled}


def _why(day: SiteDay, call: PageCall) -> str:
    assert day.why
    return day.reason if day.reason and day.why == "closed_day" else day.holiday or call.word("site_closed", day.why)


def _last(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _earlier(today: date, number: int) -> date:
    """The first day of the month so many months ago."""
    months = today.year * 12 + today.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)


def _named(day: date) -> str:
    return f"{day:%Y-%m}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
