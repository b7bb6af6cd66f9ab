"""The coordinator's first page: where to act today."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from uuid import UUID

from starlette.responses import Response

from services.community_service.queries import figures_overview, waiting_ages
from services.community_service.queries.figures_overview import Overview
from shared.web.answers import pages_router
from shared.web.calls import PageCall
from shared.web.guard import page

router = pages_router(tags=["figures"])

ROLES = ("coordinator", "auditor")


@router.get("/overview")
async def show_overview(call: PageCall = page(*ROLES)) -> Response:
    now = call.resources.clock.now()
    seen, waits = await asyncio.gather(
        call.get(figures_overview.overview, call.actor, now), call.get(waiting_ages.waiting_ages, now)
    )
    return await call.show("overview.html", seen=seen, heat=_heat(seen), waits=waits)


def _heat(seen: Overview) -> list[tuple[str, list[int]]]:
    """Alarms of any kind: a row for each site, a number for each week."""
    raised = Counter[tuple[UUID, date]]()
    for cell in seen.alarms:
        raised[cell.site_id, cell.monday] += cell.raised
    return [(site.name, [raised[site.site_id, monday] for monday in seen.mondays]) for site in seen.alarm_sites]
