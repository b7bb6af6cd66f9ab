"""Visits of counsellor or prosecutor, for the record."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service.events.topics import CommunityServiceRecord

VisitKind = Literal["site_visit", "home_visit", "office_visit", "check", "call"]


class VisitRecorded(CommunityServiceRecord, type="community-service.record.visit-recorded", key="sentence_id"):
    """A counsellor or prosecutor has visited or checked. What was noted stands in the table alone."""

    sentence_id: UUID
    visit_id: UUID
    kind: VisitKind
    on: date
