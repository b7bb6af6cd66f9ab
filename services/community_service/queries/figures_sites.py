"""The figures of a month: of a site by days, of an agency by sites."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from services.community_service.domain.calendar import at
from services.community_service.domain.outcomes import OUTCOMES
from services.community_service.domain.reports import Month
from services.community_service.queries.figures import COUNTS, AgencyFigures, DayLine, SiteFigures, SiteLine, Sums
from shared.errors import NotFound
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

_SUMS = """
    s.outcome, grouping(s.outcome) = 1 as every_outcome,
    count(distinct s.person_id)::integer as persons, count(s.id)::integer as sessions,
    count(s.id) filter (where s.signed_off_by is null)::integer as unsigned,
    coalesce(sum((select sum(c.minutes) from credits as c where c.session_id = s.id)), 0)::integer as credited_minutes
"""
_OF_EVERY_OUTCOME = ("persons", "sessions", "unsigned", "credited_minutes")
_WITHIN = "s.outcome is not null and s.on_date between $2 and $3"
_AGENCY_NAME = "coalesce((select name from organisations where organisation_id = site.agency_id), site.agency_id::text)"


async def site_figures(conn: Connection, site_id: UUID, month: Month) -> SiteFigures:
    """Raises NotFound."""
    row = await conn.fetchrow(
        f"select id as site_id, name as site, address, {_AGENCY_NAME} as agency from sites as site where id = $1",
        site_id,
    )
    site = found(row, "site", site_id)
    rows = await conn.fetch(
        f"select s.on_date as place, {_SUMS} from sessions_as_corrected as s where s.site_id = $1 and {_WITHIN}"
        " group by grouping sets ((), (s.outcome), (s.on_date), (s.on_date, s.outcome)) order by s.on_date nulls first",
        *(site_id, month.first, month.last),
    )
    sums = _sums(rows)
    total = sums.pop(None)
    return SiteFigures(**site, sums=Sums(**total), days=[DayLine(on=day, **each) for day, each in sums.items()])


async def agency_figures(conn: Connection, agency_id: UUID, month: Month) -> AgencyFigures:
    """Over the sites that the agency had opened by the end of the month. Raises NotFound where it has no site."""
    agency = await conn.fetchval(f"select {_AGENCY_NAME} from sites as site where agency_id = $1 limit 1", agency_id)
    if agency is None:
        raise NotFound(what="agency", id=agency_id)
    rows = await conn.fetch(
        f"select site.id as place, site.name as site, {_SUMS} from sites as site"
        f" left join sessions_as_corrected as s on s.site_id = site.id and {_WITHIN}"
        " where site.agency_id = $1 and site.opened_at < $4"
        " group by grouping sets ((), (s.outcome), (site.id, site.name), (site.id, site.name, s.outcome))"
        " order by site.name nulls first, site.id",
        *(agency_id, month.first, month.last, at(month.last + timedelta(days=1), time(0))),
    )
    names = {row["place"]: row["site"] for row in rows}
    sums = _sums(rows)
    total = sums.pop(None)
    sites = [SiteLine(site_id=id_, site=names[id_], **each) for id_, each in sums.items()]
    return AgencyFigures(agency_id=agency_id, agency=agency, sums=Sums(**total), sites=sites)


def _sums(rows: Iterable[Row]) -> dict[Any, dict[str, int]]:
    """The fields of `Sums` by place, in the order of the rows; under None those of all places together.

    Each place has a row for every outcome together, and one for each outcome that was recorded there.
    """
    sums: dict[Any, dict[str, int]] = {}
    for row in rows:
        place = sums.setdefault(row["place"], dict.fromkeys(COUNTS, 0))
        if row["every_outcome"]:
            place.update({name: row[name] for name in _OF_EVERY_OUTCOME})
        elif row["outcome"]:
            place[OUTCOMES[row["outcome"]].counted_as] += row["sessions"]
    return sums
