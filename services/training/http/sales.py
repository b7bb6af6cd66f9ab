"""Routes of sales and of what buyers return."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.training.commands import sales as commands
from services.training.queries import sales as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may
from shared.edge.spreadsheets import CSV, download

router = APIRouter(tags=["products"])


@router.post("/batches/{batch_id}/sales", status_code=201, response_model=queries.SaleView)
async def sell_from_warehouse(
    batch_id: UUID, body: commands.RecordSale, call: Call = may("institution_staff")
) -> Response:
    return await call.run(commands.sell_from_warehouse, batch_id, body)


@router.post("/consignments/{consignment_id}/sales", status_code=201, response_model=queries.SaleView)
async def sell_at_outlet(
    consignment_id: UUID, body: commands.RecordSale, call: Call = may("institution_staff", "trainer")
) -> Response:
    return await call.run(commands.sell_at_outlet, consignment_id, body)


@router.get("/sales", response_model=Page[queries.SaleView])
async def list_sales(
    product: UUID | None = None,
    institution: UUID | None = None,
    agency: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.sales, call.actor, product, institution, agency, after, limit)


@router.get("/sales/{sale_id}", response_model=queries.SaleView)
async def read_sale(
    sale_id: UUID, call: Call = may("institution_staff", "trainer", "coordinator", "auditor")
) -> Response:
    return await call.read(queries.sale_for, call.actor, sale_id)


@router.post("/sales/{sale_id}/return", response_model=queries.SaleView)
async def return_sale(
    sale_id: UUID, body: commands.ReturnSale, call: Call = may("institution_staff", "trainer")
) -> Response:
    return await call.run(commands.return_sale, sale_id, body)


@router.get("/exports/sales.csv", response_class=StreamingResponse, responses=CSV)
async def export_sales(
    institution: UUID | None = None,
    agency: UUID | None = None,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    return download(queries.sales_csv(call.resources.pool, call.actor, institution, agency), "sales.csv")
