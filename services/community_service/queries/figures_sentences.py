"""The figures of a sentence, from its beginning or of one month."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.community_service.domain.reports import Month
from services.community_service.domain.sessions import present_minutes
from services.community_service.queries.figures import OverrideLine, SentenceFigures, SessionLine
from services.community_service.queries.sentences_origins import override
from shared.clock import local_day
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found

_NAME_OF = "(select name from organisations where code = {0} order by version desc, organisation_id limit 1)"
_SENTENCE = f"""
    select s.*, coalesce({_NAME_OF.format("s.court_code")}, s.court_code) as court,
        coalesce({_NAME_OF.format("s.prosecutor_code")}, s.prosecutor_code) as prosecutor,
        coalesce({_NAME_OF.format("s.probation_office_code")}, s.probation_office_code) as probation_office,
        (select max(occurred_at) from journal
            where key = s.id::text and type = 'community-service.sentence.completed') as completed_at
    from sentences as s where s.id = $1
"""
_SESSIONS = """
    select s.id as session_id, s.site_id, site.name as site, s.starts_at, s.ends_at, s.checked_in_at, s.checked_out_at,
        s.outcome, s.recorded_by, s.signed_off_by,
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
_ALWAYS = (date(1900, 1, 1), date(2200, 12, 31))


async def sentence_figures(conn: Connection, sentence_id: UUID, month: Month | None) -> SentenceFigures:
    """The caller holds the sentence's lock, so that the sums fit each other. Raises NotFound."""
    row = found(await conn.fetchrow(_SENTENCE, sentence_id), "sentence", sentence_id)
    first, last = (month.first, month.last) if month else _ALWAYS
    credited = await conn.fetchrow(_CREDITED, sentence_id, first, last)
    sessions = await conn.fetch(_SESSIONS, sentence_id, first, last)
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
        case_id=sentence_id,
        child=child,
        month_minutes=credited["within"],
        remaining_minutes=row["required_minutes"] - credited["total"],
        sessions=[_line(each) for each in sessions],
        diversion=row["origin"] == "diversion",
        override=await _override(conn, row["override_id"], child=child),
    )


async def _override(conn: Connection, override_id: UUID | None, *, child: bool) -> OverrideLine | None:
    view = await override(conn, override_id)
    if view is None:
        return None
    return OverrideLine(
        by=view.overridden_by,
        on=local_day(view.overridden_at),
        document_number=None if child else view.document_number,
        document_date=view.document_date,
    )


def _line(row: Row) -> SessionLine:
    present = present_minutes(row["starts_at"], row["ends_at"], row["checked_in_at"], row["checked_out_at"])
    return SessionLine(**row, present_minutes=present)
