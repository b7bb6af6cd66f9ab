"""For the record only: what stands in the journal and is never published."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.agreements.events.base import AgreementsRecord, Scope

DocumentKind = Literal["draft_text", "annex", "signed_copy", "evidence"]


class AgreementDrafted(AgreementsRecord, type="agreements.record.drafted", key="agreement_id"):
    """A draft was entered or reworded."""

    agreement_id: UUID
    kind: Literal["joint", "cooperation"]
    instrument: str
    title: str
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    notice_days: int = 0


class DocumentAdded(AgreementsRecord, type="agreements.record.document", key="subject_id"):
    """A document was added. Its name stands in the register, its content is known by its SHA-256."""

    subject_id: UUID
    document_id: UUID
    kind: DocumentKind
    revision: int
    sha256: str
    size_bytes: int
    pages: int


class AgreementSubmitted(AgreementsRecord, type="agreements.record.submitted", key="agreement_id"):
    """A draft, or the addendum of this number, was sent to review."""

    agreement_id: UUID
    addendum: int | None = None


class AgreementReviewed(AgreementsRecord, type="agreements.record.reviewed", key="agreement_id"):
    """A party approved the draft, or the addendum of this number, or asked for changes."""

    agreement_id: UUID
    party_id: UUID
    decision: Literal["approve", "request_changes"]
    addendum: int | None = None


class SignatureRecorded(AgreementsRecord, type="agreements.record.signature", key="agreement_id"):
    """A party signed. Who signed stands in the register, not in the fact."""

    agreement_id: UUID
    party_id: UUID
    number: str
    position: str
    authority: Literal["office", "power_of_attorney"]
    signed_on: date
    place: str
    addendum: int | None = None


class PausePlanned(AgreementsRecord, type="agreements.record.pause-planned", key="agreement_id"):
    """A suspension or resumption from a later day was recorded. Its reason stands in the register."""

    agreement_id: UUID
    step: Literal["suspension", "resumption"]
    from_on: date


class AddendumRecord(AgreementsRecord):
    agreement_id: UUID
    addendum: int


class AddendumDrafted(AddendumRecord, type="agreements.record.addendum-drafted", key="agreement_id"):
    """An addendum was entered or reworded, with the terms that shall hold."""

    effective_on: date
    scopes: list[Scope]
    starts_on: date
    ends_on: date
    sites: list[str]
    programmes: list[str]


class AddendumSigned(AddendumRecord, type="agreements.record.addendum-signed", key="agreement_id"):
    """Every party has signed the addendum."""

    effective_on: date


class AddendumWithdrawn(AddendumRecord, type="agreements.record.addendum-withdrawn", key="agreement_id"):
    """An addendum was withdrawn before it took effect; the next one takes its number."""


class AddendumHeld(AddendumRecord, type="agreements.record.addendum-held", key="agreement_id"):
    """A signed addendum did not take effect on its day, since it no longer fits; why stands in the register."""


class AddendumLapsed(AddendumRecord, type="agreements.record.addendum-lapsed", key="agreement_id"):
    """The agreement ended before the addendum took effect."""
