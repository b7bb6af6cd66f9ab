"""Enrolments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.training.domain.enrolments import ACTIVE, RUNNING, Enrolment
from services.training.events import Attendance
from services.training.store.constraints import refusing
from shared.errors import NotFound
from shared.postgres.pool import Connection

_COLUMNS = (
    "id, programme_id, participant_id, person_id, rules_from, child, state, ticket, score, reason, completed_on,"
    " confirmed_at, ended_at"
)


async def has_skill(conn: Connection, person_id: UUID, skill: str) -> bool:
    """Whether the person has completed a course in the skill, in any institution."""
    found: bool = await conn.fetchval(
        "select exists (select from enrolments where person_id = $1 and skill = $2 and state = 'completed')",
        *(person_id, skill),
    )
    return found


async def add(conn: Connection, e: Enrolment, skill: str, now: datetime) -> None:
    async with refusing():
        await conn.execute(
            "insert into enrolments (id, programme_id, participant_id, person_id, skill, rules_from, child, state,"
            " ticket, enrolled_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(e.id, e.programme_id, e.participant_id, e.person_id, skill, e.rules_from, e.child, e.state, e.ticket),
            now,
        )


async def save(conn: Connection, enrolments: Sequence[Enrolment], note: str | None = None) -> None:
    await conn.executemany(
        "update enrolments set state = $2, score = $3, reason = $4, completed_on = $5, note = coalesce($6, note)"
        " where id = $1",
        [(e.id, e.state, e.score, e.reason, e.completed_on, note) for e in enrolments],
    )


async def programme_of(conn: Connection, enrolment_id: UUID) -> UUID:
    """The programme of an enrolment. Lock the programme first. Raises NotFound."""
    programme_id: UUID | None = await conn.fetchval("select programme_id from enrolments where id = $1", enrolment_id)
    if programme_id is None:
        raise NotFound(what="enrolment", id=enrolment_id)
    return programme_id


async def load(conn: Connection, enrolment_id: UUID) -> Enrolment:
    """One enrolment, locked. Raises NotFound."""
    found = await _locked(conn, "id = $1", "id", enrolment_id)
    if not found:
        raise NotFound(what="enrolment", id=enrolment_id)
    return found[0]


async def load_some(conn: Connection, programme_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Enrolment]:
    """The enrolments with these ids that are in the programme, locked."""
    found = await _locked(conn, "programme_id = $1 and id = any($2)", "id", programme_id, ids)
    return {enrolment.id: enrolment for enrolment in found}


async def load_queue(conn: Connection, programme_id: UUID, limit: int | None = None) -> list[Enrolment]:
    """The first `limit` of the waiting list, or all of it, locked, in order."""
    return await _locked(conn, "programme_id = $1 and state = 'waitlisted'", "ticket limit $2", programme_id, limit)


async def _locked(conn: Connection, condition: str, order: str, *values: object) -> list[Enrolment]:
    rows = await conn.fetch(
        f"select {_COLUMNS} from enrolments where {condition} order by {order} for update",
        *values,
    )
    return await _with_figures(conn, [dict(row) for row in rows])


async def _with_figures(conn: Connection, rows: list[dict[str, Any]]) -> list[Enrolment]:
    ids = [row["id"] for row in rows]
    attendance: dict[UUID, dict[int, Attendance]] = {id_: {} for id_ in ids}
    for a in await conn.fetch(
        "select enrolment_id, session, outcome from attendance where enrolment_id = any($1)", ids
    ):
        attendance[a["enrolment_id"]][a["session"]] = a["outcome"]
    scores: dict[UUID, dict[str, int]] = {id_: {} for id_ in ids}
    attempts: dict[UUID, dict[str, int]] = {id_: {} for id_ in ids}
    for a in await conn.fetch(
        "select enrolment_id, component, attempt, score from assessments where enrolment_id = any($1)"
        " order by enrolment_id, component, attempt, revision",
        ids,
    ):
        scores[a["enrolment_id"]][a["component"]] = a["score"]
        attempts[a["enrolment_id"]][a["component"]] = a["attempt"]
    return [
        Enrolment(**row, attendance=attendance[row["id"]], scores=scores[row["id"]], attempts=attempts[row["id"]])
        for row in rows
    ]


async def read(conn: Connection, enrolment_id: UUID) -> Enrolment:
    """One enrolment, not locked: for what people read. Raises NotFound."""
    rows = await conn.fetch(f"select {_COLUMNS} from enrolments where id = $1", enrolment_id)
    if not rows:
        raise NotFound(what="enrolment", id=enrolment_id)
    return (await _with_figures(conn, [dict(row) for row in rows]))[0]


async def load_running(conn: Connection, programme_id: UUID) -> list[Enrolment]:
    """Everyone who has a place in the programme, locked, in the order of their ids."""
    return await _locked(conn, "programme_id = $1 and state = any($2)", "id", programme_id, list(RUNNING))


async def running(conn: Connection, programme_id: UUID) -> int:
    """How many enrolments of a programme are under way."""
    count: int = await conn.fetchval(
        "select count(*) from enrolments where programme_id = $1 and state = any($2)", programme_id, RUNNING
    )
    return count


async def birth_dates(conn: Connection, programme_id: UUID) -> list[date]:
    """The birth dates of everyone who has a place or waits for one."""
    rows = await conn.fetch(
        "select birth_date from enrolments join participants on participants.id = participant_id"
        " where programme_id = $1 and state = any($2)",
        *(programme_id, ACTIVE),
    )
    return [row["birth_date"] for row in rows]
