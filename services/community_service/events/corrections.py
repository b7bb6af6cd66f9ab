"""Corrections of attendance."""

from __future__ import annotations

from uuid import UUID

from services.community_service.events.attendance import Outcome
from services.community_service.events.cases import CASE
from services.community_service.events.placements import SessionFact
from services.community_service.events.topics import CommunityServiceRecord


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


class AttendanceCorrected(SessionFact, type="community-service.attendance.corrected", key="sentence_id", detail=CASE):
    """Attendance corrected.

    When a second person approves a correction. `correction_minutes` is what it adds to the session, negative where it
    takes away; `restored_minutes` is what other sessions of the case get back that a cap had cut. With `needs_decision`
    a completed sentence lacks minutes: the prosecutor decides."""

    outcome: Outcome
    present_minutes: int
    session_credited_minutes: int
    correction_minutes: int
    restored_minutes: int
    needs_decision: bool
