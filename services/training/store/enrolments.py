"""Enrolments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from services.training.domain.enrolments import ACTIVE, RUNNING, Enrolment
from services.training.events import Attendance, Level
from services.training.store.constraints import refusing
from shared.errors import NotFound, Refusal
from shared.postgres.pool import Connection

_COLUMNS = (
    "id, programme_id, participant_id, person_id, rules_from, child, state, ticket, score, reason, completed_on,"
    " certificate_revoked, passed_over_on, confirmed_at, ended_at"
)


async def completed_levels(conn: Connection, person_id: UUID) -> dict[str, set[Level]]:
    """Skill → the levels at which the person has completed a course in it, in any institution.

    A course whose certificate was revoked counts no more."""
    rows = await conn.fetch(
        "select e.skill, p.level from enrolments as e join programmes as p on p.id = e.programme_id"
        " where e.person_id = $1 and e.state = 'completed' and not e.certificate_revoked",
        person_id,
    )
    found: dict[str, set[Level]] = {}
    for row in rows:
        found.setdefault(row["skill"], set()).add(row["level"])
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
        "update enrolments set state = $2, score = $3, reason = $4, completed_on = $5, note = coalesce($6, note),"
        " certificate_revoked = $7 where id = $1",
        [(e.id, e.state, e.score, e.reason, e.completed_on, note, e.certificate_revoked) for e in enrolments],
    )


async def save_obstacles(conn: Connection, enrolments: Sequence[tuple[Enrolment, Sequence[Refusal]]]) -> None:
    """Why somebody on the waiting list is passed over; none where they may take part again."""
    await conn.executemany(
        "update enrolments set passed_over_on = $2, obstacles = $3::text::jsonb where id = $1",
        [(e.id, e.passed_over_on, _written(reasons) if reasons else None) for e, reasons in enrolments],
    )


def _written(reasons: Sequence[Refusal]) -> str:
    """At most ten: a calendar may break a limit at each of its sessions."""
    return orjson.dumps(
        [
            {
                "slug": r.slug,
                "rule": r.rule,
                "article": r.article,
                "detail_id": r.message("id"),
                "detail_en": r.message("en"),
            }
            for r in reasons[:10]
        ]
    ).decode()


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


async def load_queue(conn: Connection, programme_id: UUID, limit: int | None = None, after: int = 0) -> list[Enrolment]:
    """The first `limit` of the waiting list after a ticket, or all of it, locked, in order."""
    queue = "programme_id = $1 and state = 'waitlisted' and ticket > $3"
    return await _locked(conn, queue, "ticket limit $2", programme_id, limit, after)


async def load_passed_over(conn: Connection, programme_id: UUID) -> list[Enrolment]:
    """Everyone on the waiting list who was passed over, locked, in order."""
    return await _locked(conn, "programme_id = $1 and passed_over_on is not null", "ticket", programme_id)


async def load_active(conn: Connection, programme_id: UUID, participant_id: UUID) -> list[Enrolment]:
    """The place of a participant in a programme, or the number in its queue, locked."""
    condition = "programme_id = $1 and participant_id = $2 and state = any($3)"
    return await _locked(conn, condition, "id", programme_id, participant_id, ACTIVE)


async def load_of(conn: Connection, programme_id: UUID, participant_ids: Sequence[UUID]) -> list[Enrolment]:
    """What several entries of one person have in a programme that is not over without success, locked."""
    condition = "programme_id = $1 and participant_id = any($2) and state in ('waitlisted', 'confirmed', 'completed')"
    return await _locked(conn, condition, "id", programme_id, participant_ids)


async def active_programmes(conn: Connection, participant_ids: Sequence[UUID]) -> list[UUID]:
    """The programmes where these participants have a place or wait for one, in the order of their ids."""
    rows = await conn.fetch(
        "select distinct programme_id from enrolments where participant_id = any($1) and state = any($2) order by 1",
        *(participant_ids, ACTIVE),
    )
    return [row["programme_id"] for row in rows]


async def running_programmes(conn: Connection, person_id: UUID) -> list[UUID]:
    """The programmes where the person has a place, in any institution, in the order of their ids."""
    rows = await conn.fetch(
        "select distinct programme_id from enrolments where person_id = $1 and state = any($2) order by 1",
        *(person_id, RUNNING),
    )
    return [row["programme_id"] for row in rows]


async def lock_all_of(conn: Connection, participant_ids: Sequence[UUID]) -> None:
    """Every enrolment of these participants, in the order of their ids."""
    await conn.execute("select from enrolments where participant_id = any($1) order by id for update", participant_ids)


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
