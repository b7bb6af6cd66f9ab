"""The events that the training service follows: organisations, agreements (PKS) and their obligations, holidays."""

from __future__ import annotations

from services.agreements import events as agreements
from services.community_service import events as community_service
from services.training.commands.holidays import follow_decree
from services.training.commands.neighbours import follow_agreement, follow_obligation, follow_organisation
from shared.messaging.consume import Subscriptions

SUBSCRIPTIONS = Subscriptions(
    handlers={
        agreements.OrganisationRegistered: follow_organisation,
        agreements.OrganisationUpdated: follow_organisation,
        agreements.CooperationAgreementSigned: follow_agreement,
        agreements.CooperationAgreementActivated: follow_agreement,
        agreements.CooperationAgreementSuspended: follow_agreement,
        agreements.CooperationAgreementResumed: follow_agreement,
        agreements.CooperationAgreementAmended: follow_agreement,
        agreements.CooperationAgreementExpiring: follow_agreement,
        agreements.CooperationAgreementExpired: follow_agreement,
        agreements.CooperationAgreementNoticeGiven: follow_agreement,
        agreements.CooperationAgreementLastDayChanged: follow_agreement,
        agreements.CooperationAgreementTerminated: follow_agreement,
        community_service.CalendarDecreed: follow_decree,
        agreements.ObligationAgreed: follow_obligation,
        agreements.ObligationFulfilled: follow_obligation,
        agreements.ObligationOverdue: follow_obligation,
    }
)
