"""What the agreements service says to the world."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from shared.events import Event

Scope = Literal["training", "equipment", "marketing", "community_service"]
OrganisationKind = Literal[
    "city",
    "corrections_office",
    "agency",
    "prison",
    "remand_centre",
    "child_institution",
    "probation_office",
    "prosecutor",
    "court",
    "school",
    "social_institution",
]
State = Literal["draft", "in_review", "approved", "signed", "in_force", "suspended", "expired", "terminated"]


class AgreementsEvent(Event, topic="masohi.agreements.v1"):
    """All published facts of the agreements service."""


class AgreementsRecord(Event):
    """For the record only: it stands in the journal and is not published."""


class OrganisationFact(AgreementsEvent):
    organisation_id: UUID
    code: str
    name: str
    kind: OrganisationKind


class OrganisationRegistered(
    OrganisationFact,
    type="agreements.organisation.registered",
    key="organisation_id",
    detail="/agreements/organisations/{}",
):
    """Organisation registered.

    When a city, office, institution, agency, court, school or social institution is entered in the register."""


class OrganisationUpdated(
    OrganisationFact,
    type="agreements.organisation.updated",
    key="organisation_id",
    detail="/agreements/organisations/{}",
):
    """Organisation updated.

    When its name or contacts change."""


class AccreditationIssued(
    AgreementsEvent,
    type="agreements.accreditation.issued",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation issued.

    When an organisation receives an accreditation; both days of the period are included, no end means until revoked."""

    accreditation_id: UUID
    organisation_id: UUID
    kind: Literal["child_friendly_school"]
    valid_from: date
    valid_until: date | None


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


class AgreementDrafted(AgreementsRecord, type="agreements.record.drafted", key="agreement_id"):
    """A draft was entered or reworded."""

    agreement_id: UUID
    kind: Literal["joint", "cooperation"]
    instrument: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    notice_days: int = 0


class AgreementSubmitted(AgreementsRecord, type="agreements.record.submitted", key="agreement_id"):
    """A draft, or the addendum of this number, was sent to review."""

    agreement_id: UUID
    addendum: int | None = None


class AgreementReviewed(AgreementsRecord, type="agreements.record.reviewed", key="agreement_id"):
    """A party approved the draft, or the addendum of this number, or asked for changes."""

    agreement_id: UUID
    party_id: UUID
    decision: Literal["approve", "request_changes"]
    addendum: int | None = None


class SignatureRecorded(AgreementsRecord, type="agreements.record.signature", key="agreement_id"):
    """A party signed. Who signed stands in the register, not in the fact."""

    agreement_id: UUID
    party_id: UUID
    number: str
    position: str
    authority: Literal["office", "power_of_attorney"]
    signed_on: date
    place: str
    addendum: int | None = None


class PausePlanned(AgreementsRecord, type="agreements.record.pause-planned", key="agreement_id"):
    """A suspension or resumption from a later day was recorded. Its reason stands in the register."""

    agreement_id: UUID
    step: Literal["suspension", "resumption"]
    from_on: date


class AddendumRecord(AgreementsRecord):
    agreement_id: UUID
    addendum: int


class AddendumDrafted(AddendumRecord, type="agreements.record.addendum-drafted", key="agreement_id"):
    """An addendum was entered or reworded, with the terms that shall hold."""

    effective_on: date
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: list[str]
    programmes: list[str]


class AddendumSigned(AddendumRecord, type="agreements.record.addendum-signed", key="agreement_id"):
    """Every party has signed the addendum."""

    effective_on: date


class AddendumWithdrawn(AddendumRecord, type="agreements.record.addendum-withdrawn", key="agreement_id"):
    """An addendum was withdrawn before it took effect; the next one takes its number."""


class AddendumHeld(AddendumRecord, type="agreements.record.addendum-held", key="agreement_id"):
    """A signed addendum did not take effect on its day, since it no longer fits; why stands in the register."""


class AddendumLapsed(AddendumRecord, type="agreements.record.addendum-lapsed", key="agreement_id"):
    """The agreement ended before the addendum took effect."""
