"""Facts about sales of products. None says who made them, and what is left for whom."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.training.events.topics import TrainingEvent

SALE = "/training/sales/{}"


class SaleFact(TrainingEvent):
    """One sale out of one batch. `revenue` is what the buyer paid, in rupiah; `outlet_id` is null in the workshop."""

    sale_id: UUID
    product_id: UUID
    agency_id: UUID
    institution_id: UUID
    outlet_id: UUID | None
    quantity: int
    revenue: int


class ProductSold(SaleFact, type="training.product.sold", key="sale_id", detail=SALE):
    """Product sold.

    When a sale is recorded, alone or with the counting back of a consignment. `replaces` names a reversed sale of which
    the buyer keeps these pieces."""

    sold_on: date
    replaces: UUID | None


class ProductReturned(SaleFact, type="training.product.returned", key="sale_id", detail=SALE):
    """Product returned.

    When a buyer brings pieces back: the whole sale is reversed. What the buyer keeps follows as a sale of its own."""

    returned_on: date
