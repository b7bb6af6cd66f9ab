"""The asset register of an agency: what it owns, in which condition, and whether it is free."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.errors import equipment as errors
from services.training.events import EquipmentState
from services.training.rules import EquipmentRules
from shared.messaging.events import Event
from shared.texts import canonical

AGENCIES = frozenset({"agency", "city"})
MOST_PHOTOS = 10
NOT_FREE: dict[EquipmentState, str] = {"lent": "dipinjam / lent", "in_maintenance": "dipelihara / in maintenance"}


@dataclass(frozen=True, slots=True)
class Item:
    """`institution_id` is who holds it now; none while it is with the agency."""

    id: UUID
    agency_id: UUID
    number: str
    title: str
    kind: str
    serial: str | None
    condition: str
    value_rupiah: int
    acquired_on: date
    state: EquipmentState = "in_store"
    institution_id: UUID | None = None

    @property
    def number_key(self) -> str:
        return number_key(self.number)


def number_key(number: str) -> str:
    """One key for what looks the same: neither capitals nor spaces make another number."""
    return canonical(number).casefold().replace(" ", "")


def take_in(item: Item, organisation_kind: str | None, rules: EquipmentRules, today: date) -> list[Event]:
    """A new item of the register. Raises NotAnAgency and what `record` raises."""
    if organisation_kind not in AGENCIES:
        raise errors.NotAnAgency(id=item.agency_id)
    return record(item, rules, today)


def record(item: Item, rules: EquipmentRules, today: date) -> list[Event]:
    """An entry as it is from now on. Raises ConditionUnknown, AcquiredInFuture."""
    need_condition(item.condition, rules)
    if item.acquired_on > today:
        raise errors.AcquiredInFuture(on=item.acquired_on, today=today)
    recorded = events.EquipmentRecorded(
        equipment_id=item.id,
        agency_id=item.agency_id,
        asset_number=item.number,
        condition=item.condition,
        value_rupiah=item.value_rupiah,
    )
    return [recorded]


def need_condition(condition: str, rules: EquipmentRules) -> None:
    """Raises ConditionUnknown."""
    if condition not in rules.conditions:
        raise errors.ConditionUnknown(condition=condition, conditions=", ".join(rules.conditions))


def need_free(item: Item) -> None:
    """Raises EquipmentInUse."""
    if item.state != "in_store":
        raise errors.EquipmentInUse(state=NOT_FREE.get(item.state, "hilang / lost"))


def is_damage(before: str, after: str, rules: EquipmentRules) -> bool:
    """Whether an item was sound, or less damaged, before."""
    grade = rules.conditions.index
    return grade(after) >= grade(rules.damaged_from) and grade(after) > grade(before)


def back(item: Item, condition: str) -> Item:
    """In the agency's store again."""
    return replace(item, state="in_store", institution_id=None, condition=condition)


def photo_added(item: Item, photo_id: UUID, sha256: bytes, count: int) -> list[Event]:
    """Raises PhotosFull."""
    if count >= MOST_PHOTOS:
        raise errors.PhotosFull(maximum=MOST_PHOTOS)
    return [events.EquipmentPhotoAdded(equipment_id=item.id, photo_id=photo_id, sha256=sha256.hex())]


def photo_removed(item: Item, photo_id: UUID) -> list[Event]:
    return [events.EquipmentPhotoRemoved(equipment_id=item.id, photo_id=photo_id)]
