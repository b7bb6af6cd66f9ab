"""Scores of the components: every attempt, and every correction of one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.domain.assessments import Assessment
from shared.postgres.pool import Connection


async def add(conn: Connection, enrolment_id: UUID, a: Assessment, by: str, now: datetime) -> None:
    """The caller has locked the enrolment."""
    await conn.execute(
        "insert into assessments (enrolment_id, component, attempt, revision, score, reason, assessed_by, assessed_at)"
        " select $1, $2, $3, coalesce(max(revision) + 1, 0), $4, $5, $6, $7 from assessments"
        " where enrolment_id = $1 and component = $2 and attempt = $3",
        *(enrolment_id, a.component, a.attempt, a.score, a.correction, by, now),
    )
