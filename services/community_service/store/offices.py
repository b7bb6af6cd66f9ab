"""Corrections of the offices of a case. They only grow."""

from __future__ import annotations

from datetime import datetime

from services.community_service.domain.offices import Office, code_of
from services.community_service.domain.sentences import Sentence
from shared.ids import new_id
from shared.postgres.pool import Connection


async def save(
    conn: Connection, before: Sentence, after: Sentence, office: Office, reason: str, by: str, now: datetime
) -> None:
    """The sentence is locked."""
    await conn.execute(
        "update sentences set prosecutor_code = $2, probation_office_code = $3 where id = $1",
        *(after.id, after.prosecutor_code, after.probation_office_code),
    )
    await conn.execute(
        "insert into office_corrections (id, sentence_id, office, was, code, reason, corrected_by, corrected_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new_id(), after.id, office, code_of(before, office), code_of(after, office), reason, by, now),
    )
