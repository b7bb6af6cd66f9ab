"""Facts and records about equipment that an agency owns and lends."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.training.events.topics import TrainingEvent, TrainingRecord

EquipmentState = Literal["in_store", "lent", "in_maintenance", "lost"]

_EQUIPMENT = "/training/equipment/{}"


class EquipmentFact(TrainingEvent):
    """A loan of one item as others need it. Who answers for it in the institution stays inside.

    `condition` is the latest that is known. An obligation of the work plan is named where the loan serves one."""

    equipment_id: UUID
    loan_id: UUID
    cooperation_agreement_id: UUID
    obligation_id: UUID | None
    agency_id: UUID
    institution_id: UUID
    asset_number: str
    title: str
    kind: str
    condition: str
    lent_on: date
    due_on: date


class EquipmentLent(EquipmentFact, type="training.equipment.lent", key="equipment_id", detail=_EQUIPMENT):
    """Equipment lent.

    When an agency hands an item over to an institution. The institution confirms the receipt."""


class EquipmentReturned(EquipmentFact, type="training.equipment.returned", key="equipment_id", detail=_EQUIPMENT):
    """Equipment returned.

    When the agency has the item back. `damaged` where it came back damaged and was not before; `days_late` counts from
    the due date."""

    damaged: bool
    days_late: int


class EquipmentDamaged(EquipmentFact, type="training.equipment.damaged", key="equipment_id", detail=_EQUIPMENT):
    """Equipment damaged.

    When the institution reports a damage of an item that it holds. How it happened stands in the register."""


class EquipmentMissing(EquipmentFact, type="training.equipment.missing", key="equipment_id", detail=_EQUIPMENT):
    """Equipment missing.

    When the institution reports that an item is gone. The agency acknowledges the loss, or the item is found."""


class EquipmentLost(EquipmentFact, type="training.equipment.lost", key="equipment_id", detail=_EQUIPMENT):
    """Equipment lost.

    When the agency acknowledges a reported loss: the loan has ended."""


class EquipmentFound(EquipmentFact, type="training.equipment.found", key="equipment_id", detail=_EQUIPMENT):
    """Equipment found.

    When an item that was missing or lost is there again. `state` says where: still lent, or in the agency's store."""

    state: EquipmentState


class EquipmentOverdue(EquipmentFact, type="training.equipment.overdue", key="equipment_id", detail=_EQUIPMENT):
    """Equipment overdue.

    Once per due date, when it has passed and the item is still lent. An extension makes another due date."""


class EquipmentRecorded(TrainingRecord, type="training.record.equipment-recorded", key="equipment_id"):
    """An item was taken into the asset register of an agency, or its entry was brought up to date."""

    equipment_id: UUID
    agency_id: UUID
    asset_number: str
    condition: str
    value_rupiah: int


class EquipmentPhotoAdded(TrainingRecord, type="training.record.equipment-photo-added", key="equipment_id"):
    """A photo of an item was added. The digest is that of the picture as it was drawn anew."""

    equipment_id: UUID
    photo_id: UUID
    sha256: str


class EquipmentPhotoRemoved(TrainingRecord, type="training.record.equipment-photo-removed", key="equipment_id"):
    """A photo of an item was removed."""

    equipment_id: UUID
    photo_id: UUID
