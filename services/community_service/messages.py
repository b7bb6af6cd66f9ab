"""The messages that the community service reads, and the command that handles each."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from services.agreements import events as agreements
from services.community_service import justice
from services.community_service.commands import (
    amendments,
    diversions,
    guardians,
    neighbours,
    verdicts,
    verdicts_unreadable,
)
from services.community_service.identity import Identity
from services.notifications import events as notifications
from services.training import events as training
from shared.messaging.consume import Subscriptions
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection


def subscriptions(identity: Identity) -> Subscriptions:
    """The intake topic is strict: other messages there become dead letters, and a rejection tells the sender why."""
    return Subscriptions(
        handlers={
            justice.SentencePronounced: partial(verdicts.receive, identity),
            justice.DiversionDetermined: partial(diversions.receive, identity),
            justice.SentenceAmended: partial(change_verdict, identity),
            justice.SentenceRevoked: partial(change_verdict, identity),
            agreements.OrganisationRegistered: neighbours.store_organisation,
            agreements.OrganisationUpdated: neighbours.store_organisation,
            agreements.AccreditationIssued: neighbours.store_accreditation,
            agreements.AccreditationExpired: neighbours.store_accreditation,
            agreements.AccreditationRevoked: neighbours.store_accreditation,
            agreements.CooperationAgreementSigned: neighbours.store_agreement,
            agreements.CooperationAgreementActivated: neighbours.store_agreement,
            agreements.CooperationAgreementSuspended: neighbours.store_agreement,
            agreements.CooperationAgreementResumed: neighbours.store_agreement,
            agreements.CooperationAgreementAmended: neighbours.store_agreement,
            agreements.CooperationAgreementExpiring: neighbours.store_agreement,
            agreements.CooperationAgreementExpired: neighbours.store_agreement,
            agreements.CooperationAgreementNoticeGiven: neighbours.store_agreement,
            agreements.CooperationAgreementLastDayChanged: neighbours.store_agreement,
            agreements.CooperationAgreementTerminated: neighbours.store_agreement,
            training.EnrolmentCompleted: neighbours.store_skill,
            training.CertificateRevoked: neighbours.revoke_skill,
            notifications.GuardianUnreachable: guardians.follow_reach,
            notifications.GuardianReached: guardians.follow_reach,
            training.PersonJoined: neighbours.join_person,
        },
        strict=frozenset({justice.INTAKE}),
        answers={justice.INTAKE: partial(verdicts_unreadable.reject, identity)},
        content_key=identity.key,
    )


async def change_verdict(
    identity: Identity,
    conn: Connection,
    event: justice.SentenceAmended | justice.SentenceRevoked,
    envelope: Envelope,
    now: datetime,
) -> None:
    await amendments.receive(conn, identity, event, envelope.id, neighbours.sender(envelope), now)
