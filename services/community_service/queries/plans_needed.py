"""Running sentences that need a plan: nothing is scheduled for them, or not enough any more."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.participants import EVERYWHERE
from services.community_service.queries.participants import own_case
from shared.clock import local_day
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection

PlanStanding = Literal["none", "outdated"]


class PlanNeeded(BaseModel):
    """`none`: no session is to come. `outdated`: some are, but they do not bring what remains, or cannot be held.

    `open_minutes` are not scheduled. `plan_id`: the last plan that was made, which may wait for its confirmation."""

    sentence_id: UUID
    verdict_number: str
    probation_office_code: str
    starts_on: date
    ends_on: date
    remaining_minutes: int
    open_minutes: int
    standing: PlanStanding
    plan_id: UUID | None
    plan_state: Literal["proposed", "impossible", "confirmed"] | None
    plan_made_at: datetime | None


NEEDED = """
    select s.id, s.verdict_number, s.court_code, s.prosecutor_code, s.probation_office_code, s.starts_on, s.ends_on,
        s.required_minutes - s.credited_minutes as remaining_minutes,
        s.required_minutes - s.credited_minutes - coalesce(f.scheduled_minutes, 0) as open_minutes,
        case when exists (select from sessions as x where x.sentence_id = s.id and x.on_date >= $2
            and x.state = 'scheduled' and x.starts_at > $1) then 'outdated' else 'none' end as standing
    from sentences as s left join forecasts as f on f.sentence_id = s.id
    where s.state in ('assigned', 'active') and s.ends_on >= $2
    and s.required_minutes - s.credited_minutes - coalesce(f.scheduled_minutes, 0) > 0
"""
"""SQL: rows of sentences with minutes that no session brings. $1 is now, $2 the local day.

The forecast counts only sessions that can be held; it is made again as soon as anything about a case changes."""


async def needed_first(conn: Connection, standing: PlanStanding | None, limit: int, now: datetime) -> list[UUID]:
    """Those that end first, of every office. What is being planned, or has a proposal that waits, is left out."""
    rows = await conn.fetch(
        f"select n.id from ({NEEDED}) as n where ($3::text is null or n.standing = $3)"
        " and not exists (select from plan_batch_items as i where i.sentence_id = n.id and i.plan_id is null"
        "  and i.refusal is null) and (select p.state from plans as p where p.sentence_id = n.id order by p.id desc"
        "  limit 1) is distinct from 'proposed' order by n.ends_on, n.id limit $4",
        *(now, local_day(now), standing, limit),
    )
    return [row["id"] for row in rows]


async def plans_needed(
    conn: Connection, actor: Actor, standing: PlanStanding | None, after: UUID | None, limit: int, now: datetime
) -> dict[str, Any]:
    """Of the caller's cases; coordinators and auditors see all. Those that end first come first."""
    rows = await conn.fetch(
        "select n.id as sentence_id, n.verdict_number, n.probation_office_code, n.starts_on, n.ends_on,"
        " n.remaining_minutes, n.open_minutes, n.standing, p.id as plan_id, p.state as plan_state,"
        f" p.made_at as plan_made_at from ({NEEDED}) as n left join lateral ("
        "  select id, state, made_at from plans where sentence_id = n.id order by id desc limit 1) as p on true"
        f" where ($3 or {own_case('n', actor.roles, '$4')}) and ($5::text is null or n.standing = $5)"
        " and ($6::uuid is null or (n.ends_on, n.id) > (select ends_on, id from sentences where id = $6))"
        " order by n.ends_on, n.id limit $7",
        *(now, local_day(now), bool(actor.roles & EVERYWHERE), actor.organisation, standing, after, limit + 1),
    )
    return page([PlanNeeded(**row) for row in rows], limit, lambda item: item.sentence_id)
