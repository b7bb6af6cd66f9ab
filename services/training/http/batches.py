"""Routes of batches."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import batches as commands
from services.training.queries import batches as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may, refuses
from shared.errors import ConcurrentChange
from shared.privacy.reads import Purpose

router = APIRouter(tags=["products"])

MAKING = "goods for sale"
"""What a read of makers is for where the caller says nothing else."""


@router.post("/products/{product_id}/batches", status_code=201, response_model=queries.BatchView)
async def record_batch(product_id: UUID, body: commands.RecordBatch, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.record_batch, product_id, body)


@router.get("/products/{product_id}/batches", response_model=Page[queries.BatchSummary])
async def list_batches(
    product_id: UUID,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.batches, call.actor, product_id, after, limit)


@router.get("/batches/{batch_id}", response_model=queries.BatchView)
async def read_batch(
    batch_id: UUID, call: Call = may("institution_staff", "trainer", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.batch_for, call.actor, batch_id)


@router.get("/batches/{batch_id}/makers", response_model=queries.MakersView)
@refuses(ConcurrentChange)
async def read_makers(
    batch_id: UUID, purpose: Purpose = MAKING, call: Call = may("institution_staff", "auditor")
) -> Response:
    return await call.run(commands.read_makers, batch_id, purpose)


@router.post("/batches/{batch_id}/write-offs", status_code=201, response_model=queries.BatchView)
async def write_off(batch_id: UUID, body: commands.WriteOff, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.write_off, batch_id, body)
