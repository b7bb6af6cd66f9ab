"""What the institution, the agency that teaches, and auditors read of enrolments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, cast
from uuid import UUID

import orjson
from pydantic import BaseModel, BeforeValidator

from services.training.domain.assessments import missing
from services.training.domain.enrolments import ACTIVE
from services.training.domain.figures import Lesson, Marks, Recorded, figures, mark
from services.training.events import Basis, EnrolmentState
from services.training.store import enrolments as store
from services.training.store import programmes as programme_store
from services.training.store import sessions as session_store
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, Columns, found


def _read(kept: Any) -> Any:
    """From the column: JSON as text, or null."""
    return orjson.loads(kept or "[]") if kept is None or isinstance(kept, str) else kept


class Obstacle(BaseModel):
    """Why somebody may not take part, as a refusal with its rule and article, in both languages."""

    slug: str
    rule: str | None
    article: str | None
    detail_id: str
    detail_en: str


class EnrolmentSummary(BaseModel):
    """`ticket` is the number in the queue, which stays; `position` is the place in it now, from 1, and null for who has
    a place. `passed_over_on`: since when the person waits and may not take part. `present`, `excused` and `absent`
    count sessions of the programme: presence at a make-up session is presence at the one that it makes up for."""

    id: UUID
    programme_id: UUID
    participant_id: UUID
    name: str
    state: EnrolmentState
    ticket: int | None
    position: int | None
    passed_over_on: date | None
    present: int
    excused: int
    absent: int
    score: int | None


class FiguresView(BaseModel):
    """What the attendance comes to. `sessions` were planned and `sessions_held` were held; `percent` is of `counted`,
    rounded down; `needed` is the presence that the pass rule asks for."""

    basis: Basis
    sessions: int
    sessions_held: int
    counted: int
    present: int
    excused: int
    absent: int
    percent: int
    needed: int


class ScoreView(BaseModel):
    """The score of a component that counts, and how often it was assessed. Null before the first time."""

    component: str
    weight: int
    minimum: int
    score: int | None
    attempts: int


class MissingView(BaseModel):
    """Something that the pass rule asks for and the enrolment lacks, in both languages."""

    slug: str
    detail: str
    detail_en: str


class EnrolmentView(EnrolmentSummary):
    """`obstacles`: why the person was passed over, ten at most, for the institution and auditors alone.

    `certificate_code` lets anyone verify the certificate. Print it on the certificate and nowhere else.
    The three fields are those of the valid certificate, null where there is none. `certificate_revoked`: completed, but
    the skill does not count until the course is completed again.

    The person has a place from `confirmed_at` to `ended_at`. `missing`: what a pass still needs; empty once ended."""

    confirmed_at: datetime | None
    ended_at: datetime | None
    figures: FiguresView
    scores: list[ScoreView]
    missing: list[MissingView]

    skill: str
    reason: str | None
    note: str | None
    enrolled_at: datetime
    completed_on: date | None
    certificate_id: UUID | None
    certificate_number: str | None
    certificate_code: str | None
    certificate_revoked: bool
    obstacles: Annotated[list[Obstacle], BeforeValidator(_read)] = []
    version: int


_ENROLMENTS = """
    select e.*, case when e.state = 'waitlisted' then (
            select count(*) from enrolments as w
            where w.programme_id = e.programme_id and w.state = 'waitlisted' and w.ticket <= e.ticket
        ) end as position,
        p.name, c.id as certificate_id, c.number as certificate_number, c.code as certificate_code
    from enrolments as e join participants as p on p.id = e.participant_id
    left join certificates as c on c.enrolment_id = e.id and c.standing = 'valid'
"""


async def _with_marks(conn: Connection, programme_id: UUID, rows: Sequence[Columns]) -> list[dict[str, Any]]:
    """Rows of one programme. Its sessions are read once, and not once for each person: there may be 400 of both."""
    lessons = await conn.fetch(
        "select number, coalesce(makes_up_for, number) as unit, starts_at, ends_at from sessions"
        " where programme_id = $1",
        programme_id,
    )
    recorded = await conn.fetch(
        "select enrolment_id, coalesce(array_agg(session) filter (where outcome = 'present'), '{}') as present,"
        " coalesce(array_agg(session) filter (where outcome = 'excused'), '{}') as excused,"
        " coalesce(array_agg(session) filter (where outcome = 'absent'), '{}') as absent"
        " from attendance where programme_id = $1 and enrolment_id = any($2) group by enrolment_id",
        *(programme_id, [row["id"] for row in rows]),
    )
    calendar, found = [Lesson(**row) for row in lessons], {row["enrolment_id"]: row for row in recorded}

    def marks(row: Columns) -> Marks:
        known = found.get(row["id"])
        return mark((row["confirmed_at"], row["ended_at"]), cast("Recorded", known), calendar) if known else Marks()

    return [{**row, **asdict(marks(row))} for row in rows]


async def enrolment(conn: Connection, enrolment_id: UUID) -> EnrolmentView:
    row = await conn.fetchrow(f"select *, {VERSION} from ({_ENROLMENTS} where e.id = $1) as found", enrolment_id)
    kept = found(row, "enrolment", enrolment_id)
    (columns,) = await _with_marks(conn, kept["programme_id"], [kept])
    programme = await programme_store.read(conn, columns["programme_id"])
    known = await store.read(conn, enrolment_id)
    counts = figures(programme, known, await session_store.load_all(conn, programme.id))
    lacks = missing(programme, known, counts) if known.state in ACTIVE else []
    return EnrolmentView(
        **columns,
        figures=FiguresView(**asdict(counts)),
        scores=[
            ScoreView(
                component=each.name,
                weight=each.weight,
                minimum=each.minimum,
                score=known.scores.get(each.name),
                attempts=known.attempts.get(each.name, 0),
            )
            for each in programme.pass_rule.components
        ],
        missing=[MissingView(slug=no.slug, detail=no.message(), detail_en=no.message("en")) for no in lacks],
    )


async def enrolment_for(conn: Connection, actor: Actor, enrolment_id: UUID) -> EnrolmentView:
    """One enrolment, for the institution, the agency that teaches, and auditors."""
    view = await enrolment(conn, enrolment_id)
    await may_see(conn, actor, view.programme_id)
    if actor.roles.isdisjoint({"institution_staff", "auditor"}):
        return view.model_copy(update={"obstacles": []})
    return view


async def enrolments_for(
    conn: Connection, actor: Actor, programme_id: UUID, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of a programme's enrolments, for the institution, the agency that teaches, and auditors."""
    await may_see(conn, actor, programme_id)
    rows = await conn.fetch(
        f"{_ENROLMENTS} where e.programme_id = $1 and ($2::text is null or e.state = $2)"
        " and ($3::uuid is null or e.id > $3) order by e.id limit $4",
        *(programme_id, state, after, limit + 1),
    )
    marked = await _with_marks(conn, programme_id, rows)
    return page([EnrolmentSummary(**row) for row in marked], limit, lambda view: view.id)


async def may_see(conn: Connection, actor: Actor, programme_id: UUID) -> None:
    """The two sides of the programme, and auditors. Raises NotFound, Forbidden."""
    columns = await conn.fetchrow("select agency_id, institution_id from programmes where id = $1", programme_id)
    row = found(columns, "programme", programme_id)
    if "auditor" in actor.roles:
        return
    sees = {"trainer": row["agency_id"], "institution_staff": row["institution_id"]}
    actor.require_organisation(*(organisation for role, organisation in sees.items() if role in actor.roles))
