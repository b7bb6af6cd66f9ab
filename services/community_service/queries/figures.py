"""What reports say: figures straight from the tables, without anyone's name. All durations are in minutes.

Days are local; a session counts on the day it began.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import rfc8785
from pydantic import BaseModel

from services.community_service.domain.reports import Month
from services.community_service.events import Outcome
from shared.clock import local_day
from shared.errors import NotFound
from shared.postgres.pool import Connection


class Figures(BaseModel, ABC):
    """`names` are how things are called: a name that changes makes no new report."""

    names: ClassVar[frozenset[str]] = frozenset(
        {"court", "prosecutor", "probation_office", "site", "agency", "address"}
    )

    def basis(self) -> bytes:
        """SHA-256 of the figures alone: while it is the same, so is the report."""
        return hashlib.sha256(rfc8785.dumps(_nameless(self.model_dump(mode="json")))).digest()

    @abstractmethod
    def totals(self) -> dict[str, int]:
        """What the public may see of it."""


def _nameless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _nameless(each) for name, each in value.items() if name not in Figures.names}
    return [_nameless(each) for each in value] if isinstance(value, list) else value


class SessionLine(BaseModel):
    """A session that was recorded, by whom, and who signed it off: subjects, no names.

    `credited_minutes` is null until a second person has signed it off.
    """

    session_id: UUID
    site_id: UUID
    site: str
    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    present_minutes: int
    recorded_by: str
    signed_off_by: str | None
    credited_minutes: int | None


class SentenceFigures(Figures):
    """A sentence from its beginning, or its month: then `sessions` and `month_minutes` are the month's, the other sums
    those of its last day. A child's verdict number stays out: on paper the case goes by `case_id` (UU 11/2012 art. 19).
    """

    case_id: UUID
    child: bool
    court: str
    verdict_number: str | None
    verdict_date: date
    prosecutor: str
    probation_office: str
    starts_on: date
    ends_on: date
    replaced_prison_days: int
    replaced_fine_rupiah: int
    required_minutes: int
    month_minutes: int
    credited_minutes: int
    remaining_minutes: int
    completed_on: date | None
    sessions: list[SessionLine]

    def totals(self) -> dict[str, int]:
        names = ("required_minutes", "month_minutes", "credited_minutes", "remaining_minutes")
        return {name: getattr(self, name) for name in names}


class Sums(BaseModel):
    """Sessions that were recorded, by what came of them; `unsigned` wait for a second person; minutes are credited."""

    persons: int
    sessions: int
    complied: int
    failed_to_comply: int
    acceptable_absences: int
    unacceptable_absences: int
    unsigned: int
    credited_minutes: int


class DayLine(Sums):
    on: date


class SiteLine(Sums):
    site_id: UUID
    site: str


class SiteFigures(Figures):
    """A site's month."""

    site_id: UUID
    site: str
    address: str
    agency: str
    sums: Sums
    days: list[DayLine]

    def totals(self) -> dict[str, int]:
        return _public(self.sums)


class AgencyFigures(Figures):
    """An agency's month over all its sites."""

    agency_id: UUID
    agency: str
    sums: Sums
    sites: list[SiteLine]

    def totals(self) -> dict[str, int]:
        return _public(self.sums)


def _public(sums: Sums) -> dict[str, int]:
    return {name: getattr(sums, name) for name in ("persons", "sessions", "credited_minutes")}


_NAME_OF = "(select name from organisations where code = {0} order by version desc, organisation_id limit 1)"
_SENTENCE = f"""
    select s.*, coalesce({_NAME_OF.format("s.court_code")}, s.court_code) as court,
        coalesce({_NAME_OF.format("s.prosecutor_code")}, s.prosecutor_code) as prosecutor,
        coalesce({_NAME_OF.format("s.probation_office_code")}, s.probation_office_code) as probation_office,
        (select max(occurred_at) from journal
            where key = s.id::text and type = 'community-service.sentence.completed') as completed_at
    from sentences as s where s.id = $1
"""
_LINES = """
    select s.id as session_id, s.site_id, site.name as site, s.starts_at, s.ends_at, s.outcome,
        s.recorded_by, s.signed_off_by,
        coalesce(greatest(0, floor(extract(epoch from least(s.checked_out_at, s.ends_at)
            - greatest(s.checked_in_at, s.starts_at)) / 60)), 0)::integer as present_minutes,
        (select sum(minutes)::integer from credits as c where c.session_id = s.id) as credited_minutes
    from sessions_as_corrected as s join sites as site on site.id = s.site_id
    where s.sentence_id = $1 and s.outcome is not null and s.on_date between $2 and $3
    order by s.starts_at, s.id
"""
_CREDITED = """
    select coalesce(sum(minutes), 0)::integer as total,
        coalesce(sum(minutes) filter (where on_date >= $2), 0)::integer as within
    from credits where sentence_id = $1 and on_date <= $3
"""


