"""What follows when a cooperation agreement (PKS) changes: its programmes are suspended, or open again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.agreements.events import CooperationAgreementFact
from services.training import store
from services.training.commands.queue import promote
from services.training.domain import programme as rules
from shared.clock import local_day
from shared.journal import journal
from shared.postgres.pool import Connection


async def follow_agreement(
    conn: Connection, said: CooperationAgreementFact, version: int, actor: str, now: datetime
) -> None:
    """Keeps what is newer than what we know and brings every programme under it in line. Older news does nothing."""
    if not await store.heard.keep_agreement(conn, said, version):
        return
    for programme in await store.programmes.load_under(conn, said.agreement_id):
        await _follow(conn, said.agreement_id, programme, actor, now)


async def _follow(conn: Connection, agreement_id: UUID, programme: rules.Programme, actor: str, now: datetime) -> None:
    agreement = await store.heard.load_agreement(conn, agreement_id)
    running = await store.programmes.running(conn, programme.id)
    programme, happened = rules.follow(programme, agreement, running)
    if not happened:
        return
    programme, promoted = await promote(conn, programme, local_day(now))
    await store.programmes.save(conn, programme)
    await journal.append(conn, [*happened, *promoted], actor=actor, now=now)
