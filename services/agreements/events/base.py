"""What all events of agreements share."""

from __future__ import annotations

from typing import Literal

from shared.messaging.events import Event

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
