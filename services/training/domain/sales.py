"""Sales of products: what one sale leaves for its makers.

Whoever splits the profit and books it reads `Sold`, in the transaction of the sale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain import batches
from services.training.domain.batches import Batch
from services.training.domain.consignments import Consignment
from services.training.domain.products import Product
from services.training.errors import sales as errors
from services.training.rules import TrainingRules
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class MakerShare:
    """One maker of the batch, and their share of its work in whole parts."""

    participant_id: UUID
    person_id: UUID
    parts: int


@dataclass(frozen=True, slots=True)
class Sold:
    """One sale out of one batch, in rupiah. The profit is never below zero: a loss is the institution's.

    `replaces`: the reversed sale of which the buyer keeps these pieces."""

    sale_id: UUID
    institution_id: UUID
    agency_id: UUID
    on: date
    revenue: int
    material_cost: int
    commission: int
    profit: int
    makers: tuple[MakerShare, ...]
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """`list_price` is the product's on that day, `unit_price` what the buyer really paid for a piece.

    `replaces`: the reversed sale of which the buyer keeps these pieces."""

    id: UUID
    batch_id: UUID
    product_id: UUID
    consignment_id: UUID | None
    institution_id: UUID
    agency_id: UUID
    quantity: int
    unit_price: int
    list_price: int
    material_cost: int
    commission: int
    sold_on: date
    replaces: UUID | None = None

    @property
    def revenue(self) -> int:
        return self.quantity * self.unit_price

    @property
    def profit(self) -> int:
        return max(0, self._left)

    @property
    def loss(self) -> int:
        """What the price does not cover. The makers owe nothing: the institution's working capital bears it (P2)."""
        return max(0, -self._left)

    @property
    def _left(self) -> int:
        return self.revenue - self.material_cost - self.commission

    def sold(self, makers: tuple[MakerShare, ...], on: date | None = None) -> Sold:
        """For the ledger. A reversal is booked `on` its own day."""
        return Sold(
            sale_id=self.id,
            institution_id=self.institution_id,
            agency_id=self.agency_id,
            on=on or self.sold_on,
            revenue=self.revenue,
            material_cost=self.material_cost,
            commission=self.commission,
            profit=self.profit,
            makers=makers,
            replaces=self.replaces,
        )


def sell(
    of_id: UUID,
    product: Product,
    batch: Batch,
    consignment: Consignment | None,
    quantity: int,
    unit_price: int,
    list_price: int | None,
    sold_on: date,
    rules: TrainingRules,
    replaces: UUID | None = None,
) -> tuple[Sale, Batch]:
    """Pieces that have left their place are sold. Raises NoPriceOnThatDay, PriceBelowFloor.

    The outlet's commission is rounded down to whole rupiah: what is left over is the makers'."""
    if list_price is None:
        raise errors.NoPriceOnThatDay(on=sold_on)
    if replaces is None:
        need_floor(batch, unit_price, rules)
    percent = consignment.commission_percent if consignment else 0
    batch, cost = batches.lose(batch, quantity)
    sale = Sale(
        id=of_id,
        batch_id=batch.id,
        product_id=batch.product_id,
        consignment_id=consignment.id if consignment else None,
        institution_id=batch.institution_id,
        agency_id=consignment.agency_id if consignment else product.agency_id,
        quantity=quantity,
        unit_price=unit_price,
        list_price=list_price,
        material_cost=cost,
        commission=quantity * unit_price * percent // 100,
        sold_on=sold_on,
        replaces=replaces,
    )
    return sale, batch


def need_floor(batch: Batch, unit_price: int, rules: TrainingRules) -> None:
    """A discount ends at the material cost of a piece, rounded up. Raises PriceBelowFloor."""
    percent = rules.sales.floor_percent
    floor = -(-batch.material_cost * percent // (batch.quantity * 100))
    if unit_price < floor:
        raise errors.PriceBelowFloor(floor=floor, percent=percent, price=unit_price)


def reverse(sale: Sale, batch: Batch, returned: int, on: date, today: date) -> Batch:
    """A buyer brought pieces back: they are in the warehouse, and the sale never was. Raises MoreThanSold, StockDay."""
    if returned > sale.quantity:
        raise errors.MoreThanSold(sold=sale.quantity, returned=returned)
    batches.need_day(on, sale.sold_on, today)
    return batches.put(batches.regain(batch, sale.quantity, sale.material_cost), returned)


def sold_fact(sale: Sale, outlet_id: UUID | None) -> Event:
    return events.ProductSold(**_fact(sale, outlet_id), sold_on=sale.sold_on, replaces=sale.replaces)


def returned_fact(sale: Sale, outlet_id: UUID | None, on: date) -> Event:
    return events.ProductReturned(**_fact(sale, outlet_id), returned_on=on)


def _fact(sale: Sale, outlet_id: UUID | None) -> dict[str, UUID | int | None]:
    return {
        "sale_id": sale.id,
        "product_id": sale.product_id,
        "agency_id": sale.agency_id,
        "institution_id": sale.institution_id,
        "outlet_id": outlet_id,
        "quantity": sale.quantity,
        "revenue": sale.revenue,
    }
