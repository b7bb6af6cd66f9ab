"""What the community service hears: verdicts on the intake topic, and what the other services say."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from services.agreements import events as agreements
from services.community_service import justice
from services.community_service.commands import amendments, sites, verdicts
from services.community_service.identity import Identity
from services.community_service.store import neighbours
from services.training import events as training
from shared.edge.access import Actor
from shared.messaging.consume import Subscriptions
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


def subscriptions(identity: Identity) -> Subscriptions:
    """The intake topic is strict: what is no verdict there goes to the dead letters, and its sender hears why."""
    return Subscriptions(
        handlers={
            justice.SentencePronounced: partial(sentence_pronounced, identity),
            justice.SentenceAmended: verdict_changed,
            justice.SentenceRevoked: verdict_changed,
            agreements.OrganisationRegistered: organisation_said,
            agreements.OrganisationUpdated: organisation_said,
            agreements.AccreditationIssued: accreditation_said,
            agreements.AccreditationExpired: accreditation_said,
            agreements.AccreditationRevoked: accreditation_said,
            agreements.CooperationAgreementSigned: agreement_said,
            agreements.CooperationAgreementActivated: agreement_said,
            agreements.CooperationAgreementSuspended: agreement_said,
            agreements.CooperationAgreementResumed: agreement_said,
            agreements.CooperationAgreementAmended: agreement_said,
            agreements.CooperationAgreementExpiring: agreement_said,
            agreements.CooperationAgreementExpired: agreement_said,
            agreements.CooperationAgreementNoticeGiven: agreement_said,
            agreements.CooperationAgreementTerminated: agreement_said,
            training.EnrolmentCompleted: training_completed,
        },
        strict=frozenset({justice.INTAKE}),
        answers={justice.INTAKE: verdicts.unreadable},
    )


def _sender(envelope: Envelope) -> Actor:
    return Actor(f"event:{envelope.source}"[:200])


async def sentence_pronounced(
    identity: Identity, conn: Connection, event: justice.SentencePronounced, envelope: Envelope, now: datetime
) -> None:
    await verdicts.take(conn, identity, event, envelope.id, _sender(envelope), now)


async def verdict_changed(
    conn: Connection, event: justice.SentenceAmended | justice.SentenceRevoked, envelope: Envelope, now: datetime
) -> None:
    await amendments.receive(conn, event, envelope.id, _sender(envelope), now)


async def organisation_said(
    conn: Connection, event: agreements.OrganisationFact, envelope: Envelope, now: datetime
) -> None:
    await neighbours.keep_organisation(conn, event, envelope.version)


async def accreditation_said(
    conn: Connection, event: agreements.AccreditationFact, envelope: Envelope, now: datetime
) -> None:
    await neighbours.keep_accreditation(conn, event, envelope.version)


async def agreement_said(
    conn: Connection, event: agreements.CooperationAgreementFact, envelope: Envelope, now: datetime
) -> None:
    if await neighbours.keep_agreement(conn, event, envelope.version):
        await sites.follow_agreement(conn, event.agreement_id, _sender(envelope), now)


async def training_completed(
    conn: Connection, event: training.EnrolmentCompleted, envelope: Envelope, now: datetime
) -> None:
    await neighbours.keep_skill(conn, event, envelope.version)
