"""Facts about certificates."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from services.training.events.enrolments import ENROLMENT
from services.training.events.programmes import Level
from services.training.events.topics import PeopleEvent
from shared.messaging.events import Internal


class CertificateIssued(PeopleEvent, type="training.certificate.issued", key="enrolment_id", detail=ENROLMENT):
    """Training certificate issued.

    With the completion. The code that verifies it stands on the certificate alone. The number stays inside: the
    numbers count adults and children together."""

    certificate_id: UUID
    number: Annotated[str, Internal()]
    enrolment_id: UUID
    programme_id: UUID
    person_id: Annotated[UUID, Internal()]
    skill: str
    level: Level
    issued_on: date
