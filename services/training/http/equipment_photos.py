"""Routes of photos of equipment. The body is the file itself; what is stored and shown is drawn anew from it."""

from __future__ import annotations

import asyncio
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from services.training.commands import equipment_photos as commands
from services.training.queries import equipment_photos as queries
from services.training.queries.equipment import EquipmentView
from shared import images
from shared.edge.routes import Call, may, takes
from shared.edge.uploads import received, whole

router = APIRouter(tags=["training"])

_PICTURES = {kind: {"schema": {"type": "string"}} for kind in ("image/jpeg", "image/png", "image/webp")}
_BYTES = {"requestBody": {"required": True, "content": _PICTURES}}
_JPEG = {"content": {"image/jpeg": {"schema": {"type": "string"}}}, "description": "The photo."}
_NEVER_RUN = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}


@router.post("/equipment/{equipment_id}/photos", status_code=201, response_model=EquipmentView, openapi_extra=_BYTES)
@takes(images.MOST_BYTES)
async def add_equipment_photo(equipment_id: UUID, call: Call = may("trainer", "coordinator")) -> Response:
    async with received(call.request) as upload:
        call.body_digest = upload.sha256
        async with whole:
            drawn = await asyncio.to_thread(images.reencode, upload.content())
        return await call.run(commands.add_photo, equipment_id, drawn)


@router.get("/equipment-photos/{photo_id}", response_class=Response, responses={200: _JPEG, 304: {}})
async def show_equipment_photo(
    photo_id: UUID, call: Call = may("trainer", "institution_staff", "coordinator", "auditor")
) -> Response:
    async with call.resources.pool.acquire() as conn:
        sha256, content = await queries.photo_for(conn, call.actor, photo_id)
    headers = {"etag": f'"{sha256.hex()}"', **_NEVER_RUN}
    if call.has(headers["etag"]):
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = f'inline; filename="{photo_id}.jpg"'
    return Response(content, 200, headers, "image/jpeg")


@router.delete("/equipment-photos/{photo_id}", response_model=EquipmentView)
async def remove_equipment_photo(photo_id: UUID, call: Call = may("trainer", "coordinator")) -> Response:
    return await call.run(commands.remove_photo, photo_id)
