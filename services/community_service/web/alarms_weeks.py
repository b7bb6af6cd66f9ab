"""Where alarms gather, site by site and week by week, for whoever looks from above; also as a file."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any, get_args
from uuid import UUID

from pydantic import BaseModel
from starlette.responses import Response

from services.community_service.events import Misuse
from services.community_service.queries import alarms_weeks as queries
from services.community_service.queries.alarms_weeks import AlarmWeek
from shared.clock import local_day
from shared.edge.spans import Span, latest
from shared.edge.spreadsheets import download
from shared.web.answers import pages_router
from shared.web.asked import NOTHING, Days, address_of, answered, in_address
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["alarms"])

ROLES = ("coordinator", "auditor")
MOST_DAYS = 182
"""As many weeks as a drawing can show."""


class Asked(Days):
    """What the form of the search asks for."""

    kind: Misuse | None = None

    def days(self, call: PageCall) -> Span:
        """Raises SpanBackwards, SpanTooLong."""
        today = local_day(call.resources.clock.now())
        return self.span(call, MOST_DAYS) or latest(today, queries.LATELY_DAYS)


class Site(BaseModel):
    """A site with its alarms: how many in each week, and of which kinds."""

    id: UUID
    name: str
    weeks: list[int]
    kinds: list[tuple[Misuse, int]]
    raised: int
    open: int


@router.get("/alarms/weeks")
async def show_weeks(call: PageCall = page(*ROLES)) -> Response:
    async def found(asked: Asked) -> dict[str, Any]:
        return {"weeks": await call.get(queries.alarm_weeks, asked.days(call), asked.kind)}

    asked, seen = await answered(call, Asked, in_address(call), found)
    weeks = seen.get("weeks")
    return await call.show(
        "alarms_weeks.html",
        weeks=weeks.mondays if weeks else [],
        sites=_by_site(weeks.mondays, weeks.cells) if weeks else [],
        kinds=call.choices("alarm_kind", get_args(Misuse)),
        whole=address_of(call, asked, "/alarms/weeks.csv"),
        used=any(call.request.query_params.values()),
    )


@router.get("/alarms/weeks.csv")
async def download_weeks(call: PageCall = page(*ROLES)) -> Response:
    async def bounded(asked: Asked) -> dict[str, Any]:
        return {**NOTHING, "span": asked.days(call), "kind": asked.kind}

    _, found = await answered(call, Asked, in_address(call), bounded)
    if "span" not in found:
        return await show_weeks(call=call)
    return download(queries.alarm_weeks_csv(call.resources.pool, found["span"], found["kind"]), "alarm-weeks.csv")


def _by_site(mondays: list[date], cells: list[AlarmWeek]) -> list[Site]:
    """In the order in which they come: the worst first."""
    of: dict[UUID, list[AlarmWeek]] = defaultdict(list)
    for cell in cells:
        of[cell.site_id].append(cell)
    return [_site(mondays, each) for each in of.values()]


def _site(mondays: list[date], cells: list[AlarmWeek]) -> Site:
    weeks, kinds = Counter[date](), Counter[Misuse]()
    for cell in cells:
        weeks[cell.monday] += cell.raised
        kinds[cell.kind] += cell.raised
    return Site(
        id=cells[0].site_id,
        name=cells[0].site,
        weeks=[weeks[monday] for monday in mondays],
        kinds=kinds.most_common(),
        raised=weeks.total(),
        open=sum(cell.open for cell in cells),
    )
