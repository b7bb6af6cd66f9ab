"""Corrections for their readers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.sessions import present_minutes
from services.community_service.events import Outcome
from services.community_service.queries.cases import load_page
from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import Columns, found


class Recorded(BaseModel):
    """What a session said. `present_minutes` lie within its schedule."""

    outcome: Outcome
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    present_minutes: int


class CorrectionView(BaseModel):
    """`before`: what the session says without this correction, with those that were approved before it.
    `minutes`: what the correction added or took away. `alarm_id`: the confirmed alarm that led to it."""

    id: UUID
    session_id: UUID
    sentence_id: UUID
    state: str
    outcome: Outcome
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    present_minutes: int
    before: Recorded
    starts_at: datetime
    ends_at: datetime
    site_id: UUID
    reason: str
    minutes: int | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    alarm_id: UUID | None


_CORRECTION = """
    select c.id, c.session_id, c.sentence_id, c.state, c.outcome, c.checked_in_at, c.checked_out_at, c.reason,
        c.minutes, c.proposed_by, c.proposed_at, c.decided_by, c.decided_at, c.alarm_id,
        own.starts_at, own.ends_at, own.site_id, (
            select (e.outcome, e.checked_in_at, e.checked_out_at) from attendance_corrections as e
            where e.session_id = c.session_id and e.state = 'approved' and e.id <> c.id
                and (c.decided_at is null or (e.decided_at, e.id) < (c.decided_at, c.id))
            order by e.decided_at desc, e.id desc limit 1) as earlier,
        (own.outcome, own.checked_in_at, own.checked_out_at) as recorded
    from attendance_corrections as c join sessions as own on own.id = c.session_id
"""


async def correction(conn: Connection, correction_id: UUID) -> CorrectionView:
    row = await conn.fetchrow(f"{_CORRECTION} where c.id = $1", correction_id)
    return _view(found(row, "correction", correction_id))


async def own_correction(conn: Connection, correction_id: UUID, actor: Actor) -> CorrectionView:
    """For the offices of its case; coordinators and auditors see all. Raises NotFound, Forbidden."""
    view = await correction(conn, correction_id)
    await need_participant(conn, view.sentence_id, actor)
    return view


async def correction_for(conn: Connection, actor: Actor, correction_id: UUID) -> CorrectionView:
    """For a request that is sent again, also by a supervisor who proposed it. Raises NotFound, Forbidden."""
    view = await correction(conn, correction_id)
    if view.proposed_by != actor.subject:
        await need_participant(conn, view.sentence_id, actor)
    return view


async def corrections_of_session(conn: Connection, session_id: UUID) -> list[CorrectionView]:
    """The oldest first. Nobody is asked who may see them."""
    rows = await conn.fetch(f"{_CORRECTION} where c.session_id = $1 order by c.id", session_id)
    return [_view(row) for row in rows]


async def corrections(
    conn: Connection, actor: Actor, case: UUID | None, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await load_page(conn, _CORRECTION, "c", actor, case=case, state=state, after=after, limit=limit)
    return page([_view(row) for row in rows], limit, lambda view: view.id)


def _view(row: Columns) -> CorrectionView:
    outcome, came, left = row["earlier"] or row["recorded"]
    starts, ends = row["starts_at"], row["ends_at"]
    return CorrectionView(
        **row,
        present_minutes=present_minutes(starts, ends, row["checked_in_at"], row["checked_out_at"]),
        before=Recorded(
            outcome=outcome,
            checked_in_at=came,
            checked_out_at=left,
            present_minutes=present_minutes(starts, ends, came, left),
        ),
    )
