"""Routes of the stock: a list, and the same as CSV."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.training.queries import stock as queries
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may
from shared.edge.spreadsheets import CSV, download

router = APIRouter(tags=["products"])


@router.get("/stock", response_model=Page[queries.StockView])
async def list_stock(
    institution: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    return await call.read(queries.stock, call.actor, institution, after, limit)


@router.get("/exports/stock.csv", response_class=StreamingResponse, responses=CSV)
async def export_stock(
    institution: UUID | None = None, call: Call = may("institution_staff", "trainer", "coordinator", "auditor")
) -> Response:
    return download(queries.stock_csv(call.resources.pool, call.actor, institution), "stock.csv")
