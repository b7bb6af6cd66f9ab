"""Organisations (instansi): cities, offices, institutions, agencies, courts, schools."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.agreements import events
from services.agreements.errors import organisations as errors
from services.agreements.events import OrganisationKind
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Organisation:
    """`code` is the short name that people use, unique for ever. Coordinates are WGS 84 degrees, both or none.

    Raises CoordinatesIncomplete."""

    id: UUID
    code: str
    name: str
    kind: OrganisationKind
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    email: str | None = None
    phone: str | None = None

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise errors.CoordinatesIncomplete


def register(organisation: Organisation) -> list[Event]:
    return [events.OrganisationRegistered(**_fields(organisation))]


def update(organisation: Organisation) -> list[Event]:
    return [events.OrganisationUpdated(**_fields(organisation))]


def _fields(organisation: Organisation) -> dict[str, object]:
    return {
        "organisation_id": organisation.id,
        "code": organisation.code,
        "name": organisation.name,
        "kind": organisation.kind,
    }
