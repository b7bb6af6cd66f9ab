"""Use case of the checklist of a PKS: the consent of the regional council (DPRD) is recorded."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.agreements.commands.fields import Day, Number
from services.agreements.domain import checklists
from services.agreements.domain.agreements import Consent
from services.agreements.queries import agreements as queries
from services.agreements.store.agreements import load_agreement, save_draft
from shared.clock import local_day
from shared.edge.access import Actor
from shared.journal import journal
from shared.postgres.pool import Connection


class RecordConsent(BaseModel):
    """The letter of the council, by number and date."""

    number: Number
    on: Day


async def record_consent(
    conn: Connection, agreement_id: UUID, cmd: RecordConsent, actor: Actor, now: datetime
) -> queries.AgreementView:
    """Raises NotFound, Forbidden, WrongState, ConsentNotNeeded, ConsentSettled, ConsentInFuture."""
    agreement = await load_agreement(conn, agreement_id, "cooperation")
    actor.require_organisation(*agreement.parties)
    result = checklists.record_consent(agreement, Consent(cmd.number, cmd.on), local_day(now))
    await save_draft(conn, result.after)
    await journal.append(conn, result.facts, actor=actor.subject, now=now)
    return await queries.agreement(conn, "cooperation", agreement_id)
