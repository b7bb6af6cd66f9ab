"""The public catalogue: open to all, kept by browsers and caches for five minutes."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.training.http.photos import AS_IT_IS, JPEG
from services.training.queries import catalogue as queries
from shared.clock import local_day
from shared.edge.conditions import holds
from shared.edge.paging import Limit, Page
from shared.edge.routes import open_to_all

router = APIRouter(tags=["products"])

_KEPT = {"cache-control": "public, max-age=300"}
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The caller holds this page already."}}
Kind = Annotated[str, Query(pattern=r"^[a-z][a-z0-9-]{1,39}$")]


@router.get(
    "/catalogue",
    response_model=Page[queries.CatalogueItem],
    responses=_UNCHANGED,
    dependencies=[open_to_all()],
)
async def read_catalogue(
    request: Request,
    kind: Kind | None = None,
    institution: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> Response:
    """What anyone may buy: listed, in stock, under an agreement in force. It names institutions and no person."""
    resources = request.app.state.resources
    async with resources.pool.acquire() as conn:
        found = await queries.catalogue(conn, local_day(resources.clock.now()), kind, institution, after, limit)
    body = orjson.dumps(found, default=lambda item: item.model_dump(mode="json"))
    return _kept(request, body, "application/json")


@router.get(
    "/catalogue/photos/{photo_id}",
    response_class=Response,
    responses={**JPEG, **_UNCHANGED},
    dependencies=[open_to_all()],
)
async def read_catalogue_photo(photo_id: UUID, request: Request) -> Response:
    """A photo of a product that is in the catalogue."""
    resources = request.app.state.resources
    async with resources.pool.acquire() as conn:
        content = await queries.photo(conn, photo_id, local_day(resources.clock.now()))
    return _kept(request, content, "image/jpeg")


def _kept(request: Request, body: bytes, media_type: str) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    headers = {"etag": tag, **_KEPT, **AS_IT_IS}
    given = request.headers.getlist("if-none-match")
    if given and holds(", ".join(given), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type)
