"""Maintenance: an item is out of use from one day to another, and nobody borrows it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from services.training import events
from services.training.domain import equipment
from services.training.domain.equipment import Item, back
from services.training.errors import maintenance as errors
from services.training.rules import EquipmentRules
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Maintenance:
    """`expected_on` is when it should be over; `cost_rupiah` is known at its end, or before."""

    id: UUID
    equipment_id: UUID
    starts_on: date
    expected_on: date | None
    reason: str
    by_whom: str
    cost_rupiah: int | None
    ended_on: date | None = None
    condition_after: str | None = None


class Step(NamedTuple):
    maintenance: Maintenance
    item: Item
    happened: list[Event]


def start(item: Item, maintenance: Maintenance, today: date) -> Step:
    """Raises EquipmentInUse, MaintenanceInFuture, MaintenanceBeforeAcquisition, MaintenanceReversed."""
    equipment.need_free(item)
    if maintenance.starts_on > today:
        raise errors.MaintenanceInFuture(today=today)
    if maintenance.starts_on < item.acquired_on:
        raise errors.MaintenanceBeforeAcquisition(acquired_on=item.acquired_on)
    if maintenance.expected_on and maintenance.expected_on < maintenance.starts_on:
        raise errors.MaintenanceReversed(expected_on=maintenance.expected_on, starts_on=maintenance.starts_on)
    started = events.MaintenanceStarted(
        equipment_id=item.id, maintenance_id=maintenance.id, starts_on=maintenance.starts_on
    )
    return Step(maintenance, replace(item, state="in_maintenance"), [started])


def end(
    item: Item, maintenance: Maintenance, condition: str, cost_rupiah: int, today: date, rules: EquipmentRules
) -> Step:
    """Raises MaintenanceOver, ConditionUnknown."""
    if maintenance.ended_on:
        raise errors.MaintenanceOver(ended_on=maintenance.ended_on)
    equipment.need_condition(condition, rules)
    ended = replace(maintenance, ended_on=today, condition_after=condition, cost_rupiah=cost_rupiah)
    happened = events.MaintenanceEnded(
        equipment_id=item.id,
        maintenance_id=maintenance.id,
        ended_on=today,
        condition=condition,
        cost_rupiah=cost_rupiah,
    )
    return Step(ended, back(item, condition), [happened])
