"""Routes of photos of products. The body is the file itself; what is kept is a picture that was drawn anew."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import photos as commands
from services.training.queries import products as queries
from shared import images
from shared.clock import local_day
from shared.edge.routes import Call, may, takes
from shared.edge.uploads import received, whole

router = APIRouter(tags=["products"])

_TAKEN = ("image/jpeg", "image/png", "image/webp")
_BYTES: dict[str, Any] = {
    "requestBody": {"required": True, "content": {each: {"schema": {"type": "string"}} for each in _TAKEN}}
}
JPEG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {"schema": {"type": "string"}}}, "description": "A JPEG without metadata."}
}
AS_IT_IS = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox; default-src 'none'"}


@router.post("/products/{product_id}/photos", status_code=201, response_model=queries.PhotoView, openapi_extra=_BYTES)
@takes(images.MOST_BYTES)
async def add_photo(
    product_id: UUID,
    shows_no_person: bool = False,
    shows_no_work_of_a_child: bool = False,
    call: Call = may("institution_staff", "trainer"),
) -> Response:
    """The uploader states both: the photo shows no person, and no work of a child."""
    commands.need_statement(no_person=shows_no_person, no_work_of_a_child=shows_no_work_of_a_child)
    async with received(call.request) as upload, whole:
        content = await asyncio.to_thread(images.reencode, upload.content())
        call.body_digest = upload.sha256
        return await call.run(commands.add_photo, product_id, content)


@router.get("/products/{product_id}/photos/{photo_id}", response_class=Response, responses=JPEG)
async def read_photo(
    product_id: UUID, photo_id: UUID, call: Call = may("institution_staff", "trainer", "coordinator", "auditor")
) -> Response:
    today = local_day(call.resources.clock.now())
    async with call.resources.pool.acquire() as conn:
        content = await queries.photo_for(conn, call.actor, product_id, photo_id, today)
    return Response(content, 200, {"cache-control": "private, no-cache", **AS_IT_IS}, "image/jpeg")


@router.post("/products/{product_id}/photos/{photo_id}/removal", status_code=204)
async def remove_photo(product_id: UUID, photo_id: UUID, call: Call = may("institution_staff", "trainer")) -> Response:
    return await call.run(commands.remove_photo, product_id, photo_id)
