"""Batches of a product: who made how many pieces when, what the material cost, and where the pieces are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.training import events
from services.training.domain.participants import age_on
from services.training.errors import batches as errors
from services.training.rules import TrainingRules
from shared.errors import Refusal, refuse_all
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Maker:
    """A participant with their share of the work, in whole parts.

    `came_on`: the day of coming from another institution; `left_on`: the day of leaving this one for good, so far."""

    participant_id: UUID
    institution_id: UUID
    birth_date: date
    parts: int
    came_on: date | None = None
    left_on: date | None = None

    def was_here(self, on: date) -> bool:
        return (self.came_on is None or self.came_on <= on) and (self.left_on is None or on <= self.left_on)


@dataclass(frozen=True, slots=True)
class Batch:
    """`gone`: sold or written off, at the material cost `cost_taken`. The rest is in the warehouse or at outlets."""

    id: UUID
    product_id: UUID
    institution_id: UUID
    made_on: date
    quantity: int
    material_cost: int
    in_warehouse: int
    gone: int = 0
    cost_taken: int = 0


def make(batch: Batch, makers: Sequence[Maker], today: date, rules: TrainingRules) -> list[Event]:
    """Raises MadeInFuture, MakerOfOthers, MakerNotHere, MakerIsChild: every one of them at once."""
    refuse_all(_broken(batch, makers, today, rules.makers.minimum_age))
    made = events.BatchMade(
        batch_id=batch.id,
        product_id=batch.product_id,
        made_on=batch.made_on,
        quantity=batch.quantity,
        material_cost=batch.material_cost,
    )
    by = [
        events.MakerRecorded(participant_id=maker.participant_id, batch_id=batch.id, parts=maker.parts)
        for maker in makers
    ]
    return [made, *by]


def _broken(batch: Batch, makers: Sequence[Maker], today: date, minimum: int) -> list[Refusal]:
    broken: list[Refusal] = []
    if batch.made_on > today:
        broken.append(errors.MadeInFuture(made_on=batch.made_on))
    for maker in makers:
        if maker.institution_id != batch.institution_id:
            broken.append(errors.MakerOfOthers(id=maker.participant_id))
        elif not maker.was_here(batch.made_on):
            broken.append(errors.MakerNotHere(id=maker.participant_id, made_on=batch.made_on))
        elif age_on(maker.birth_date, batch.made_on) < minimum:
            broken.append(errors.MakerIsChild(minimum=minimum, made_on=batch.made_on, id=maker.participant_id))
    return broken


def take(batch: Batch, pieces: int) -> Batch:
    """Pieces leave the warehouse. Raises OutOfStock."""
    need_stock(batch.in_warehouse, pieces)
    return replace(batch, in_warehouse=batch.in_warehouse - pieces)


def put(batch: Batch, pieces: int) -> Batch:
    """Pieces come into the warehouse."""
    return replace(batch, in_warehouse=batch.in_warehouse + pieces)


def lose(batch: Batch, pieces: int) -> tuple[Batch, int]:
    """Pieces are sold or written off. Also returns their material cost.

    The cost of the batch is shared among its pieces in whole rupiah, and the last piece to go takes what is left."""
    due = batch.material_cost * (batch.gone + pieces) // batch.quantity
    cost = max(0, due - batch.cost_taken)
    return replace(batch, gone=batch.gone + pieces, cost_taken=batch.cost_taken + cost), cost


def regain(batch: Batch, pieces: int, cost: int) -> Batch:
    """A sale is reversed: its pieces and their cost are the batch's again."""
    return replace(batch, gone=batch.gone - pieces, cost_taken=batch.cost_taken - cost)


def write_off(batch: Batch, pieces: int, on: date, today: date) -> tuple[Batch, int, list[Event]]:
    """Pieces in the warehouse are lost or of no use: the institution bears their cost. Raises OutOfStock, StockDay."""
    need_day(on, batch.made_on, today)
    batch, cost = lose(take(batch, pieces), pieces)
    return batch, cost, [written_off(batch, None, pieces, cost)]


def written_off(batch: Batch, consignment_id: UUID | None, pieces: int, cost: int) -> Event:
    return events.StockWrittenOff(batch_id=batch.id, consignment_id=consignment_id, quantity=pieces, material_cost=cost)


def need_stock(left: int, asked: int) -> None:
    """Raises OutOfStock."""
    if asked > left:
        raise errors.OutOfStock(left=left, asked=asked)


def need_day(on: date, earliest: date, latest: date) -> None:
    """Raises StockDay."""
    if not earliest <= on <= latest:
        raise errors.StockDay(earliest=earliest, latest=latest, on=on)
