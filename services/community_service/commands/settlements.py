"""Use case: a coordinator settles a session that nobody has recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.commands.cases import save
from services.community_service.domain import settlements
from services.community_service.domain.settlements import Settlement
from services.community_service.events import SettledOutcome
from services.community_service.fields import Moment, Reason
from services.community_service.queries import attendance as queries
from services.community_service.store import cases
from shared.edge.access import Actor
from shared.postgres.pool import Connection


class SettleSession(BaseModel):
    """Both times where the person attended; only the check-out where the supervisor had checked them in.

    `not_held`: it was never held, so its seat and its minutes are free again. The reason stays in this service."""

    outcome: SettledOutcome
    checked_in_at: Moment | None = None
    checked_out_at: Moment | None = None
    reason: Reason


class SettlementView(BaseModel):
    """`session` is null where it was never held. One that was attended waits for its sign-off."""

    session_id: UUID
    outcome: SettledOutcome
    session: queries.SessionView | None


async def settle(conn: Connection, session_id: UUID, cmd: SettleSession, actor: Actor, now: datetime) -> SettlementView:
    """Raises NotFound and what `settlements.settle` raises."""
    case = await cases.load(conn, session_id)
    found = Settlement(cmd.outcome, cmd.reason, cmd.checked_in_at, cmd.checked_out_at)
    done = settlements.settle(case, found, actor.subject, now)
    await save(conn, case, done, actor, now)
    held = None if cmd.outcome == "not_held" else queries.view_of(done.case.sentence.id, done.case.session)
    return SettlementView(session_id=session_id, outcome=cmd.outcome, session=held)
