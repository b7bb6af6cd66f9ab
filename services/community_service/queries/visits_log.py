"""The supervision log (buku pengawasan) of a case, in the columns that prosecutors use.

Sessions that were recorded, and visits and checks, by day. No name of the person; of a child no verdict number either.
"""

from __future__ import annotations

from datetime import date, time
from itertools import accumulate
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import Accompanied, VisitKind
from services.community_service.queries.executions import MISSING
from shared.clock import LOCAL_ZONE
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

Compliance = Literal[
    "attended_complied",
    "attended_failed_to_comply",
    "acceptable_absence",
    "unacceptable_absence",
    "complied",
    "failed_to_comply",
]


class LogLine(BaseModel):
    """Local times: when the person came and left, or the schedule where they did not come. `minutes` are credited;
    `total_minutes` are credited up to this line. `kind` is `attendance` unless somebody visited or checked."""

    on: date
    starts: time
    ends: time
    kind: Literal["attendance"] | VisitKind
    compliance: Compliance | None
    behaviour: Literal["good", "sufficient", "poor"] | None
    accompanied_by: Accompanied | None
    notes: str | None
    minutes: int
    total_minutes: int


class SupervisionLog(BaseModel):
    """`total_minutes` are credited in all, of `required_minutes`."""

    case_id: UUID
    child: bool
    court: str
    verdict_number: str | None
    verdict_date: date
    prosecutor: str
    probation_office: str
    starts_on: date
    ends_on: date
    state: str
    missing_papers: list[str]
    required_minutes: int
    total_minutes: int
    lines: list[LogLine]


_NAME_OF = (
    "coalesce((select name from organisations where code = {0} order by version desc, organisation_id limit 1), {0})"
)
_CASE = f"""
    select s.id as case_id, s.regime = 'child' as child, s.verdict_number, s.verdict_date, s.starts_on, s.ends_on,
        s.state, s.required_minutes, s.credited_minutes as total_minutes,
        {_NAME_OF.format("s.court_code")} as court, {_NAME_OF.format("s.prosecutor_code")} as prosecutor,
        {_NAME_OF.format("s.probation_office_code")} as probation_office, {MISSING.format("s")} as missing_papers
    from sentences as s where s.id = $1
"""
_SESSIONS = """
    select s.on_date as on, coalesce(s.checked_in_at, s.starts_at) as since,
        coalesce(s.checked_out_at, s.ends_at) as until,
        'attendance' as kind, s.outcome as compliance, s.behaviour, own.accompanied_by, s.reason as notes,
        coalesce((select sum(minutes)::integer from credits as c where c.session_id = s.id), 0) as minutes
    from sessions_as_corrected as s join sessions as own on own.id = s.id
    where s.sentence_id = $1 and s.outcome is not null
"""
_VISITS = """
    select on_date as on, starts, ends, kind, behaviour, notes, null as accompanied_by, 0 as minutes,
        case complied when true then 'complied' when false then 'failed_to_comply' end as compliance
    from visits where sentence_id = $1
"""


async def supervision_log(conn: Connection, sentence_id: UUID) -> SupervisionLog:
    """The caller holds the sentence's lock, so that the sums fit each other. Raises NotFound."""
    head = found(await conn.fetchrow(_CASE, sentence_id), "sentence", sentence_id)
    lines = [_attended(row) for row in await conn.fetch(_SESSIONS, sentence_id)]
    lines += [dict(row) for row in await conn.fetch(_VISITS, sentence_id)]
    lines.sort(key=lambda line: (line["on"], line["starts"]))
    totals = accumulate(line["minutes"] for line in lines)
    return SupervisionLog(
        **{**head, "verdict_number": None if head["child"] else head["verdict_number"]},
        lines=[LogLine(**line, total_minutes=total) for line, total in zip(lines, totals, strict=True)],
    )


def _attended(row: Row) -> dict[str, object]:
    starts, ends = (row[name].astimezone(LOCAL_ZONE).time().replace(microsecond=0) for name in ("since", "until"))
    return {**row, "starts": starts, "ends": ends}
