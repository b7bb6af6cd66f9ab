"""Records of documents."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from services.agreements.events.topics import AgreementsRecord

DocumentKind = Literal["draft_text", "annex", "signed_copy", "evidence"]


class DocumentAdded(AgreementsRecord, type="agreements.record.document-added", key="subject_id"):
    """A document was added. Its name stands in the register, its content is known by its SHA-256."""

    subject_id: UUID
    document_id: UUID
    kind: DocumentKind
    revision: int
    sha256: str
    size_bytes: int
    pages: int
