"""Documents and their contents: write statements. A content is stored once, whoever adds it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.agreements.domain.documents import Document
from services.agreements.events import DocumentKind
from services.agreements.store.constraints import refusing
from shared.edge.uploads import Upload
from shared.postgres.pool import Connection


async def belongs(conn: Connection, document_id: UUID, subject_id: UUID) -> bool:
    return bool(
        await conn.fetchval(
            "select exists (select from documents where id = $1 and subject_id = $2)", document_id, subject_id
        )
    )


async def has_signed_copy(conn: Connection, subject_id: UUID) -> bool:
    return bool(
        await conn.fetchval(
            "select exists (select from documents where subject_id = $1 and kind = 'signed_copy')", subject_id
        )
    )


async def next_revision(conn: Connection, subject_id: UUID, kind: DocumentKind, name: str) -> int:
    revision = await conn.fetchval(
        "select coalesce(max(revision), 0) + 1 from documents"
        " where subject_id = $1 and kind = $2 and (kind not in ('annex', 'evidence') or name = $3)",
        *(subject_id, kind, name),
    )
    return int(revision)


async def save_content(conn: Connection, upload: Upload, pages: int, now: datetime) -> None:
    """Stores the bytes of an upload unless they are stored already; only then are they read and sent."""
    if await conn.fetchval("select exists (select from contents where sha256 = $1)", upload.sha256):
        return
    await conn.execute(
        "insert into contents (sha256, content, pages, received_at) values ($1, $2, $3, $4) on conflict do nothing",
        *(upload.sha256, upload.content(), pages, now),
    )


async def add_document(conn: Connection, d: Document, uploader: str, now: datetime) -> None:
    async with refusing(missing="?"):
        await conn.execute(
            "insert into documents (id, subject_id, kind, name, revision, sha256, uploaded_by, uploaded_at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(d.id, d.subject_id, d.kind, d.name, d.revision, d.sha256, uploader, now),
        )
