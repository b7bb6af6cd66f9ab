"""Goods on consignment (titip jual) at an outlet or a fair, until they are counted back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.training import events
from services.training.domain import batches
from services.training.domain.batches import Batch, need_day, need_stock
from services.training.domain.outlets import Outlet
from services.training.domain.products import Product
from services.training.errors import consignments as errors
from services.training.errors.outlets import OutletClosed, OutletOfOthers
from services.training.rules import TrainingRules
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Consignment:
    """`remaining`: what is still out, neither sold nor counted. The commission is the outlet's when it was sent."""

    id: UUID
    batch_id: UUID
    product_id: UUID
    institution_id: UUID
    agency_id: UUID
    outlet_id: UUID
    quantity: int
    remaining: int
    commission_percent: int
    sent_on: date
    due_on: date
    counted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What was found. `sold` are pieces that nobody had recorded as sold yet."""

    sold: int
    returned: int
    missing: int
    reason: str | None
    on: date

    @property
    def total(self) -> int:
        return self.sold + self.returned + self.missing


def send(
    of_id: UUID,
    product: Product,
    batch: Batch,
    outlet: Outlet,
    quantity: int,
    sent_on: date,
    today: date,
    rules: TrainingRules,
) -> tuple[Consignment, Batch, list[Event]]:
    """Pieces go from the warehouse to an outlet of the agreement's agency.

    Raises OutletClosed, OutletOfOthers, StockDay, OutOfStock."""
    if outlet.closed_on:
        raise OutletClosed
    if outlet.agency_id != product.agency_id:
        raise OutletOfOthers(agency=outlet.agency_id)
    need_day(sent_on, batch.made_on, min(today, outlet.ends_on or today))
    consignment = Consignment(
        id=of_id,
        batch_id=batch.id,
        product_id=product.id,
        institution_id=batch.institution_id,
        agency_id=product.agency_id,
        outlet_id=outlet.id,
        quantity=quantity,
        remaining=quantity,
        commission_percent=outlet.commission_percent,
        sent_on=sent_on,
        due_on=_due(outlet, sent_on, rules),
    )
    sent = events.ConsignmentSent(
        consignment_id=of_id,
        batch_id=batch.id,
        outlet_id=outlet.id,
        quantity=quantity,
        sent_on=sent_on,
        due_on=consignment.due_on,
    )
    return consignment, batches.take(batch, quantity), [sent]


def _due(outlet: Outlet, sent_on: date, rules: TrainingRules) -> date:
    if outlet.ends_on:
        return outlet.ends_on + timedelta(days=rules.sales.days_after_fair)
    return sent_on + timedelta(days=rules.sales.days_at_outlet)


def need_open(consignment: Consignment) -> None:
    """Raises ConsignmentCounted."""
    if consignment.counted_on:
        raise errors.ConsignmentCounted(on=consignment.counted_on)


def take(consignment: Consignment, pieces: int) -> Consignment:
    """Pieces are sold at the outlet. Raises ConsignmentCounted, OutOfStock."""
    need_open(consignment)
    need_stock(consignment.remaining, pieces)
    return replace(consignment, remaining=consignment.remaining - pieces)


def count(consignment: Consignment, found: Count, today: date) -> tuple[Consignment, list[Event]]:
    """Everything that is still out is accounted for, and the consignment is over.

    Raises ConsignmentCounted, StockDay, CountIncomplete, MissingWithoutReason."""
    need_open(consignment)
    need_day(found.on, consignment.sent_on, today)
    if found.total != consignment.remaining:
        raise errors.CountIncomplete(
            sold=found.sold, returned=found.returned, missing=found.missing, remaining=consignment.remaining
        )
    if bool(found.missing) != bool(found.reason):
        raise errors.MissingWithoutReason
    counted = events.ConsignmentCounted(
        consignment_id=consignment.id,
        sold=found.sold,
        returned=found.returned,
        missing=found.missing,
        counted_on=found.on,
    )
    return replace(consignment, remaining=0, counted_on=found.on), [counted]


def settle(batch: Batch, consignment: Consignment, found: Count) -> tuple[Batch, int, Sequence[Event]]:
    """What came back is in the warehouse again; what is missing is written off. Also returns its material cost."""
    batch = batches.put(batch, found.returned)
    if not found.missing:
        return batch, 0, ()
    batch, cost = batches.lose(batch, found.missing)
    return batch, cost, (batches.written_off(batch, consignment.id, found.missing, cost),)
