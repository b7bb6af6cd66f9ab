"""Obligations of a work plan (rencana kerja) that promise items, as the agreements service told them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.training.errors import obligations as errors
from services.training.rules import EquipmentRules

OPEN = frozenset({"open", "overdue"})


@dataclass(frozen=True, slots=True)
class Obligation:
    """`unit` says what is counted: items, unless it is one of those that count none (rules.toml)."""

    id: UUID
    agreement_id: UUID
    owed_by: UUID
    unit: str
    state: str


def need_items(obligation: Obligation, agreement_id: UUID, agency_id: UUID, rules: EquipmentRules) -> None:
    """A loan of this agency under this agreement may serve it.

    Raises ObligationOfOthers, ObligationOfNoItems, ObligationSettled."""
    if (obligation.agreement_id, obligation.owed_by) != (agreement_id, agency_id):
        raise errors.ObligationOfOthers
    if obligation.unit.casefold() in rules.units_of_no_item:
        raise errors.ObligationOfNoItems(unit=obligation.unit)
    if obligation.state not in OPEN:
        raise errors.ObligationSettled(state=obligation.state)
