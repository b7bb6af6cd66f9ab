"""Use cases of corrections: one person proposes, a second person decides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from services.community_service.commands.cases import need_own_case, save
from services.community_service.domain import corrections
from services.community_service.domain.cases import Correction
from services.community_service.events import Outcome
from services.community_service.fields import Moment
from services.community_service.queries import corrections as queries
from services.community_service.store import cases
from services.community_service.store import corrections as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection


class ProposeCorrection(BaseModel):
    """What should have been recorded; both times exactly where the person attended. The reason stays here."""

    outcome: Outcome
    checked_in_at: Moment | None = None
    checked_out_at: Moment | None = None
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000)]

    def correction_of(self, session_id: UUID, by: str) -> Correction:
        return Correction(new_id(), session_id, self.outcome, self.checked_in_at, self.checked_out_at, by)


class DecideCorrection(BaseModel):
    decision: Literal["approved", "rejected"]


async def propose(
    conn: Connection, session_id: UUID, cmd: ProposeCorrection, actor: Actor, now: datetime
) -> queries.CorrectionView:
    """By the supervisor of the site, the case's counsellor, or a coordinator.

    Raises CorrectionOpen and what `corrections.propose` raises.
    """
    case = await cases.load(conn, session_id)
    if "supervisor" not in actor.roles or actor.subject not in case.around.supervisors:
        need_own_case(case, actor, everywhere={"coordinator"})
    correction = cmd.correction_of(session_id, actor.subject)
    done = corrections.propose(case, correction, now)
    await store.add_correction(conn, correction, case.sentence.id, cmd.reason, now)
    await save(conn, case, done, actor, now)
    return await queries.correction(conn, correction.id)


async def decide(
    conn: Connection, correction_id: UUID, cmd: DecideCorrection, actor: Actor, now: datetime
) -> queries.CorrectionView:
    """By the case's counsellor or prosecutor, or a coordinator. Raises SecondApproverNeeded, WrongState."""
    case = await cases.load(conn, await store.session_of(conn, correction_id))
    need_own_case(case, actor, everywhere={"coordinator"})
    act = corrections.approve if cmd.decision == "approved" else corrections.reject
    done = act(case, correction_id, actor.subject, now)
    (decided,) = (each for each in done.case.corrections if each.id == correction_id)
    await store.save_decision(conn, decided, actor.subject, case.session.involved, now)
    await save(conn, case, done, actor, now)
    return await queries.correction(conn, correction_id)
