"""What the agreements service says to the world."""

from __future__ import annotations

from datetime import date
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
State = Literal["draft", "in_review", "approved", "signed", "in_force", "suspended", "expired"]


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
    """The whole state that others need, in every fact, so that a late joiner needs no other. Both days are included."""

    agreement_id: UUID
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    state: State


class JointAgreementFact(AgreementFact):
    parties: list[UUID]


class CooperationAgreementFact(AgreementFact):
    joint_agreement_id: UUID
    agency_id: UUID
    institution_id: UUID


_JOINT = "/agreements/joint-agreements/{}"
_PKS = "/agreements/cooperation-agreements/{}"


class JointAgreementSigned(
    JointAgreementFact, type="agreements.joint-agreement.signed", key="agreement_id", detail=_JOINT
):
    """Joint agreement signed.

    When the last party has signed the umbrella."""


class JointAgreementActivated(
    JointAgreementFact, type="agreements.joint-agreement.activated", key="agreement_id", detail=_JOINT
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
    JointAgreementFact, type="agreements.joint-agreement.expired", key="agreement_id", detail=_JOINT
):
    """Joint agreement expired.

    At local midnight after its last day; its cooperation agreements expire with it."""


class CooperationAgreementSigned(
    CooperationAgreementFact, type="agreements.cooperation-agreement.signed", key="agreement_id", detail=_PKS
):
    """Cooperation agreement (PKS) signed.

    When agency and institution have both signed."""


class CooperationAgreementActivated(
    CooperationAgreementFact, type="agreements.cooperation-agreement.activated", key="agreement_id", detail=_PKS
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


class CooperationAgreementExpired(
    CooperationAgreementFact, type="agreements.cooperation-agreement.expired", key="agreement_id", detail=_PKS
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
    """A draft was entered."""

    agreement_id: UUID
    kind: Literal["joint", "cooperation"]
    instrument: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date


class AgreementSubmitted(AgreementsRecord, type="agreements.record.submitted", key="agreement_id"):
    """A draft was sent to review."""

    agreement_id: UUID


class AgreementReviewed(AgreementsRecord, type="agreements.record.reviewed", key="agreement_id"):
    """A party approved the draft or asked for changes."""

    agreement_id: UUID
    party_id: UUID
    decision: Literal["approve", "request_changes"]


class SignatureRecorded(AgreementsRecord, type="agreements.record.signature", key="agreement_id"):
    """A party signed. Who signed stands in the register, not in the fact."""

    agreement_id: UUID
    party_id: UUID
    number: str
    position: str
    authority: Literal["office", "power_of_attorney"]
    signed_on: date
    place: str
