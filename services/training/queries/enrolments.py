"""What the institution, the agency that teaches, and auditors read of enrolments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from pydantic import BaseModel, BeforeValidator

from services.training.events import EnrolmentState
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import VERSION, found


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
    count sessions."""

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


class EnrolmentView(EnrolmentSummary):
    """`obstacles`: why the person was passed over, ten at most, for the institution and auditors alone.
    `certificate_code` lets anyone verify the certificate. Print it on the certificate and nowhere else."""

    skill: str
    reason: str | None
    note: str | None
    enrolled_at: datetime
    completed_on: date | None
    certificate_number: str | None
    certificate_code: str | None
    obstacles: Annotated[list[Obstacle], BeforeValidator(_read)] = []
    version: int


_ENROLMENTS = """
    select e.*, case when e.state = 'waitlisted' then (
            select count(*) from enrolments as w
            where w.programme_id = e.programme_id and w.state = 'waitlisted' and w.ticket <= e.ticket
        ) end as position,
        p.name, c.number as certificate_number, c.code as certificate_code, a.present, a.excused, a.absent
    from enrolments as e join participants as p on p.id = e.participant_id
    left join certificates as c on c.enrolment_id = e.id
    cross join lateral (
        select count(*) filter (where outcome = 'present') as present,
            count(*) filter (where outcome = 'excused') as excused,
            count(*) filter (where outcome = 'absent') as absent
        from attendance where enrolment_id = e.id
    ) as a
"""


async def enrolment(conn: Connection, enrolment_id: UUID) -> EnrolmentView:
    row = await conn.fetchrow(f"select *, {VERSION} from ({_ENROLMENTS} where e.id = $1) as found", enrolment_id)
    return EnrolmentView(**found(row, "enrolment", enrolment_id))


async def enrolment_for(conn: Connection, actor: Actor, enrolment_id: UUID) -> EnrolmentView:
    """One enrolment, for the institution, the agency that teaches, and auditors."""
    view = await enrolment(conn, enrolment_id)
    await _may_see(conn, actor, view.programme_id)
    if actor.roles.isdisjoint({"institution_staff", "auditor"}):
        return view.model_copy(update={"obstacles": []})
    return view


async def enrolments_for(
    conn: Connection, actor: Actor, programme_id: UUID, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """A page of a programme's enrolments, for the institution, the agency that teaches, and auditors."""
    await _may_see(conn, actor, programme_id)
    rows = await conn.fetch(
        f"{_ENROLMENTS} where e.programme_id = $1 and ($2::text is null or e.state = $2)"
        " and ($3::uuid is null or e.id > $3) order by e.id limit $4",
        *(programme_id, state, after, limit + 1),
    )
    return page([EnrolmentSummary(**row) for row in rows], limit, lambda view: view.id)


async def _may_see(conn: Connection, actor: Actor, programme_id: UUID) -> None:
    columns = await conn.fetchrow("select agency_id, institution_id from programmes where id = $1", programme_id)
    row = found(columns, "programme", programme_id)
    if "auditor" in actor.roles:
        return
    sees = {"trainer": row["agency_id"], "institution_staff": row["institution_id"]}
    actor.require_organisation(*(organisation for role, organisation in sees.items() if role in actor.roles))
