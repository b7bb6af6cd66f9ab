"""Documents of an agreement: when each may come, and that what was signed is never replaced."""

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
    """What documents belong to: an agreement. `open_text` while it is a draft; `unsigned` parties have not signed."""

    id: UUID
    open_text: bool
    unsigned: int
    has_signed_copy: bool


@dataclass(frozen=True, slots=True)
class Document:
    """`revision` counts within the text, and within annexes and evidence of one name; the highest is what stands."""

    id: UUID
    subject_id: UUID
    kind: DocumentKind
    name: str
    revision: int
    sha256: bytes
    size_bytes: int
    pages: int


def add(subject: Subject, document: Document) -> list[Event]:
    """A document that has been examined. Raises TextFixed, NotSignedYet, SignedCopyExists."""
    match document.kind:
        case "signed_copy":
            _need_signed(subject)
            if subject.has_signed_copy:
                raise errors.SignedCopyExists
        case "evidence":
            _need_signed(subject)
        case _:
            if not subject.open_text:
                raise errors.TextFixed
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


def _need_signed(subject: Subject) -> None:
    if subject.unsigned:
        raise errors.NotSignedYet(missing=subject.unsigned)


def check_name(name: str) -> None:
    """Raises UnfitName for control characters, line breaks and signs that turn the direction of text."""
    if any(unicodedata.category(sign) in _CONTROL for sign in name):
        raise errors.UnfitName


def disposition(name: str) -> str:
    """`Content-Disposition` for a download (RFC 6266): a file name without path, quotes or control characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{_file_name(plain)}\"; filename*=UTF-8''{quote(_file_name(name), safe='')}"


def _file_name(name: str) -> str:
    kept = "".join("_" if sign in _UNSAFE or unicodedata.category(sign) in _CONTROL else sign for sign in name)
    kept = kept.replace("..", "_").strip(" .") or "dokumen"
    return kept if kept.lower().endswith(".pdf") else f"{kept}.pdf"
