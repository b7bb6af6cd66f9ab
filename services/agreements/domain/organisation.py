"""Organisations and their accreditations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements import errors, events
from services.agreements.events import OrganisationKind
from shared.events import Event


@dataclass(frozen=True, slots=True)
class Organisation:
    """`code` is the short name people use, unique for ever. Coordinates are WGS 84 degrees."""

    id: UUID
    code: str
    name: str
    kind: OrganisationKind
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Accreditation:
    id: UUID
    organisation_id: UUID
    kind: Literal["child_friendly_school"]
    issued_by: str
    evidence: str
    valid_from: date
    valid_until: date | None


def register(organisation: Organisation) -> list[Event]:
    return [events.OrganisationRegistered(**_said(organisation))]


def update(organisation: Organisation) -> list[Event]:
    return [events.OrganisationUpdated(**_said(organisation))]


def _said(organisation: Organisation) -> dict[str, object]:
    return {
        "organisation_id": organisation.id,
        "code": organisation.code,
        "name": organisation.name,
        "kind": organisation.kind,
    }


def issue(accreditation: Accreditation) -> list[Event]:
    """An accreditation of an organisation. Sekolah Ramah Anak: national SRA guideline (rule S1)."""
    if accreditation.valid_until and accreditation.valid_until < accreditation.valid_from:
        raise errors.PeriodReversed(starts_on=accreditation.valid_from, ends_on=accreditation.valid_until)
    issued = events.AccreditationIssued(
        accreditation_id=accreditation.id,
        organisation_id=accreditation.organisation_id,
        kind=accreditation.kind,
        valid_from=accreditation.valid_from,
        valid_until=accreditation.valid_until,
    )
    return [issued]
