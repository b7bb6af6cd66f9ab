"""Documents of agreements and addenda: when each kind may be added. A signed copy is never replaced."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from services.agreements import events
from services.agreements.errors import documents as errors
from services.agreements.events import DocumentKind
from shared.messaging.events import Event

_CONTROL = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_UNSAFE = '"\\/:*?<>|;%'


@dataclass(frozen=True, slots=True)
class Subject:
    """An agreement or an addendum that has documents.

    `open_text` while it is a draft. `unsigned` is the number of parties that have not signed."""

    id: UUID
    open_text: bool
    unsigned: int
    has_signed_copy: bool


@dataclass(frozen=True, slots=True)
class Document:
    """`revision` counts within the text, and within annexes and evidence of one name; the highest one is valid."""

    id: UUID
    subject_id: UUID
    kind: DocumentKind
    name: str
    revision: int
    sha256: bytes
    size_bytes: int
    pages: int


def add(subject: Subject, document: Document) -> list[Event]:
    """Adds a document whose content has been examined.

    Raises DocumentTextFixed, DocumentNotSignedYet, SignedCopyExists."""
    match document.kind:
        case "signed_copy":
            _require_signed(subject)
            if subject.has_signed_copy:
                raise errors.SignedCopyExists
        case "evidence":
            _require_signed(subject)
        case _:
            if not subject.open_text:
                raise errors.DocumentTextFixed
    added = events.DocumentAdded(
        subject_id=subject.id,
        document_id=document.id,
        kind=document.kind,
        revision=document.revision,
        sha256=document.sha256.hex(),
        size_bytes=document.size_bytes,
        pages=document.pages,
    )
    return [added]


def _require_signed(subject: Subject) -> None:
    if subject.unsigned:
        raise errors.DocumentNotSignedYet(missing=subject.unsigned)


def check_name(name: str) -> None:
    """Raises DocumentNameUnfit for control characters, line breaks and signs that turn the direction of text."""
    if any(unicodedata.category(sign) in _CONTROL for sign in name):
        raise errors.DocumentNameUnfit


def disposition(name: str) -> str:
    """`Content-Disposition` for a download (RFC 6266): a file name without path, quotes or control characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{_file_name(plain)}\"; filename*=UTF-8''{quote(_file_name(name), safe='')}"


def _file_name(name: str) -> str:
    safe = "".join("_" if sign in _UNSAFE or unicodedata.category(sign) in _CONTROL else sign for sign in name)
    safe = safe.replace("..", "_").strip(" .") or "dokumen"
    return safe if safe.lower().endswith(".pdf") else f"{safe}.pdf"
