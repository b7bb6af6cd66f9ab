"""The figures of a handover record."""

from __future__ import annotations

from uuid import UUID

from services.community_service.queries.figures import ReceptionFigures
from shared.postgres.pool import Connection
from shared.postgres.rows import found

_NAME_OF = (
    "coalesce((select name from organisations where code = {0} order by version desc, organisation_id limit 1), {0})"
)
_RECEPTION = f"""
    select s.id as case_id, s.regime = 'child' as child, s.verdict_number, s.verdict_date, s.required_minutes,
        {_NAME_OF.format("s.court_code")} as court, {_NAME_OF.format("s.prosecutor_code")} as prosecutor,
        {_NAME_OF.format("s.probation_office_code")} as probation_office,
        r.received_on, r.place, r.received_by, r.version, l.number as litmas_number, l.dated_on as litmas_date,
        {_NAME_OF.format("l.office_code")} as litmas_office, o.number as order_number, o.dated_on as order_date,
        o.prosecutor_name as order_names
    from sentences as s
    join receptions as r on r.sentence_id = s.id
    join litmas as l on l.sentence_id = s.id and l.version = r.litmas_version
    join execution_orders as o on o.sentence_id = s.id and o.version = r.order_version
    where s.id = $1 order by r.version desc limit 1
"""


async def reception_figures(conn: Connection, sentence_id: UUID) -> ReceptionFigures:
    """Of the latest version of the reception; the caller has seen that there is one."""
    row = found(await conn.fetchrow(_RECEPTION, sentence_id), "reception", sentence_id)
    return ReceptionFigures(**{**row, "verdict_number": None if row["child"] else row["verdict_number"]})
