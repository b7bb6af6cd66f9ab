"""Use cases of documents: a party adds a document whose content has been examined."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.agreements.domain import documents
from services.agreements.domain.documents import Document, Subject
from services.agreements.events import AgreementKind, DocumentKind
from services.agreements.queries import documents as queries
from services.agreements.store import documents as store
from services.agreements.store.addenda import load_addendum
from services.agreements.store.agreements import load_agreement
from shared.edge.access import Actor
from shared.edge.uploads import Upload
from shared.ids import new_id
from shared.journal import journal
from shared.postgres.pool import Connection

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(lambda name: unicodedata.normalize("NFC", name)),
]


class AddDocument(BaseModel):
    """`name` is a label for people. Nothing is ever opened by it."""

    kind: DocumentKind
    name: Name


async def add_document(
    conn: Connection,
    agreement_kind: AgreementKind,
    agreement_id: UUID,
    addendum_id: UUID | None,
    cmd: AddDocument,
    upload: Upload,
    pages: int,
    actor: Actor,
    now: datetime,
) -> queries.DocumentView:
    """Adds a document to an agreement, or to its addendum. The agreement is the lock of both.

    Raises NotFound, DocumentTextFixed, DocumentNotSignedYet, SignedCopyExists, DocumentNameUnfit, and Forbidden for
    clerks of other organisations."""
    agreement = await load_agreement(conn, agreement_id, agreement_kind)
    actor.require_organisation(*agreement.parties)
    owner = await load_addendum(conn, agreement_id, addendum_id) if addendum_id else agreement
    subject = Subject(
        id=owner.id,
        open_text=owner.state == "draft",
        unsigned=len(agreement.parties) - len(owner.signatures),
        has_signed_copy=await store.has_signed_copy(conn, owner.id),
    )
    documents.check_name(cmd.name)
    revision = await store.next_revision(conn, subject.id, cmd.kind, cmd.name)
    document = Document(new_id(), subject.id, cmd.kind, cmd.name, revision, upload.sha256, upload.size, pages)
    facts = documents.add(subject, document)
    await store.save_content(conn, upload, pages, now)
    await store.add_document(conn, document, actor.subject, now)
    await journal.append(conn, facts, actor=actor.subject, now=now)
    return await queries.document(conn, document.id)