async def sentence_figures(conn: Connection, sentence_id: UUID, month: Month | None) -> SentenceFigures:
    """A sentence from its beginning, or its month. The caller holds its lock, so that the sums fit each other."""
    row = await conn.fetchrow(_SENTENCE, sentence_id)
    if row is None:
        raise NotFound(what="sentence", id=sentence_id)
    first, last = (month.first, month.last) if month else (date(1900, 1, 1), date(2200, 12, 31))
    credited = await conn.fetchrow(_CREDITED, sentence_id, first, last)
    lines = await conn.fetch(_LINES, sentence_id, first, last)
    assert credited
    completed_on = local_day(row["completed_at"]) if row["state"] == "completed" and row["completed_at"] else None
    child = row["regime"] == "child"
    changed = {
        "verdict_number": None if child else row["verdict_number"],
        "credited_minutes": credited["total"],
        "completed_on": completed_on if completed_on and completed_on <= last else None,
    }
    return SentenceFigures(
        **{**row, **changed},
        case_id=row["id"],
        child=child,
        month_minutes=credited["within"],
        remaining_minutes=row["required_minutes"] - credited["total"],
        sessions=[SessionLine(**line) for line in lines],
    )


_SUMS = """
    count(distinct s.person_id)::integer as persons, count(s.id)::integer as sessions,
    count(*) filter (where s.outcome = 'attended_complied')::integer as complied,
    count(*) filter (where s.outcome = 'attended_failed_to_comply')::integer as failed_to_comply,
    count(*) filter (where s.outcome = 'acceptable_absence')::integer as acceptable_absences,
    count(*) filter (where s.outcome = 'unacceptable_absence')::integer as unacceptable_absences,
    count(s.id) filter (where s.signed_off_by is null)::integer as unsigned,
    coalesce(sum((select sum(c.minutes) from credits as c where c.session_id = s.id)), 0)::integer as credited_minutes
"""
_WITHIN = "s.outcome is not null and s.on_date between $2 and $3"
_AGENCY_NAME = "coalesce((select name from organisations where organisation_id = site.agency_id), site.agency_id::text)"


async def site_figures(conn: Connection, site_id: UUID, month: Month) -> SiteFigures:
    """Raises NotFound."""
    site = await conn.fetchrow(
        f"select id as site_id, name as site, address, {_AGENCY_NAME} as agency from sites as site where id = $1",
        site_id,
    )
    if site is None:
        raise NotFound(what="site", id=site_id)
    rows = await conn.fetch(
        f"select s.on_date as on, {_SUMS} from sessions_as_corrected as s where s.site_id = $1 and {_WITHIN}"
        " group by grouping sets ((), (s.on_date)) order by s.on_date nulls first",
        *(site_id, month.first, month.last),
    )
    return SiteFigures(**site, sums=Sums(**rows[0]), days=[DayLine(**row) for row in rows[1:]])


async def agency_figures(conn: Connection, agency_id: UUID, month: Month) -> AgencyFigures:
    """Over the sites that it had opened by then. Raises NotFound where the agency has no site."""
    name = await conn.fetchval(f"select {_AGENCY_NAME} from sites as site where agency_id = $1 limit 1", agency_id)
    if name is None:
        raise NotFound(what="agency", id=agency_id)
    rows = await conn.fetch(
        f"select site.id as site_id, site.name as site, {_SUMS} from sites as site"
        f" left join sessions_as_corrected as s on s.site_id = site.id and {_WITHIN}"
        " where site.agency_id = $1 and (site.opened_at at time zone 'Asia/Jayapura')::date <= $3"
        " group by grouping sets ((), (site.id, site.name)) order by site.name nulls first, site.id",
        *(agency_id, month.first, month.last),
    )
    sites = [SiteLine(**row) for row in rows if row["site_id"] is not None]
    total = next(row for row in rows if row["site_id"] is None)
    return AgencyFigures(agency_id=agency_id, agency=name, sums=Sums(**total), sites=sites)
