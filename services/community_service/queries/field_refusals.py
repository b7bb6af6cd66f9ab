"""Refused entries of phones: the sender's, or everybody's for who looks after the sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.field import Kind
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.events import Outcome
from services.community_service.store.field_refusals import State
from services.community_service.store.supervisors import on_day
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.errors import Forbidden
from shared.postgres.pool import Connection, Row
from shared.postgres.rows import found


class Problem(BaseModel):
    """Why an entry was refused, in both languages; rule and article where there is one."""

    slug: str
    detail_id: str
    detail_en: str
    rule: str | None
    article: str | None


class RecordedView(BaseModel):
    """What is on record of the session now, beside the refused entry. `mine`: the sender has recorded it."""

    state: str
    outcome: Outcome | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    mine: bool


class RefusalView(BaseModel):
    """A refused entry under the entry's id. `recorded`: null where the session is cancelled, or not the sender's.
    `note`: why it was discarded. `correction_id`: what it became."""

    id: UUID
    session_id: UUID
    kind: Kind
    outcome: Outcome | None
    subject: str
    at: datetime
    device_at: datetime
    received_at: datetime
    recorded_late: bool
    problem: Problem
    state: State
    refused_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    note: str | None
    correction_id: UUID | None
    recorded: RecordedView | None


_REFUSAL = """
    select e.id, e.session_id, e.kind, e.outcome, e.subject, e.at, e.device_at, e.received_at, e.recorded_late,
        r.slug, r.detail_id, r.detail_en, r.rule, r.article, r.state, r.refused_at, r.settled_by, r.settled_at, r.note,
        r.correction_id, s.state as now_state, s.outcome as now_outcome, s.checked_in_at, s.checked_out_at,
        coalesce(e.subject in (s.checked_in_by, s.recorded_by), false) as mine
    from field_refusals as r
    join field_entries as e on e.id = r.entry_id
    left join sessions_as_corrected as s on s.id = e.session_id and exists (
        select from site_supervisors as v where v.site_id = s.site_id and v.subject = e.subject and {on_the_day})
""".replace("{on_the_day}", on_day("v", "s.on_date"))


async def refusal(conn: Connection, entry_id: UUID, actor: Actor) -> RefusalView:
    """Raises NotFound, Forbidden."""
    row = found(await conn.fetchrow(f"{_REFUSAL} where e.id = $1", entry_id), "refusal", entry_id)
    need_own(row["subject"], actor)
    return _view(row)


async def refusal_for(conn: Connection, actor: Actor, entry_id: UUID) -> RefusalView:
    """The same, for a request that is sent again."""
    return await refusal(conn, entry_id, actor)


def need_own(subject: str, actor: Actor) -> None:
    """Raises Forbidden."""
    if subject != actor.subject and not actor.roles & EVERYWHERE:
        raise Forbidden(why="this entry is somebody else's / catatan ini milik orang lain")


async def refusals(
    conn: Connection, actor: Actor, state: State | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    """The caller's own; coordinators and auditors see everybody's."""
    rows = await conn.fetch(
        f"{_REFUSAL} where ($1 or e.subject = $2) and ($3::text is null or r.state = $3)"
        " and ($4::uuid is null or e.id > $4) order by e.id limit $5",
        *(bool(actor.roles & EVERYWHERE), actor.subject, state, after, limit + 1),
    )
    return page([_view(row) for row in rows], limit, lambda view: view.id)


async def own_refusals(conn: Connection, actor: Actor) -> dict[str, Any]:
    """The caller's own that wait for them, also of a coordinator who supervises."""
    rows = await conn.fetch(
        f"{_REFUSAL} where e.subject = $1 and r.state = 'open' order by e.id limit {_MOST}", actor.subject
    )
    return page([_view(row) for row in rows], _MOST - 1, lambda view: view.id)


_MOST = 201
_OWN = set(RefusalView.model_fields) - {"problem", "recorded"}


def _view(row: Row | dict[str, Any]) -> RefusalView:
    recorded = (
        RecordedView(
            state=row["now_state"],
            outcome=row["now_outcome"],
            checked_in_at=row["checked_in_at"],
            checked_out_at=row["checked_out_at"],
            mine=row["mine"],
        )
        if row["now_state"]
        else None
    )
    problem = Problem(**{name: row[name] for name in Problem.model_fields})
    return RefusalView(**{name: row[name] for name in _OWN}, problem=problem, recorded=recorded)
