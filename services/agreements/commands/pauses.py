"""Use cases of pauses: suspension and resumption of an agreement, and of the PKS below an umbrella."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.commands.cascades import save_with_below
from services.agreements.commands.fields import Day, Reason
from services.agreements.domain import cascades, cooperation_agreements, pauses
from services.agreements.events import AgreementKind
from services.agreements.queries import agreements as queries
from services.agreements.store.agreements import load_agreement, load_below, lock_umbrella
from services.agreements.store.pauses import add_pause
from shared.clock import local_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection


class Pause(BaseModel):
    """A suspension or a resumption with its reason. Without `from_on` it begins today."""

    reason: Reason
    from_on: Day | None = None


async def suspend(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: Pause, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Suspends an agreement and the PKS below it, or plans it for a later day.

    Raises NotFound, Forbidden, PauseInPast, PauseAfterEnd, WrongState."""
    agreement = await load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    today = local_day(now)
    from_on = cmd.from_on or today
    pauses.check_day(agreement, from_on, today)
    if from_on > today:
        result, below = pauses.plan(agreement, "suspension", from_on), None
    else:
        result = pauses.suspend(agreement)
        below = cascades.cascade_suspension(await load_below(conn, agreement_id))
    await add_pause(conn, agreement_id, "suspension", from_on, cmd.reason, actor.subject, now)
    await save_with_below(conn, result, actor.subject, now, below)
    return await queries.agreement(conn, kind, agreement_id)


async def resume(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: Pause, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Resumes an agreement and the PKS that it had suspended, or plans it for a later day.

    Raises NotFound, Forbidden, PauseInPast, PauseAfterEnd, UmbrellaNotInForce, WrongState."""
    umbrella = await lock_umbrella(conn, agreement_id)
    agreement = await load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    today = local_day(now)
    from_on = cmd.from_on or today
    pauses.check_day(agreement, from_on, today)
    if umbrella:
        cooperation_agreements.require_in_force(umbrella)
    if from_on > today:
        result, below = pauses.plan(agreement, "resumption", from_on), None
    else:
        result = pauses.resume(agreement)
        below = cascades.cascade_resumption(await load_below(conn, agreement_id))
    await add_pause(conn, agreement_id, "resumption", from_on, cmd.reason, actor.subject, now)
    await save_with_below(conn, result, actor.subject, now, below)
    return await queries.agreement(conn, kind, agreement_id)
