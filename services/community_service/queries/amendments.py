"""Changes of verdicts for their readers."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.amendments import VerdictChange
from services.community_service.domain.participants import EVERYWHERE
from services.community_service.queries.participants import need_participant
from services.community_service.store.amendments import change_of
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class VerdictChangeView(BaseModel):
    """`sentence_id` is null while it waits for its verdict: none with this number is known. `held_for`: the rule that
    holds it for the prosecutor. `settled_by`: who applied or dismissed it, where somebody did."""

    id: UUID
    kind: str
    court_code: str
    verdict_number: str
    change_number: str
    decided_on: date
    state: str
    sentence_id: UUID | None
    received_at: datetime
    settled_at: datetime | None
    held_for: str | None
    settled_by: str | None
    dismissal_reason: str | None


_CHANGE = (
    "select id, kind, court_code, verdict_number, change_number, decided_on, state, sentence_id, received_at,"
    " settled_at, held_for, settled_by, dismissal_reason from verdict_changes"
)


async def verdict_change(conn: Connection, change_id: UUID) -> VerdictChangeView:
    """Raises NotFound."""
    row = await conn.fetchrow(f"{_CHANGE} where id = $1", change_id)
    return VerdictChangeView(**found(row, "verdict change", change_id))


async def own_verdict_change(conn: Connection, change_id: UUID, actor: Actor) -> VerdictChangeView:
    """For the court that it names, and for the prosecutor of its case; coordinators and auditors see all. Raises
    NotFound, Forbidden."""
    view = await verdict_change(conn, change_id)
    if actor.roles & EVERYWHERE:
        return view
    if view.sentence_id and "prosecutor" in actor.roles:
        await need_participant(conn, view.sentence_id, actor)
        return view
    courts = await conn.fetch("select organisation_id from organisations where code = $1", view.court_code)
    actor.require_organisation(*(court["organisation_id"] for court in courts if "court_clerk" in actor.roles))
    return view


async def verdict_change_for(conn: Connection, actor: Actor, change_id: UUID) -> VerdictChangeView:
    """The same, for a request that is sent again."""
    return await own_verdict_change(conn, change_id, actor)


async def change_terms(conn: Connection, change_id: UUID) -> VerdictChange:
    """What the change says; nothing in it is about the person. The caller may see the change. Raises NotFound."""
    row = await conn.fetchrow("select kind, said from verdict_changes where id = $1", change_id)
    return change_of(found(row, "verdict change", change_id))


async def verdict_changes_of(conn: Connection, sentence_id: UUID) -> list[VerdictChangeView]:
    """Every change of one verdict that is known, the earliest first."""
    rows = await conn.fetch(f"{_CHANGE} where sentence_id = $1 order by received_at, id", sentence_id)
    return [VerdictChangeView(**row) for row in rows]
