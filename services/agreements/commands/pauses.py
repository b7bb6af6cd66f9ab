"""Use cases: suspension, resumption, notice of termination."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.commands.agreements import NoticeDays
from services.agreements.commands.saving import NOTHING_BELOW, save_with_below
from services.agreements.commands.words import Day, Reason
from services.agreements.domain import cooperation, ending, pause
from services.agreements.domain.agreement import Kind, need_party
from services.agreements.queries import agreements as queries
from services.agreements.store import agreements as store
from services.agreements.store import pauses
from shared.clock import local_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection


class Pause(BaseModel):
    """Why, and from which day on: today where none is named."""

    reason: Reason
    from_on: Day | None = None


class GiveNotice(BaseModel):
    """A party terminates the agreement. `notice_days`: as the agreement says where none is named, never fewer."""

    party_id: UUID
    reason: Reason
    notice_days: NoticeDays | None = None


async def suspend(
    conn: Connection, kind: Kind, agreement_id: UUID, cmd: Pause, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Suspends an agreement and with it the PKS below, or plans it for a later day."""
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    today = local_day(now)
    from_on = cmd.from_on or today
    pause.check_day(agreement, from_on, today)
    if from_on > today:
        change, below = pause.plan(agreement, "suspension", from_on), NOTHING_BELOW
    else:
        change = pause.suspend(agreement)
        below = cooperation.cascade_suspension(await store.load_below(conn, agreement_id))
    await pauses.add_pause(conn, agreement_id, "suspension", from_on, cmd.reason, actor.subject, now)
    await save_with_below(conn, change, below, actor.subject, now)
    return await queries.agreement(conn, kind, agreement_id)


async def resume(
    conn: Connection, kind: Kind, agreement_id: UUID, cmd: Pause, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Puts an agreement in force again and with it the PKS that it had suspended, or plans it for a later day."""
    umbrella = await store.share_umbrella(conn, agreement_id)
    agreement = await store.load_agreement(conn, agreement_id, kind)
    actor.require_organisation(*agreement.parties)
    today = local_day(now)
    from_on = cmd.from_on or today
    pause.check_day(agreement, from_on, today)
    if umbrella:
        cooperation.need_in_force(umbrella)
    if from_on > today:
        change, below = pause.plan(agreement, "resumption", from_on), NOTHING_BELOW
    else:
        change = pause.resume(agreement)
        below = cooperation.cascade_resumption(await store.load_below(conn, agreement_id))
    await pauses.add_pause(conn, agreement_id, "resumption", from_on, cmd.reason, actor.subject, now)
    await save_with_below(conn, change, below, actor.subject, now)
    return await queries.agreement(conn, kind, agreement_id)


async def give_notice(
    conn: Connection, kind: Kind, agreement_id: UUID, cmd: GiveNotice, actor: Actor, now: datetime
) -> queries.AgreementView:
    """A party gives notice; the last day follows from the notice period."""
    agreement = await store.load_agreement(conn, agreement_id, kind)
    need_party(agreement, cmd.party_id)
    actor.require_organisation(cmd.party_id)
    today = local_day(now)
    days = agreement.notice_days if cmd.notice_days is None else cmd.notice_days
    change = ending.give_notice(agreement, days, today)
    assert change[0].terminates_on
    await pauses.add_termination(
        conn, agreement_id, cmd.party_id, today, days, change[0].terminates_on, cmd.reason, actor.subject, now
    )
    await save_with_below(conn, change, NOTHING_BELOW, actor.subject, now)
    return await queries.agreement(conn, kind, agreement_id)
