"""Use cases of wrong payments and seizures: one person proposes a correction, a second person decides."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.community_service.commands.cases import save
from services.community_service.commands.fines import load
from services.community_service.domain import fines_corrections
from services.community_service.domain.fines_corrections import FineCorrection
from services.community_service.fields import StatedReason
from services.community_service.queries import fines_corrections as queries
from services.community_service.store import fines
from services.community_service.store import fines_corrections as store
from shared.edge.access import Actor
from shared.ids import new_id
from shared.postgres.pool import Connection


class ProposeFineCorrection(BaseModel):
    """`rupiah`: what came in. Null: it never came in; the payment or seizure was recorded by mistake."""

    receipt_id: UUID
    rupiah: Annotated[int, Field(ge=0, le=10**12)] | None
    reason: StatedReason


class DecideFineCorrection(BaseModel):
    decision: Literal["approved", "rejected"]


async def propose(
    conn: Connection, fine_id: UUID, cmd: ProposeFineCorrection, actor: Actor, now: datetime
) -> queries.FineCorrectionView:
    """By a prosecutor of the case. Raises FineCorrectionOpen and what `fines_corrections.propose` raises, NotFound,
    Forbidden."""
    case, fine = await load(conn, fine_id, actor)
    receipt = await store.load_receipt(conn, fine_id, cmd.receipt_id)
    rupiah = None if receipt.kind == "payment" and not cmd.rupiah else cmd.rupiah  # nothing paid is no payment
    correction = FineCorrection(new_id(), receipt, rupiah, actor.subject)
    done = fines_corrections.propose(case, fine, correction, now)
    await store.add(conn, fine_id, case.sentence.id, correction, cmd.reason, now)
    await save(conn, case, done, actor, now)
    return await queries.fine_correction(conn, correction.id)


async def decide(
    conn: Connection, correction_id: UUID, cmd: DecideFineCorrection, actor: Actor, now: datetime
) -> queries.FineCorrectionView:
    """By another prosecutor of the case. Raises what `fines_corrections.approve` raises, NotFound, Forbidden."""
    fine_id = await store.fine_of_correction(conn, correction_id)
    case, fine = await load(conn, fine_id, actor)
    correction = await store.load_correction(conn, correction_id)
    if cmd.decision == "approved":
        other = await store.other_seizure(conn, fine_id, correction.receipt.id)
        after, done = fines_corrections.approve(case, fine, correction, other, actor.subject, now)
        await fines.save_state(conn, after)
    else:
        done = fines_corrections.reject(case, fine, correction, actor.subject, now)
    await store.save_decision(conn, correction_id, cmd.decision, actor.subject, now)
    await save(conn, case, done, actor, now)
    return await queries.fine_correction(conn, correction_id)
