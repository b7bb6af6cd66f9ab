"""The head of a case: what a form about it says above its fields, and whether it is the reader's to fill in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.community_service.events import SentenceState
from services.community_service.queries.cases_sections import acting_roles
from shared.edge.access import Actor
from shared.errors import Forbidden
from shared.postgres.pool import Connection


class CaseHead(BaseModel):
    """`acting`: the reader's roles that reach this case."""

    id: UUID
    verdict_number: str
    verdict_date: date
    child: bool
    state: SentenceState
    starts_on: date
    ends_on: date
    daily_cap_minutes: int
    remaining_minutes: int
    ordered_place: str | None
    acting: list[str]


async def case_head(conn: Connection, sentence_id: UUID, actor: Actor, roles: Collection[str]) -> CaseHead:
    """For who acts in the case in one of these roles. Raises NotFound, Forbidden."""
    acting = await acting_roles(conn, sentence_id, actor)
    if not acting & set(roles):
        raise Forbidden(why="this is for another role / ini untuk peran lain")
    row = await conn.fetchrow(
        "select id, verdict_number, verdict_date, regime = 'child' as child, state, starts_on, ends_on,"
        " daily_cap_minutes, required_minutes - credited_minutes as remaining_minutes, ordered_place"
        " from sentences where id = $1",
        sentence_id,
    )
    assert row
    return CaseHead(**row, acting=sorted(acting))
