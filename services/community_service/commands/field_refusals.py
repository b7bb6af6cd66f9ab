"""Use cases of refused entries: discarded with a reason, or proposed as a correction, on which two persons decide."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.community_service.commands import corrections
from services.community_service.commands.corrections import ProposeCorrection
from services.community_service.domain.field import Stands, claimed
from services.community_service.errors.cases import WrongState
from services.community_service.errors.corrections import TimesDoNotFitOutcome
from services.community_service.fields import StatedReason
from services.community_service.queries import attendance
from services.community_service.queries import field_refusals as queries
from services.community_service.queries.corrections import CorrectionView
from services.community_service.store import field_refusals
from shared.edge.access import Actor
from shared.errors import Forbidden
from shared.postgres.pool import Connection


class DiscardEntry(BaseModel):
    """Why it is not recorded after all."""

    reason: StatedReason


class ProposeEntry(BaseModel):
    """Why what stands on record is wrong."""

    reason: StatedReason


async def discard(
    conn: Connection, entry_id: UUID, cmd: DiscardEntry, actor: Actor, now: datetime
) -> queries.RefusalView:
    """By who sent it, or by a coordinator where the sender cannot. Raises NotFound, Forbidden, WrongState."""
    await _load(conn, entry_id, actor)
    await field_refusals.settle(conn, [entry_id], "discarded", actor.subject, now, note=cmd.reason)
    return await queries.refusal(conn, entry_id, actor)


async def propose_correction(
    conn: Connection, entry_id: UUID, cmd: ProposeEntry, actor: Actor, now: datetime
) -> CorrectionView:
    """All that the sender's phone said of the session and was refused becomes one correction: its times in place of the
    recorded ones. Raises NotFound, Forbidden, WrongState and what `corrections.propose` raises."""
    refused = await _load(conn, entry_id, actor)
    if refused.subject != actor.subject:
        raise Forbidden(why="who sent the entry proposes it / hanya pengirim catatan yang mengusulkannya")
    mine = await field_refusals.open_of_session(conn, refused.session_id, actor.subject)
    recorded = await attendance.session(conn, refused.session_id)
    should = claimed(Stands(recorded.outcome, recorded.checked_in_at, recorded.checked_out_at), [*mine.values()])
    if should.outcome is None:
        raise TimesDoNotFitOutcome(outcome="–")
    proposed = ProposeCorrection(
        outcome=should.outcome,
        checked_in_at=should.checked_in_at,
        checked_out_at=should.checked_out_at,
        reason=cmd.reason,
    )
    made = await corrections.propose(conn, refused.session_id, proposed, actor, now)
    await field_refusals.settle(conn, [*mine], "proposed", actor.subject, now, correction_id=made.id)
    return made


async def _load(conn: Connection, entry_id: UUID, actor: Actor) -> field_refusals.Refused:
    refused = await field_refusals.load_refusal(conn, entry_id)
    if refused.subject != actor.subject and "coordinator" not in actor.roles:
        raise Forbidden(why="this entry is somebody else's / catatan ini milik orang lain")
    if refused.state != "open":
        raise WrongState(state=refused.state, needed="open")
    return refused
