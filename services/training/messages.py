"""What the training service hears: organisations, and the cooperation agreements (PKS) that open and shut its gate."""

from __future__ import annotations

from datetime import datetime

from services.agreements import events as agreements
from services.training import store
from services.training.commands.agreements import follow_agreement
from shared.messaging.consume import Subscriptions
from shared.messaging.envelope import Envelope
from shared.postgres.pool import Connection

_ACTOR = "system:agreements"


async def organisation_said(
    conn: Connection, event: agreements.OrganisationFact, envelope: Envelope, now: datetime
) -> None:
    await store.heard.keep_organisation(conn, event, envelope.version)


async def agreement_said(
    conn: Connection, event: agreements.CooperationAgreementFact, envelope: Envelope, now: datetime
) -> None:
    await follow_agreement(conn, event, envelope.version, _ACTOR, now)


SUBSCRIPTIONS = Subscriptions(
    handlers={
        agreements.OrganisationRegistered: organisation_said,
        agreements.OrganisationUpdated: organisation_said,
        agreements.CooperationAgreementSigned: agreement_said,
        agreements.CooperationAgreementActivated: agreement_said,
        agreements.CooperationAgreementSuspended: agreement_said,
        agreements.CooperationAgreementResumed: agreement_said,
        agreements.CooperationAgreementAmended: agreement_said,
        agreements.CooperationAgreementExpiring: agreement_said,
        agreements.CooperationAgreementExpired: agreement_said,
        agreements.CooperationAgreementNoticeGiven: agreement_said,
        agreements.CooperationAgreementTerminated: agreement_said,
    }
)
