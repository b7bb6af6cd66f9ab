"""Joint agreements and cooperation agreements (PKS)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.agreements.events.base import AgreementsEvent, Scope, State


class AgreementFact(AgreementsEvent):
    """The whole state that others need, in every fact, so that a late joiner needs no other. Both days are included.

    `revision` is 1 as signed and one more with each addendum; `terminates_on` is the last day after a notice."""

    agreement_id: UUID
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    state: State
    revision: int = 1
    terminates_on: date | None = None


class JointAgreementFact(AgreementFact):
    parties: list[UUID]


class CooperationAgreementFact(AgreementFact):
    """No `sites` (of community service) or `programmes` (of training) named: all within the scopes are covered."""

    joint_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    sites: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    suspended_by_umbrella: bool = False


class OfTime(AgreementsEvent):
    """What happens on a day: `due_on` is that local day, `late` that it was recorded on a later one."""

    due_on: date | None = None
    late: bool = False


class Expiring(OfTime):
    """`days` is how many are left from `due_on` to the last day."""

    days: int


class Amended(OfTime):
    """`addendum` is its number; the new terms hold from `due_on`."""

    addendum: int


class NoticeGiven(AgreementsEvent):
    """`notice_days` are counted from the day after `given_on`."""

    given_on: date
    notice_days: int


_JOINT = "/agreements/joint-agreements/{}"
_PKS = "/agreements/cooperation-agreements/{}"


class JointAgreementSigned(
    JointAgreementFact, type="agreements.joint-agreement.signed", key="agreement_id", detail=_JOINT
):
    """Joint agreement signed.

    When the last party has signed the umbrella."""


class JointAgreementActivated(
    JointAgreementFact, OfTime, type="agreements.joint-agreement.activated", key="agreement_id", detail=_JOINT
):
    """Joint agreement in force.

    At local midnight of its start date, or at the last signature where that is later."""


class JointAgreementSuspended(
    JointAgreementFact, type="agreements.joint-agreement.suspended", key="agreement_id", detail=_JOINT
):
    """Joint agreement suspended.

    When a party suspends the umbrella; its cooperation agreements are suspended with it."""


class JointAgreementResumed(
    JointAgreementFact, type="agreements.joint-agreement.resumed", key="agreement_id", detail=_JOINT
):
    """Joint agreement resumed.

    When a suspended umbrella is in force again."""


class JointAgreementExpired(
    JointAgreementFact, OfTime, type="agreements.joint-agreement.expired", key="agreement_id", detail=_JOINT
):
    """Joint agreement expired.

    At local midnight after its last day; its cooperation agreements expire with it."""


class JointAgreementAmended(
    JointAgreementFact, Amended, type="agreements.joint-agreement.amended", key="agreement_id", detail=_JOINT
):
    """Joint agreement amended.

    When an addendum takes effect: on its day, or at the last signature where that is later."""


class JointAgreementExpiring(
    JointAgreementFact, Expiring, type="agreements.joint-agreement.expiring", key="agreement_id", detail=_JOINT
):
    """Joint agreement about to expire.

    At local midnight 90, 30 and 7 days before its last day; again for another last day after an addendum."""


class JointAgreementNoticeGiven(
    JointAgreementFact, NoticeGiven, type="agreements.joint-agreement.notice-given", key="agreement_id", detail=_JOINT
):
    """Notice of termination given.

    When a party gives notice; the umbrella stays in force to the end of `terminates_on`."""


class JointAgreementTerminated(
    JointAgreementFact, OfTime, type="agreements.joint-agreement.terminated", key="agreement_id", detail=_JOINT
):
    """Joint agreement terminated.

    At local midnight after the last day of the notice; its cooperation agreements end with it."""


class CooperationAgreementSigned(
    CooperationAgreementFact, type="agreements.cooperation-agreement.signed", key="agreement_id", detail=_PKS
):
    """Cooperation agreement (PKS) signed.

    When agency and institution have both signed."""


class CooperationAgreementActivated(
    CooperationAgreementFact, OfTime, type="agreements.cooperation-agreement.activated", key="agreement_id", detail=_PKS
):
    """Cooperation agreement (PKS) in force.

    When it is signed, its start date has come and its umbrella is in force. New work may start."""


class CooperationAgreementSuspended(
    CooperationAgreementFact, type="agreements.cooperation-agreement.suspended", key="agreement_id", detail=_PKS
):
    """Cooperation agreement (PKS) suspended.

    By a party, or because its umbrella was. No new work may start; what runs goes on and is flagged."""


class CooperationAgreementResumed(
    CooperationAgreementFact, type="agreements.cooperation-agreement.resumed", key="agreement_id", detail=_PKS
):
    """Cooperation agreement (PKS) resumed.

    When it is in force again after a suspension."""


class CooperationAgreementAmended(
    CooperationAgreementFact, Amended, type="agreements.cooperation-agreement.amended", key="agreement_id", detail=_PKS
):
    """Cooperation agreement (PKS) amended.

    When an addendum takes effect: on its day, or at the last signature where that is later."""


class CooperationAgreementExpiring(
    CooperationAgreementFact,
    Expiring,
    type="agreements.cooperation-agreement.expiring",
    key="agreement_id",
    detail=_PKS,
):
    """Cooperation agreement (PKS) about to expire.

    At local midnight 90, 30 and 7 days before its last day; again for another last day after an addendum."""


class CooperationAgreementNoticeGiven(
    CooperationAgreementFact,
    NoticeGiven,
    type="agreements.cooperation-agreement.notice-given",
    key="agreement_id",
    detail=_PKS,
):
    """Notice of termination of a cooperation agreement (PKS) given.

    When a party gives notice; it stays in force to the end of `terminates_on`."""


class CooperationAgreementTerminated(
    CooperationAgreementFact,
    OfTime,
    type="agreements.cooperation-agreement.terminated",
    key="agreement_id",
    detail=_PKS,
):
    """Cooperation agreement (PKS) terminated.

    At local midnight after the last day of the notice, or with its umbrella. No new work may start."""


class CooperationAgreementExpired(
    CooperationAgreementFact, OfTime, type="agreements.cooperation-agreement.expired", key="agreement_id", detail=_PKS
):
    """Cooperation agreement (PKS) expired.

    At local midnight after its last day, or with its umbrella."""
