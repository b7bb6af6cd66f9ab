"""Use case of documents: a party adds one that has been examined."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, StringConstraints

from services.agreements.domain import document as rules
from services.agreements.domain.agreement import Kind
from services.agreements.domain.document import Document, Subject
from services.agreements.events import DocumentKind
from services.agreements.queries import documents as queries
from services.agreements.store import agreements, amendments
from services.agreements.store import documents as store
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
    """`name` is what people call it, as a label: nothing is ever opened by it."""

    kind: DocumentKind
    name: Name


async def add_document(
    conn: Connection,
    agreement_kind: Kind,
    agreement_id: UUID,
    cmd: AddDocument,
    upload: Upload,
    pages: int,
    actor: Actor,
    now: datetime,
) -> queries.DocumentView:
    """Raises TextFixed, NotSignedYet, SignedCopyExists, UnfitName; Forbidden for clerks of others."""
    agreement = await agreements.load_agreement(conn, agreement_id, agreement_kind)
    actor.require_organisation(*agreement.parties)
    subject = Subject(
        id=agreement.id,
        open_text=agreement.state == "draft",
        unsigned=len(agreement.parties) - len(agreement.signatures),
        has_signed_copy=await store.has_signed_copy(conn, agreement.id),
    )
    return await add_to(conn, subject, cmd, upload, pages, actor, now)


async def add_addendum_document(
    conn: Connection,
    agreement_kind: Kind,
    agreement_id: UUID,
    amendment_id: UUID,
    cmd: AddDocument,
    upload: Upload,
    pages: int,
    actor: Actor,
    now: datetime,
) -> queries.DocumentView:
    """The same for an addendum; its agreement is its lock. Raises NotFound besides."""
    agreement = await agreements.load_agreement(conn, agreement_id, agreement_kind)
    actor.require_organisation(*agreement.parties)
    amendment = await amendments.load(conn, agreement_id, amendment_id)
    subject = Subject(
        id=amendment.id,
        open_text=amendment.state == "draft",
        unsigned=len(agreement.parties) - len(amendment.signatures),
        has_signed_copy=await store.has_signed_copy(conn, amendment.id),
    )
    return await add_to(conn, subject, cmd, upload, pages, actor, now)


async def add_to(
    conn: Connection, subject: Subject, cmd: AddDocument, upload: Upload, pages: int, actor: Actor, now: datetime
) -> queries.DocumentView:
    """The same for any subject; the caller holds its lock and has seen that the actor may."""
    rules.check_name(cmd.name)
    revision = await store.next_revision(conn, subject.id, cmd.kind, cmd.name)
    document = Document(new_id(), subject.id, cmd.kind, cmd.name, revision, upload.sha256, upload.size, pages)
    happened = rules.add(subject, document)
    await store.keep_content(conn, upload, pages, now)
    await store.add_document(conn, document, actor.subject, now)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.document(conn, document.id)
