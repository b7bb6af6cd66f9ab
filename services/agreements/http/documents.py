"""Routes of documents: the bytes come as the body, whatever they are called; what is no sound PDF is refused."""

from __future__ import annotations

import base64
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from services.agreements import pdf
from services.agreements.commands import documents as commands
from services.agreements.domain.agreement import Kind
from services.agreements.domain.document import disposition
from services.agreements.events import DocumentKind
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


def _documents(prefix: str, of: Kind) -> None:
    @router.post(
        f"{prefix}/{{agreement_id}}/documents",
        status_code=201,
        response_model=queries.DocumentView,
        name=f"add_document_{of}",
        openapi_extra=_BYTES,
    )
    @takes(pdf.MAX_BYTES)
    async def add(agreement_id: UUID, kind: DocumentKind, name: commands.Name, call: Call = may("clerk")) -> Response:
        async with received(call.request) as upload:
            pages = await pdf.pages_of(upload)
            call.body_digest = upload.sha256
            cmd = commands.AddDocument(kind=kind, name=name)
            async with whole:
                return await call.run(commands.add_document, of, agreement_id, cmd, upload, pages)

    @router.get(
        f"{prefix}/{{agreement_id}}/documents", response_model=Page[queries.DocumentView], name=f"list_documents_{of}"
    )
    async def listing(agreement_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
        return await call.read(queries.documents, of, agreement_id)


def _addendum_documents(prefix: str, of: Kind) -> None:
    one = f"{prefix}/{{agreement_id}}/amendments/{{amendment_id}}/documents"

    @router.post(
        one,
        status_code=201,
        response_model=queries.DocumentView,
        name=f"add_addendum_document_{of}",
        openapi_extra=_BYTES,
    )
    @takes(pdf.MAX_BYTES)
    async def add(
        agreement_id: UUID, amendment_id: UUID, kind: DocumentKind, name: commands.Name, call: Call = may("clerk")
    ) -> Response:
        async with received(call.request) as upload:
            pages = await pdf.pages_of(upload)
            call.body_digest = upload.sha256
            cmd = commands.AddDocument(kind=kind, name=name)
            async with whole:
                return await call.run(
                    commands.add_addendum_document, of, agreement_id, amendment_id, cmd, upload, pages
                )

    @router.get(one, response_model=Page[queries.DocumentView], name=f"list_addendum_documents_{of}")
    async def listing(
        agreement_id: UUID, amendment_id: UUID, call: Call = may("clerk", "auditor", "coordinator")
    ) -> Response:
        return await call.read(queries.addendum_documents, of, agreement_id, amendment_id)


_addendum_documents("/joint-agreements", "joint")
_addendum_documents("/cooperation-agreements", "cooperation")
_documents("/joint-agreements", "joint")
_documents("/cooperation-agreements", "cooperation")


@router.get("/documents/{document_id}", response_model=queries.DocumentView)
async def read(document_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    return await call.read(queries.document, document_id)


@router.get("/documents/{document_id}/content", response_class=Response, responses={200: _PDF, 304: {}})
async def download(document_id: UUID, call: Call = may("clerk", "auditor", "coordinator")) -> Response:
    async with call.resources.pool.acquire() as conn:
        found = await queries.stored(conn, document_id)
    headers = {"etag": f'"{found.sha256.hex()}"', **_NEVER_RUN}
    if call.has(headers["etag"]):
        return Response(status_code=304, headers=headers)
    headers |= {
        "content-length": str(found.size),
        "content-disposition": disposition(found.name),
        "repr-digest": f"sha-256=:{base64.b64encode(found.sha256).decode()}:",
    }
    return StreamingResponse(queries.pieces(call.resources.pool, found), 200, headers, "application/pdf")
