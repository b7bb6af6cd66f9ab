"""Use case of termination: a party gives notice."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.commands.cascades import save_with_below
from services.agreements.commands.fields import NoticeDays, Reason
from services.agreements.domain import cascades, terminations
from services.agreements.domain.agreements import require_party
from services.agreements.domain.terminations import Ground
from services.agreements.events import AgreementKind
from services.agreements.queries import agreements as queries
from services.agreements.store.agreements import load_agreement, load_below
from services.agreements.store.terminations import add_termination
from shared.clock import local_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection


class GiveTerminationNotice(BaseModel):
    """A party terminates the agreement on a ground of the law. A change of mayor or office-holder is none, and refused.

    Without `notice_days` the agreement's own notice period applies."""

    party_id: UUID
    ground: Ground
    reason: Reason
    notice_days: NoticeDays | None = None


async def give_termination_notice(
    conn: Connection, kind: AgreementKind, agreement_id: UUID, cmd: GiveTerminationNotice, actor: Actor, now: datetime
) -> queries.AgreementView:
    """A party gives notice of termination. The last day follows from the length of the notice.

    The PKS below an umbrella have its last day from now on. Raises NotFound, NotAParty, Forbidden, OfficeHolderChanged,
    WrongState, NoticeAlreadyGiven, NoticeTooShort, NoticeTooLate."""
    agreement = await load_agreement(conn, agreement_id, kind)
    require_party(agreement, cmd.party_id)
    actor.require_organisation(cmd.party_id)
    today = local_day(now)
    days = agreement.notice_days if cmd.notice_days is None else cmd.notice_days
    result = terminations.give_termination_notice(agreement, days, cmd.ground, today)
    below = cascades.cascade_last_day(await load_below(conn, agreement_id), result.after.last_day)
    await add_termination(conn, result.after, cmd.party_id, today, days, cmd.ground, cmd.reason, actor.subject, now)
    await save_with_below(conn, result, actor.subject, now, below)
    return await queries.agreement(conn, kind, agreement_id)
