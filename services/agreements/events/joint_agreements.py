"""Published facts of joint agreements, the umbrellas (Kesepakatan Bersama, Nota Kesepakatan)."""

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

_DETAIL = "/agreements/joint-agreements/{}"


class JointAgreementFact(AgreementFact):
    parties: list[UUID]


class JointAgreementSigned(
    JointAgreementFact, type="agreements.joint-agreement.signed", key="agreement_id", detail=_DETAIL
):
    """Joint agreement signed.

    When the last party has signed the umbrella."""


class JointAgreementActivated(
    JointAgreementFact, TimedFact, type="agreements.joint-agreement.activated", key="agreement_id", detail=_DETAIL
):
    """Joint agreement in force.

    At local midnight of its start date, or at the last signature where that is later."""


class JointAgreementSuspended(
    JointAgreementFact, type="agreements.joint-agreement.suspended", key="agreement_id", detail=_DETAIL
):
    """Joint agreement suspended.

    When a party suspends the umbrella; its cooperation agreements are suspended with it."""


class JointAgreementResumed(
    JointAgreementFact, type="agreements.joint-agreement.resumed", key="agreement_id", detail=_DETAIL
):
    """Joint agreement resumed.

    When a suspended umbrella is in force again."""


class JointAgreementExpired(
    JointAgreementFact, TimedFact, type="agreements.joint-agreement.expired", key="agreement_id", detail=_DETAIL
):
    """Joint agreement expired.

    At local midnight after its last day; its cooperation agreements expire with it."""


class JointAgreementAmended(
    JointAgreementFact, AmendedFact, type="agreements.joint-agreement.amended", key="agreement_id", detail=_DETAIL
):
    """Joint agreement amended.

    When an addendum takes effect: on its day, or at the last signature where that is later."""


class JointAgreementExpiring(
    JointAgreementFact, ExpiringFact, type="agreements.joint-agreement.expiring", key="agreement_id", detail=_DETAIL
):
    """Joint agreement about to expire.

    At local midnight 90, 30 and 7 days before its last day; again for another last day after an addendum."""


class JointAgreementNoticeGiven(
    JointAgreementFact,
    NoticeGivenFact,
    type="agreements.joint-agreement.notice-given",
    key="agreement_id",
    detail=_DETAIL,
):
    """Notice of termination given.

    When a party gives notice; the umbrella stays in force to the end of `terminates_on`."""


class JointAgreementTerminated(
    JointAgreementFact, TimedFact, type="agreements.joint-agreement.terminated", key="agreement_id", detail=_DETAIL
):
    """Joint agreement terminated.

    At local midnight after the last day of the notice; its cooperation agreements end with it."""


class JointAgreementLastDayChanged(
    JointAgreementFact,
    LastDayChangedFact,
    type="agreements.joint-agreement.last-day-changed",
    key="agreement_id",
    detail=_DETAIL,
):
    """Joint agreement: last day changed.

    When an addendum is signed that will end it earlier, or such an addendum is dropped."""
