"""Corrections beside the records."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.community_service.domain.cases import Correction
from services.community_service.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection


async def add_correction(
    conn: Connection,
    correction: Correction,
    sentence_id: UUID,
    reason: str,
    now: datetime,
    alarm_id: UUID | None = None,
) -> None:
    """`alarm_id`: the alarm it follows from. Raises CorrectionOpen."""
    async with refusing():
        await conn.execute(
            "insert into attendance_corrections (id, session_id, sentence_id, reason, outcome, checked_in_at,"
            " checked_out_at, proposed_by, proposed_at, alarm_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(correction.id, correction.session_id, sentence_id, reason, correction.outcome, correction.checked_in_at),
            *(correction.checked_out_at, correction.proposed_by, now, alarm_id),
        )


async def session_of(conn: Connection, correction_id: UUID) -> UUID:
    """Raises NotFound."""
    session_id: UUID | None = await conn.fetchval(
        "select session_id from attendance_corrections where id = $1", correction_id
    )
    if session_id is None:
        raise NotFound(what="correction", id=correction_id)
    return session_id


async def save_decision(
    conn: Connection, correction: Correction, by: str, involved: Collection[str], now: datetime
) -> None:
    """`involved`: who has recorded or signed off the session. Raises SecondApproverNeeded."""
    async with refusing():
        await conn.execute(
            "update attendance_corrections set state = $2, decided_by = $3, decided_at = $4, minutes = $5,"
            " involved = $6 where id = $1",
            *(correction.id, correction.state, by, now, correction.minutes, sorted(involved)),
        )
