"""Published facts of cooperation agreements (perjanjian kerja sama, PKS)."""

from __future__ import annotations

from uuid import UUID

from services.agreements.events.agreements import (
    AgreementFact,
    AmendedFact,
    ExpiringFact,
    LastDayChangedFact,
    NoticeGivenFact,
    TimedFact,
)

_DETAIL = "/agreements/cooperation-agreements/{}"


class CooperationAgreementFact(AgreementFact):
    """Empty `sites` (of community service) or `programmes` (of training): all within the scopes are covered."""

    joint_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    sites: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    suspended_by_umbrella: bool = False


class CooperationAgreementSigned(
    CooperationAgreementFact, type="agreements.cooperation-agreement.signed", key="agreement_id", detail=_DETAIL
):
    """Cooperation agreement (PKS) signed.

    When agency and institution have both signed."""


class CooperationAgreementActivated(
    CooperationAgreementFact,
    TimedFact,
    type="agreements.cooperation-agreement.activated",
    key="agreement_id",
    detail=_DETAIL,
):
    """Cooperation agreement (PKS) in force.

    When it is signed, its start date has come and its umbrella is in force. New work may start."""


class CooperationAgreementSuspended(
    CooperationAgreementFact, type="agreements.cooperation-agreement.suspended", key="agreement_id", detail=_DETAIL
):
    """Cooperation agreement (PKS) suspended.

    By a party, or because its umbrella was. No new work may start; what runs goes on and is flagged."""


class CooperationAgreementResumed(
    CooperationAgreementFact, type="agreements.cooperation-agreement.resumed", key="agreement_id", detail=_DETAIL
):
    """Cooperation agreement (PKS) resumed.

    When it is in force again after a suspension."""


class CooperationAgreementAmended(
    CooperationAgreementFact,
    AmendedFact,
    type="agreements.cooperation-agreement.amended",
    key="agreement_id",
    detail=_DETAIL,
):
    """Cooperation agreement (PKS) amended.

    When an addendum takes effect: on its day, or at the last signature where that is later."""


class CooperationAgreementExpiring(
    CooperationAgreementFact,
    ExpiringFact,
    type="agreements.cooperation-agreement.expiring",
    key="agreement_id",
    detail=_DETAIL,
):
    """Cooperation agreement (PKS) about to expire.

    At local midnight 90, 30 and 7 days before its last day; again for another last day after an addendum."""


class CooperationAgreementNoticeGiven(
    CooperationAgreementFact,
    NoticeGivenFact,
    type="agreements.cooperation-agreement.notice-given",
    key="agreement_id",
    detail=_DETAIL,
):
    """Notice of termination of a cooperation agreement (PKS) given.

    When a party gives notice; it stays in force to the end of `terminates_on`."""


class CooperationAgreementTerminated(
    CooperationAgreementFact,
    TimedFact,
    type="agreements.cooperation-agreement.terminated",
    key="agreement_id",
    detail=_DETAIL,
):
    """Cooperation agreement (PKS) terminated.

    At local midnight after the last day of the notice, or with its umbrella. No new work may start."""


class CooperationAgreementExpired(
    CooperationAgreementFact,
    TimedFact,
    type="agreements.cooperation-agreement.expired",
    key="agreement_id",
    detail=_DETAIL,
):
    """Cooperation agreement (PKS) expired.

    At local midnight after its last day, or with its umbrella."""


class CooperationAgreementLastDayChanged(
    CooperationAgreementFact,
    LastDayChangedFact,
    type="agreements.cooperation-agreement.last-day-changed",
    key="agreement_id",
    detail=_DETAIL,
):
    """Cooperation agreement (PKS): last day changed.

    When a party gives notice of its umbrella, when an addendum is signed that will end it earlier, or such an addendum
    is dropped. `ends_on` is the last day from now on: nothing new may be planned after it."""
