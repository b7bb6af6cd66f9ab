"""Routes of documents. The body is the file itself; only a sound PDF is accepted, whatever its name or type says."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.agreements import pdf
from services.agreements.commands import documents as commands
from services.agreements.domain.documents import disposition
from services.agreements.events import AgreementKind, DocumentKind
from services.agreements.http.prefixes import PREFIXES
from services.agreements.queries import documents as queries
from shared.edge.paging import Page
from shared.edge.routes import Call, may, takes
from shared.edge.uploads import received, whole

router = APIRouter(tags=["documents"])

_BYTES = {"requestBody": {"required": True, "content": {"application/pdf": {"schema": {"type": "string"}}}}}
_PDF = {"content": {"application/pdf": {}}, "description": "The document, never to be shown in place."}
_NEVER_RUN = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}
_ADDS: dict[str, Any] = {"status_code": 201, "response_model": queries.DocumentView, "openapi_extra": _BYTES}
_LISTS: dict[str, Any] = {"response_model": Page[queries.DocumentView]}


def _documents(prefix: str, of: AgreementKind) -> None:
    agreement = f"{prefix}/{{agreement_id}}/documents"
    addendum = f"{prefix}/{{agreement_id}}/addenda/{{addendum_id}}/documents"

    @router.post(agreement, name=f"add_document_{of}", **_ADDS)
    @takes(pdf.MAX_BYTES)
    async def add(agreement_id: UUID, kind: DocumentKind, name: commands.Name, call: Call = may("clerk")) -> Response:
        return await _add(call, of, agreement_id, None, commands.AddDocument(kind=kind, name=name))

    @router.post(addendum, name=f"add_addendum_document_{of}", **_ADDS)
    @takes(pdf.MAX_BYTES)
    async def add_to_addendum(
        agreement_id: UUID, addendum_id: UUID, kind: DocumentKind, name: commands.Name, call: Call = may("clerk")
    ) -> Response:
        return await _add(call, of, agreement_id, addendum_id, commands.AddDocument(kind=kind, name=name))

    @router.get(agreement, name=f"list_documents_{of}", **_LISTS)
    async def list_documents(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.documents, of, agreement_id)

    @router.get(addendum, name=f"list_addendum_documents_{of}", **_LISTS)
    async def list_addendum_documents(
        agreement_id: UUID, addendum_id: UUID, call: Call = may("clerk", "auditor", "coordinator")
    ) -> Response:
        return await call.read(queries.addendum_documents, of, agreement_id, addendum_id)


async def _add(
    call: Call, of: AgreementKind, agreement_id: UUID, addendum_id: UUID | None, cmd: commands.AddDocument
) -> Response:
    """Receives the body to disk and examines it before the command begins its transaction."""
    async with received(call.request) as upload:
        pages = await pdf.pages_of(upload)
        call.body_digest = upload.sha256
        async with whole:
            return await call.run(commands.add_document, of, agreement_id, addendum_id, cmd, upload, pages)


for _kind, _prefix in PREFIXES.items():
    _documents(_prefix, _kind)


@router.get("/documents/{document_id}", response_model=queries.DocumentView)
async def read_document(document_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    return await call.read(queries.document, document_id)


@router.get("/documents/{document_id}/content", response_class=Response, responses={200: _PDF, 304: {}})
async def download_document(document_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    async with call.resources.pool.acquire() as conn:
        found = await queries.stored_content(conn, document_id)
    headers = {"etag": f'"{found.sha256.hex()}"', **_NEVER_RUN}
    if call.has(headers["etag"]):
        return Response(status_code=304, headers=headers)
    headers |= {
        "content-length": str(found.size),
        "content-disposition": disposition(found.name),
        "repr-digest": f"sha-256=:{base64.b64encode(found.sha256).decode()}:",
    }
    return StreamingResponse(queries.pieces(call.resources.pool, found), 200, headers, "application/pdf")
