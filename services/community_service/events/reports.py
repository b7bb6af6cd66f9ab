"""Reports."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service.events.topics import CommunityServiceRecord

Language = Literal["id", "en"]
ReportKind = Literal["completion", "sentence", "site", "agency", "reception"]


class ReportIssued(CommunityServiceRecord, type="community-service.record.report-issued", key="report_id"):
    """A report was issued: the SHA-256 of its file in each language, never what stands in them."""

    report_id: UUID
    number: str
    kind: ReportKind
    subject_id: UUID
    month: date | None
    supersedes: UUID | None
    sha256: dict[Language, str]
