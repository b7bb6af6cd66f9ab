"""What is open in a case, whose case it is, and who has had a hand in it."""

from __future__ import annotations

from uuid import UUID

from shared.postgres.pool import Connection


async def organisation_ids(conn: Connection, *codes: str) -> set[UUID]:
    """The ids behind codes, as far as the register has told us."""
    rows = await conn.fetch("select organisation_id from organisations where code = any($1)", list(codes))
    return {row["organisation_id"] for row in rows}


async def open_matters(conn: Connection, sentence_id: UUID) -> int:
    """What keeps a case from its completion: open alarms and proposed corrections."""
    count: int = await conn.fetchval(
        "select (select count(*) from alarms where sentence_id = $1 and state = 'open')"
        " + (select count(*) from attendance_corrections where sentence_id = $1 and state = 'proposed')",
        sentence_id,
    )
    return count


_INVOLVED = """
    select checked_in_by as subject from sessions where sentence_id = $1
    union select recorded_by from sessions where sentence_id = $1
    union select signed_off_by from sessions where sentence_id = $1
    union select confirmed_by from placements where sentence_id = $1
    union select proposed_by from attendance_corrections where sentence_id = $1 and alarm_id is null
    union select decided_by from attendance_corrections where sentence_id = $1
    union select warned_by from breaches where sentence_id = $1
    union select proposed_by from breaches where sentence_id = $1
    union select r.subject from declared_relations as r join sentences as s using (person_id) where s.id = $1
    union select subject from site_supervisors where site_id in (select site_id from sessions where sentence_id = $1)
"""


async def involved(conn: Connection, sentence_id: UUID) -> set[str]:
    """Who has had a hand in a case: recorded, signed, placed, corrected, warned, is related, supervises its sites."""
    return {row["subject"] for row in await conn.fetch(_INVOLVED, sentence_id) if row["subject"]}
