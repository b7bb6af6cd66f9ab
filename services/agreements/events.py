"""What the agreements service says to the world."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

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


AccreditationKind = Literal["child_friendly_school"]
AccreditationState = Literal["valid", "expired", "revoked"]
Stage = Literal["mau", "mampu", "maju"]
Component = Literal[
    "policy", "learning", "trained_staff", "facilities", "child_participation", "community_participation"
]
DocumentKind = Literal["draft_text", "annex", "signed_copy", "evidence"]


class AccreditationFact(AgreementsEvent):
    """The whole state, in every fact. From `valid_from` to `valid_until` is the whole unbroken span with all renewals;
    both days are included, no end means until revoked. `components` says which of the six are met."""

    accreditation_id: UUID
    organisation_id: UUID
    kind: AccreditationKind
    valid_from: date
    valid_until: date | None
    state: AccreditationState = "valid"
    stage: Stage | None = None
    components: dict[Component, bool] | None = None
    renewals: int = 0
    revoked_on: date | None = None

    @property
    def holds_until(self) -> date | None:
        """The last day on which it holds: one that is revoked holds no longer on the day of its revocation."""
        return self.revoked_on - timedelta(days=1) if self.revoked_on else self.valid_until


class AccreditationIssued(
    AccreditationFact,
    type="agreements.accreditation.issued",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation issued.

    When an organisation receives an accreditation, or has it renewed: a renewal keeps the id and extends the span."""


class AccreditationExpiring(
    AccreditationFact,
    type="agreements.accreditation.expiring",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation expiring.

    90, 30 and 7 days before its last day, at local midnight. `late` where it was recorded on a later day."""

    due_on: date
    days_left: int
    late: bool = False


class AccreditationExpired(
    AccreditationFact,
    type="agreements.accreditation.expired",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation expired.

    At local midnight after its last day. New work that needs it stops at once. `late` as in the notice."""

    due_on: date
    late: bool = False


class AccreditationRevoked(
    AccreditationFact,
    type="agreements.accreditation.revoked",
    key="accreditation_id",
    detail="/agreements/accreditations/{}",
):
    """Accreditation revoked.

    When it is withdrawn; the reason stands in the register. New work that needs it stops at once."""


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


ObligationState = Literal["proposed", "open", "overdue", "fulfilled", "cancelled", "lapsed"]
Rating = Literal["very_good", "good", "fair", "poor"]
Recommendation = Literal["continue", "amend", "end"]


class ObligationSaid(BaseModel):
    """An obligation of a PKS, whole; what it is about stands in the register.

    `quantity` and `done` are whole numbers of `unit`; `delivered_on` is the day on which the sum reached it."""

    obligation_id: UUID
    agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    owed_by: UUID
    owed_to: UUID
    quantity: int
    unit: str
    done: int
    due_on: date
    delivered_on: date | None
    state: ObligationState


class ObligationFact(ObligationSaid, AgreementsEvent):
    pass


class ObligationFulfilled(
    ObligationFact, type="agreements.obligation.fulfilled", key="obligation_id", detail="/agreements/obligations/{}"
):
    """Obligation fulfilled.

    When what was reported reaches the quantity and the other party confirms it; `days_late` counts from the due date
    to the delivery."""

    days_late: int


class ObligationOverdue(
    ObligationFact, type="agreements.obligation.overdue", key="obligation_id", detail="/agreements/obligations/{}"
):
    """Obligation overdue.

    Once per due date, at local midnight after it, while the cooperation agreement is in force and the other party has
    not confirmed fulfilment; `late` where it was raised on a later day than it is dated."""

    awaits: Literal["delivery", "confirmation"]
    late: bool


class EvaluationFiled(
    AgreementsEvent, type="agreements.evaluation.filed", key="evaluation_id", detail="/agreements/evaluations/{}"
):
    """Yearly evaluation filed.

    When a year of a cooperation agreement is evaluated, in its last month or after it. The year is the agreement's own;
    `obligations` are those that were due in it."""

    evaluation_id: UUID
    agreement_id: UUID
    agency_id: UUID
    institution_id: UUID
    year: int
    starts_on: date
    ends_on: date
    rating: Rating
    recommendation: Recommendation
    obligations: int
    on_time: int
    late: int
    unfulfilled: int


class ObligationRecord(ObligationSaid, AgreementsRecord):
    pass


class ObligationPlanned(ObligationRecord, type="agreements.record.obligation-planned", key="obligation_id"):
    """A draft's work plan has an obligation, or says it differently."""


class ObligationCancelled(ObligationRecord, type="agreements.record.obligation-cancelled", key="obligation_id"):
    """A draft's work plan no longer has an obligation."""


class ObligationProposed(AgreementsRecord, type="agreements.record.obligation-proposed", key="obligation_id"):
    """A party proposed a new obligation, another quantity or due date, or to cancel."""

    obligation_id: UUID
    agreement_id: UUID
    kind: Literal["add", "change", "cancel"]
    proposed_by: UUID
    quantity: int | None
    due_on: date | None


class ObligationAnswered(ObligationRecord, type="agreements.record.obligation-answered", key="obligation_id"):
    """A proposal was accepted, declined or withdrawn; the obligation as it is from now on."""

    answer: Literal["accept", "decline", "withdraw"]
    answered_by: UUID


class ObligationProgress(ObligationRecord, type="agreements.record.obligation-progress", key="obligation_id"):
    """Progress was reported by the party that owes it. Note and evidence stand in the register."""

    report_id: UUID
    reported: int


class ObligationCorrected(ObligationRecord, type="agreements.record.obligation-corrected", key="obligation_id"):
    """A progress report was corrected by another that takes its place."""

    report_id: UUID
    corrects: UUID
    reported: int
    instead_of: int


class ObligationLapsed(ObligationRecord, type="agreements.record.obligation-lapsed", key="obligation_id"):
    """The cooperation agreement ended before the obligation was due."""


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


class DocumentAdded(AgreementsRecord, type="agreements.record.document", key="subject_id"):
    """A document was added. Its name stands in the register, its content is known by its SHA-256."""

    subject_id: UUID
    document_id: UUID
    kind: DocumentKind
    revision: int
    sha256: str
    size_bytes: int
    pages: int


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
