"""Use cases of batches: record one with its makers, write off pieces in the warehouse, read who made it.

Locks: the agreement, the makers by their ids, the product.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from services.training.commands.fields import Day, Reason
from services.training.commands.goods import Pieces
from services.training.domain import batches, products
from services.training.domain.batches import Batch
from services.training.queries import batches as queries
from services.training.queries.goods import need_party
from services.training.rules import RULES
from services.training.store import batches as store
from services.training.store import neighbours as neighbour_store
from services.training.store import products as product_store
from shared.clock import local_day
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection
from shared.privacy import reads


class MakerLine(BaseModel):
    """A participant with their share of the work, in whole parts."""

    participant_id: UUID
    parts: Annotated[int, Field(ge=1, le=1_000)] = 1


class RecordBatch(BaseModel):
    """`material_cost` is that of the whole batch, in rupiah."""

    made_on: Day
    quantity: Pieces
    material_cost: Annotated[int, Field(ge=0, le=1_000_000_000_000)]
    makers: Annotated[list[MakerLine], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _nobody_is_named_twice(self) -> Self:
        if len({maker.participant_id for maker in self.makers}) < len(self.makers):
            raise ValueError("a maker is named twice")
        return self


class WriteOff(BaseModel):
    quantity: Pieces
    reason: Reason
    on: Day


async def record_batch(
    conn: Connection, product_id: UUID, cmd: RecordBatch, actor: Actor, now: datetime
) -> queries.BatchView:
    agreement = await neighbour_store.load_agreement(conn, await product_store.agreement_of(conn, product_id))
    makers = await store.makers(conn, {maker.participant_id: maker.parts for maker in cmd.makers})
    product, today = await product_store.load(conn, product_id, now), local_day(now)
    need_party(actor, product.institution_id)
    products.need_marketing(product, agreement, today)
    batch = Batch(
        id=new_id(),
        product_id=product_id,
        institution_id=product.institution_id,
        made_on=cmd.made_on,
        quantity=cmd.quantity,
        material_cost=cmd.material_cost,
        in_warehouse=cmd.quantity,
    )
    made = batches.make(batch, makers, today, RULES.on(today))
    await store.add(conn, batch, makers, now, actor.subject)
    await journal.append(conn, made, actor=actor.subject, now=now)
    return await queries.batch(conn, batch.id)


async def write_off(conn: Connection, batch_id: UUID, cmd: WriteOff, actor: Actor, now: datetime) -> queries.BatchView:
    product = await product_store.load(conn, await store.product_of(conn, batch_id), now)
    need_party(actor, product.institution_id)
    batch = await store.load(conn, batch_id)
    batch, cost, lost = batches.write_off(batch, cmd.quantity, cmd.on, local_day(now))
    await store.save(conn, batch)
    await store.add_write_off(conn, batch_id, None, cmd.quantity, cost, cmd.reason, cmd.on, now, actor.subject)
    await journal.append(conn, lost, actor=actor.subject, now=now)
    return await queries.batch(conn, batch_id)


async def read_makers(
    conn: Connection, batch_id: UUID, purpose: str, actor: Actor, now: datetime
) -> queries.MakersView:
    """Personal data: the read is logged (UU 27/2022). Raises NotFound, Forbidden."""
    await queries.need_batch(conn, actor, batch_id)
    view = await queries.makers(conn, batch_id)
    await reads.log(conn, [maker.person_id for maker in view.items], actor, purpose, now)
    return view
