"""The revocation of a certificate: one person proposes it with a reason, another one decides. Why stays inside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from services.training import events
from services.training.domain.certificates import Certificate, need_valid
from services.training.domain.enrolments import Enrolment
from services.training.domain.programmes import Programme
from services.training.errors import certificates as errors
from services.training.events import RevocationState
from shared.messaging.events import Event

Decision = Literal["approved", "rejected"]


@dataclass(frozen=True, slots=True)
class Revocation:
    id: UUID
    certificate_id: UUID
    reason: str
    document: str
    proposed_by: str
    state: RevocationState = "proposed"


def propose(certificate: Certificate, revocation: Revocation) -> list[Event]:
    """Raises CertificateNotValid."""
    need_valid(certificate)
    return [
        events.CertificateRevocationProposed(
            revocation_id=revocation.id, certificate_id=certificate.id, document=revocation.document
        )
    ]


def decide(
    certificate: Certificate,
    revocation: Revocation,
    decision: Decision,
    by: str,
    programme: Programme,
    enrolment: Enrolment,
    held_at: UUID,
    today: date,
) -> tuple[Certificate, Revocation, Enrolment, list[Event]]:
    """`held_at` is the institution that has the holder now. Raises RevocationDecided, SecondPersonRevokes."""
    if revocation.state != "proposed":
        raise errors.RevocationDecided(state=revocation.state)
    if by == revocation.proposed_by:
        raise errors.SecondPersonRevokes
    revocation = replace(revocation, state=decision)
    decided: list[Event] = [
        events.CertificateRevocationDecided(
            revocation_id=revocation.id, certificate_id=certificate.id, decision=decision
        )
    ]
    if decision == "rejected":
        return certificate, revocation, enrolment, decided
    need_valid(certificate)
    revoked, enrolment = replace(certificate, standing="revoked"), replace(enrolment, certificate_revoked=True)
    return revoked, revocation, enrolment, [*decided, _revoked(revoked, programme, enrolment, held_at, today)]


def _revoked(certificate: Certificate, programme: Programme, enrolment: Enrolment, held_at: UUID, today: date) -> Event:
    return events.CertificateRevoked(
        certificate_id=certificate.id,
        number=certificate.number,
        enrolment_id=enrolment.id,
        programme_id=programme.id,
        agency_id=programme.agency_id,
        institution_id=programme.institution_id,
        held_at_id=held_at,
        person_id=enrolment.person_id,
        child=enrolment.child,
        skill=programme.skill,
        level=programme.level,
        revoked_on=today,
    )
