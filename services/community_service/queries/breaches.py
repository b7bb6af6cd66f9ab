"""Breaches for their readers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.community_service.domain.breaches import ORDER
from services.community_service.domain.breaches_steps import Asked, Means
from services.community_service.events import BreachDecision, BreachState, Finding
from services.community_service.queries.cases import load_page
from services.community_service.queries.participants import need_participant
from shared.edge.access import Actor
from shared.edge.paging import page
from shared.postgres.pool import Connection
from shared.postgres.rows import found


class BreachView(BaseModel):
    """`evidence`: the sessions with the failures that were proposed to whoever decides. `fine_id`: the fine to pay.
    `reduced_…`: what a verdict amended since has left of what was ordered. `moot`: the sentence has ended before a
    decision, and the breach waits for nobody."""

    id: UUID
    sentence_id: UUID
    state: BreachState
    verified_at: datetime | None
    warned_at: datetime | None
    warned_twice_at: datetime | None
    warned_thrice_at: datetime | None
    proposed_at: datetime | None
    proposed_by_office: str | None
    decided_at: datetime | None
    decided_by_office: str | None
    decision: BreachDecision | None
    repeat_minutes: int | None
    prison_days: int | None
    fine_rupiah: int | None
    reduced_prison_days: int | None
    reduced_fine_rupiah: int | None
    ends_on: date | None
    due_on: date | None
    document_number: str | None
    document_date: date | None
    judge: str | None
    fine_id: UUID | None
    evidence: list[UUID]
    moot: bool


class VerificationView(BaseModel):
    """Without the reason in words, which is personal data."""

    id: UUID
    sentence_id: UUID
    breach_id: UUID | None
    asked: Asked
    asked_on: date
    means: Means
    finding: Finding
    verified_at: datetime


class ReasonedVerification(VerificationView):
    """Personal data."""

    reason: str


class Verifications(BaseModel):
    items: list[ReasonedVerification]


_MOMENTS = ", ".join(f"max(taken_at) filter (where step = '{state}') as {state}_at" for state in ORDER)
_BREACH = (
    "select b.id, b.sentence_id, b.state, b.proposed_by_office, b.decided_by_office, b.decision, b.repeat_minutes,"
    " b.prison_days, b.fine_rupiah, b.reduced_prison_days, b.reduced_fine_rupiah, b.ends_on, b.due_on,"
    " b.document_number, b.document_date, b.judge, steps.*,"
    " (select id from fines where breach_id = b.id) as fine_id,"
    " b.state <> 'decided' and (select state from sentences where id = b.sentence_id)"
    "  not in ('assigned', 'active') as moot,"
    " array(select session_id from breach_evidence where breach_id = b.id order by session_id) as evidence"
    f" from breaches as b cross join lateral (select {_MOMENTS} from breach_steps where breach_id = b.id) as steps"
)


async def breach(conn: Connection, breach_id: UUID) -> BreachView:
    row = await conn.fetchrow(f"{_BREACH} where b.id = $1", breach_id)
    return BreachView(**found(row, "breach", breach_id))


async def own_breach(conn: Connection, breach_id: UUID, actor: Actor) -> BreachView:
    """For the offices of the breach's case. Raises NotFound, Forbidden."""
    view = await breach(conn, breach_id)
    await need_participant(conn, view.sentence_id, actor)
    return view


async def breaches(
    conn: Connection, actor: Actor, case: UUID | None, state: str | None, after: UUID | None, limit: int
) -> dict[str, Any]:
    rows = await load_page(conn, _BREACH, "b", actor, case=case, state=state, after=after, limit=limit)
    return page([BreachView(**row) for row in rows], limit, lambda view: view.id)


async def verification(conn: Connection, verification_id: UUID) -> VerificationView:
    row = await conn.fetchrow("select * from breach_verifications where id = $1", verification_id)
    return VerificationView(**found(row, "verification", verification_id))


async def verifications_of(conn: Connection, breach_id: UUID) -> list[VerificationView]:
    """Without the reasons in words."""
    rows = await conn.fetch("select * from breach_verifications where breach_id = $1 order by id", breach_id)
    return [VerificationView(**row) for row in rows]


async def verifications(conn: Connection, sentence_id: UUID) -> Verifications:
    """The caller has logged the read."""
    rows = await conn.fetch("select * from breach_verifications where sentence_id = $1 order by id", sentence_id)
    return Verifications(items=[ReasonedVerification(**row) for row in rows])
