"""Published facts of organisations."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.agreements.events.topics import AgreementsEvent

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
