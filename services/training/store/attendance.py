"""Attendance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.training.domain.sessions import Session
from services.training.events import Attendance
from shared.postgres.pool import Connection


async def save(
    conn: Connection, session: Session, outcomes: Mapping[UUID, Attendance], recorder: str, now: datetime
) -> None:
    await conn.execute(
        "insert into attendance (enrolment_id, outcome, programme_id, session, recorded_by, recorded_at)"
        " select given.*, $3, $4, $5, $6 from unnest($1::uuid[], $2::text[]) as given"
        " on conflict (enrolment_id, session) do update set outcome = excluded.outcome,"
        " recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at",
        *(list(outcomes), list(outcomes.values()), session.programme_id, session.number, recorder, now),
    )
