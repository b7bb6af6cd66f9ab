"""Facts about certificates."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from services.training.events.enrolments import ENROLMENT
from services.training.events.programmes import Level
from services.training.events.topics import PeopleEvent, TrainingRecord
from shared.messaging.events import Internal

Standing = Literal["valid", "revoked", "replaced"]
ReissueReason = Literal["name_corrected", "lost", "wrong_date"]
RevocationState = Literal["proposed", "approved", "rejected"]


class CertificateIssued(PeopleEvent, type="training.certificate.issued", key="enrolment_id", detail=ENROLMENT):
    """Training certificate issued.

    With the completion, and again where a certificate is issued anew. The code that verifies it stands on the
    certificate alone. Numbers stay inside: they count adults and children together. So does which one it replaces."""

    certificate_id: UUID
    number: Annotated[str, Internal()]
    enrolment_id: UUID
    programme_id: UUID
    person_id: Annotated[UUID, Internal()]
    skill: str
    level: Level
    issued_on: date
    completed_on: date | None = None
    replaces: Annotated[UUID | None, Internal()] = None


class CertificateRevoked(PeopleEvent, type="training.certificate.revoked", key="enrolment_id", detail=ENROLMENT):
    """Training certificate revoked.

    When a second person has approved the revocation: the person does not have the skill from this course any more,
    until the course is completed again. Why is not published. `held_at_id` is the institution that has the person."""

    certificate_id: UUID
    number: Annotated[str, Internal()]
    enrolment_id: UUID
    programme_id: UUID
    agency_id: UUID
    institution_id: UUID
    held_at_id: UUID
    person_id: Annotated[UUID, Internal()]
    skill: str
    level: Level
    revoked_on: date


class CertificateRevocationProposed(
    TrainingRecord, type="training.record.certificate-revocation-proposed", key="certificate_id"
):
    """Somebody proposed to revoke a certificate. The reason stands with the proposal."""

    revocation_id: UUID
    certificate_id: UUID
    document: str


class CertificateRevocationDecided(
    TrainingRecord, type="training.record.certificate-revocation-decided", key="certificate_id"
):
    """A second person decided about it."""

    revocation_id: UUID
    certificate_id: UUID
    decision: Literal["approved", "rejected"]


class CertificateSignatorySet(TrainingRecord, type="training.record.certificate-signatory-set", key="agency_id"):
    """An agency has another official who signs its certificates from now on."""

    agency_id: UUID
