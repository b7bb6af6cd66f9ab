"""For the record only: what stands in the journal and is never published."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from services.community_service.events.base import CommunityServiceRecord, Language, Outcome, ReportKind


class CorrectionProposed(
    CommunityServiceRecord, type="community-service.record.correction-proposed", key="sentence_id"
):
    """Someone proposed a correction."""

    sentence_id: UUID
    session_id: UUID
    correction_id: UUID
    outcome: Outcome
    present_minutes: int


class CorrectionRejected(
    CommunityServiceRecord, type="community-service.record.correction-rejected", key="sentence_id"
):
    """A second person did not approve a correction."""

    sentence_id: UUID
    session_id: UUID
    correction_id: UUID


class CheckedIn(CommunityServiceRecord, type="community-service.record.checked-in", key="sentence_id"):
    """Someone arrived at the site."""

    sentence_id: UUID
    session_id: UUID
    at: datetime


class ReportIssued(CommunityServiceRecord, type="community-service.record.report-issued", key="report_id"):
    """A report was issued: the SHA-256 of its file in each language, never what stands in them."""

    report_id: UUID
    number: str
    kind: ReportKind
    subject_id: UUID
    month: date | None
    supersedes: UUID | None
    sha256: dict[Language, str]
