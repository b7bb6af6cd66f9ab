"""Views of documents. Contents are read in pieces, so a download holds neither memory nor a connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.agreements.events import AgreementKind, DocumentKind
from services.agreements.queries.agreements import require_agreement
from shared.postgres.pool import Connection, Pool
from shared.postgres.rows import found

_PIECE = 256 * 1024


class DocumentView(BaseModel):
    """`sha256` in hex. `stands` for the highest revision: of the text, and of annexes and evidence of one name."""

    id: UUID
    subject_id: UUID
    kind: DocumentKind
    name: str
    revision: int
    stands: bool
    sha256: str
    size_bytes: int
    pages: int
    uploaded_by: str
    uploaded_at: datetime


_VIEW = (
    "select d.id, d.subject_id, d.kind, d.name, d.revision, encode(d.sha256, 'hex') as sha256,"
    " octet_length(c.content) as size_bytes, c.pages, d.uploaded_by, d.uploaded_at, not exists ("
    "   select from documents as later where later.subject_id = d.subject_id and later.kind = d.kind"
    "   and (d.kind not in ('annex', 'evidence') or later.name = d.name) and later.revision > d.revision) as stands"
    " from documents as d join contents as c using (sha256)"
)


async def document(conn: Connection, document_id: UUID) -> DocumentView:
    row = await conn.fetchrow(f"{_VIEW} where d.id = $1", document_id)
    return DocumentView(**found(row, "document", document_id))


async def documents(conn: Connection, agreement_kind: AgreementKind, agreement_id: UUID) -> dict[str, Any]:
    """All documents of an agreement, in the order in which they were added. Raises NotFound."""
    await require_agreement(conn, agreement_kind, agreement_id)
    return await _of_subject(conn, agreement_id)


async def addendum_documents(
    conn: Connection, agreement_kind: AgreementKind, agreement_id: UUID, addendum_id: UUID
) -> dict[str, Any]:
    """All documents of an addendum, in the order in which they were added. Raises NotFound."""
    row = await conn.fetchrow(
        "select from amendments as m join agreements as a on a.id = m.agreement_id"
        " where m.id = $1 and a.id = $2 and a.kind = $3",
        *(addendum_id, agreement_id, agreement_kind),
    )
    found(row, "addendum", addendum_id)
    return await _of_subject(conn, addendum_id)


async def _of_subject(conn: Connection, subject_id: UUID) -> dict[str, Any]:
    rows = await conn.fetch(f"{_VIEW} where d.subject_id = $1 order by d.uploaded_at, d.id", subject_id)
    return {"items": [DocumentView(**row) for row in rows], "next": None}


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What a download needs before the first byte: name, digest, and size in bytes."""

    name: str
    sha256: bytes
    size: int


async def stored_content(conn: Connection, document_id: UUID) -> StoredContent:
    row = await conn.fetchrow(
        "select name, sha256, octet_length(content) as size from documents join contents using (sha256) where id = $1",
        document_id,
    )
    return StoredContent(**found(row, "document", document_id))


async def pieces(pool: Pool, content: StoredContent) -> AsyncIterator[bytes]:
    for start in range(1, content.size + 1, _PIECE):
        yield await pool.fetchval(
            "select substring(content from $2 for $3) from contents where sha256 = $1", content.sha256, start, _PIECE
        )
