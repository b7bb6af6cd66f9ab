"""Routes of products and their prices."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import products as commands
from services.training.events import ProductState
from services.training.queries import products as queries
from shared.clock import local_day
from shared.edge.paging import Limit, Page
from shared.edge.routes import Call, may

router = APIRouter(tags=["products"])


@router.post("/products", status_code=201, response_model=queries.ProductView)
async def add_product(body: commands.AddProduct, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.add_product, body)


@router.get("/products", response_model=Page[queries.ProductSummary])
async def list_products(
    state: ProductState | None = None,
    institution: UUID | None = None,
    agency: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    today = local_day(call.resources.clock.now())
    return await call.read(queries.products, call.actor, today, state, institution, agency, after, limit)


@router.get("/products/{product_id}", response_model=queries.ProductView)
async def read_product(
    product_id: UUID, call: Call = may("institution_staff", "trainer", "coordinator", "auditor")
) -> Response:
    today = local_day(call.resources.clock.now())
    return await call.read(queries.product_for, call.actor, product_id, today)


@router.put("/products/{product_id}", response_model=queries.ProductView)
async def update_product(
    product_id: UUID, body: commands.ProductDetails, call: Call = may("institution_staff")
) -> Response:
    return await call.run(commands.update_product, product_id, body)


@router.post("/products/{product_id}/prices", status_code=201, response_model=queries.ProductView)
async def set_price(product_id: UUID, body: commands.SetPrice, call: Call = may("institution_staff")) -> Response:
    return await call.run(commands.set_price, product_id, body)


@router.get("/products/{product_id}/prices", response_model=Page[queries.PriceView])
async def list_prices(
    product_id: UUID,
    after: UUID | None = None,
    limit: Limit = 50,
    call: Call = may("institution_staff", "trainer", "coordinator", "auditor"),
) -> Response:
    today = local_day(call.resources.clock.now())
    return await call.read(queries.prices, call.actor, product_id, today, after, limit)


@router.post("/products/{product_id}/listing", response_model=queries.ProductView)
async def list_in_catalogue(product_id: UUID, call: Call = may("institution_staff", "trainer")) -> Response:
    return await call.run(commands.list_product, product_id)


@router.post("/products/{product_id}/unlisting", response_model=queries.ProductView)
async def unlist_from_catalogue(product_id: UUID, call: Call = may("institution_staff", "trainer")) -> Response:
    return await call.run(commands.unlist_product, product_id)
