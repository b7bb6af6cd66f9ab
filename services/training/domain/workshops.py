"""Workshops of an institution, where adults make goods for sale."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.training import events
from services.training.domain.participants import INSTITUTIONS
from services.training.errors import workshops as errors
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Workshop:
    id: UUID
    institution_id: UUID
    title: str


def open_workshop(workshop: Workshop, institution_kind: str | None) -> list[Event]:
    """Raises NoWorkshopHere, WorkshopOfChildren."""
    if institution_kind == "child_institution":
        raise errors.WorkshopOfChildren
    if institution_kind not in INSTITUTIONS:
        raise errors.NoWorkshopHere(id=workshop.institution_id)
    return [events.WorkshopOpened(workshop_id=workshop.id, institution_id=workshop.institution_id)]
