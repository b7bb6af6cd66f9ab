"""The attendance of a programme as CSV lines: a line for each person and session, read in batches of persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.postgres.pool import Connection

ATTENDANCE = (
    *("enrolment_id", "name", "state", "place_from", "place_until"),
    *("session", "makes_up_for", "starts_at", "outcome", "recorded_at"),
)
BATCH = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """`last` is the cursor for the next one, None at the end."""

    persons: list[UUID]
    lines: list[list[Any]]
    last: UUID | None


async def attendance_lines(conn: Connection, programme_id: UUID, after: UUID | None) -> Batch:
    """Everyone who has or had a place. Who has no attendance yet has one line without a session."""
    people = await conn.fetch(
        "select e.id, e.person_id from enrolments as e where e.programme_id = $1 and e.confirmed_at is not null"
        " and ($2::uuid is null or e.id > $2) order by e.id limit $3",
        *(programme_id, after, BATCH),
    )
    rows = await conn.fetch(
        "select e.id, p.name, e.state, e.confirmed_at, e.ended_at, a.session, s.makes_up_for, s.starts_at, a.outcome,"
        " a.recorded_at from enrolments as e join participants as p on p.id = e.participant_id"
        " left join attendance as a on a.programme_id = e.programme_id and a.enrolment_id = e.id"
        " left join sessions as s on s.programme_id = a.programme_id and s.number = a.session"
        " where e.id = any($1) order by e.id, s.starts_at, a.session",
        [row["id"] for row in people],
    )
    last = people[-1]["id"] if len(people) == BATCH else None
    return Batch([row["person_id"] for row in people], [list(row) for row in rows], last)
