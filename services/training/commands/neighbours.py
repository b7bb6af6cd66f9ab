"""Use cases: follow the organisations and the cooperation agreements (PKS) of the agreements service."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.agreements.events import CooperationAgreementFact, ObligationFact, OrganisationFact
from services.training.commands import products
from services.training.commands.enrolments import promote
from services.training.domain import loans_terms, programmes
from services.training.domain.neighbours import CooperationAgreement
from services.training.domain.programmes import Programme
from services.training.store import enrolments as enrolment_store
from services.training.store import equipment as equipment_store
from services.training.store import loans as loan_store
from services.training.store import neighbours as store
from services.training.store import obligations as obligation_store
from services.training.store import programmes as programme_store
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection

_ACTOR = "system:agreements"


async def follow_organisation(conn: Connection, event: OrganisationFact, envelope: Envelope, now: datetime) -> None:
    await store.save_organisation(conn, event, envelope.version)


async def follow_agreement(
    conn: Connection, event: CooperationAgreementFact, envelope: Envelope, now: datetime
) -> None:
    """Saves a newer version; an older one is ignored. Programmes under it are suspended, or open again; products leave
    the catalogue, or come back. Loans of equipment go on, and are flagged where it no longer carries them."""
    if not await store.save_agreement(conn, event, envelope.version, now):
        return
    for programme in await programme_store.load_under(conn, event.agreement_id):
        await _follow(conn, programme, await store.load_agreement(conn, event.agreement_id), now)
    await _follow_loans(conn, event.agreement_id, now)
    if followed := await products.follow(conn, await store.load_agreement(conn, event.agreement_id), now):
        await journal.append(conn, followed, actor=_ACTOR, now=now)


async def follow_obligation(conn: Connection, event: ObligationFact, envelope: Envelope, now: datetime) -> None:
    await obligation_store.save(conn, event, envelope.version)


async def _follow_loans(conn: Connection, agreement_id: UUID, now: datetime) -> None:
    """The agreement's row is locked: nothing new is lent under it meanwhile."""
    items = await loan_store.items_under(conn, agreement_id)
    if not items:
        return
    await equipment_store.lock_all(conn, items)
    agreement = await store.load_agreement(conn, agreement_id)
    for loan in await loan_store.load_under(conn, agreement_id):
        followed, happened = loans_terms.follow(loan, agreement, now)
        if followed != loan:
            await loan_store.save(conn, followed)
        if happened:
            await journal.append(conn, happened, actor=_ACTOR, now=now)


async def _follow(conn: Connection, programme: Programme, agreement: CooperationAgreement, now: datetime) -> None:
    running = await enrolment_store.running(conn, programme.id)
    programme, happened = programmes.follow(programme, agreement, running)
    if not happened:
        return
    programme, promoted = await promote(conn, programme, now)
    await programme_store.save(conn, programme)
    await journal.append(conn, [*happened, *promoted], actor=_ACTOR, now=now)
