"""Attendance, and what was corrected of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.training.domain.sessions import Session
from services.training.events import Attendance
from shared.ids import new_id
from shared.postgres.pool import Connection


@dataclass(frozen=True, slots=True)
class Correction:
    enrolment_id: UUID
    before: Attendance
    after: Attendance


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


async def save_corrections(
    conn: Connection, session: Session, corrections: Sequence[Correction], reason: str, by: str, now: datetime
) -> None:
    await conn.executemany(
        "insert into attendance_corrections (id, enrolment_id, session, before, after, reason, corrected_by,"
        " corrected_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [(new_id(), c.enrolment_id, session.number, c.before, c.after, reason, by, now) for c in corrections],
    )
