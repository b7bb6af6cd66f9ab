"""Attendance of sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.community_service.events.cases import CASE
from services.community_service.events.placements import SessionFact
from services.community_service.events.topics import CommunityServiceRecord

Outcome = Literal["attended_complied", "attended_failed_to_comply", "acceptable_absence", "unacceptable_absence"]


class CheckedIn(CommunityServiceRecord, type="community-service.record.checked-in", key="sentence_id"):
    """Someone arrived at the site."""

    sentence_id: UUID
    session_id: UUID
    at: datetime


class AttendanceRecorded(SessionFact, type="community-service.attendance.recorded", key="sentence_id", detail=CASE):
    """Attendance recorded.

    At the check-out, or when an absence is entered. `present_minutes` counts within the session's schedule; nothing is
    credited yet."""

    outcome: Outcome
    present_minutes: int


class AttendanceSignedOff(SessionFact, type="community-service.attendance.signed-off", key="sentence_id", detail=CASE):
    """Attendance signed off.

    When a second person confirms it. `session_credited_minutes` is what this session adds to the balance."""

    outcome: Outcome
    session_credited_minutes: int
