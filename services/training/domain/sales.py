"""Sales of products: what one sale leaves for its makers.

Whoever splits the profit and books it reads `Sold`, in the transaction of the sale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MakerShare:
    """One maker of the batch, and their share of its work in whole parts."""

    participant_id: UUID
    person_id: UUID
    parts: int


@dataclass(frozen=True, slots=True)
class Sold:
    """One sale out of one batch, in rupiah. The profit is never below zero: a loss is the institution's."""

    sale_id: UUID
    institution_id: UUID
    agency_id: UUID
    on: date
    revenue: int
    material_cost: int
    commission: int
    profit: int
    makers: tuple[MakerShare, ...]
