"""Placements, sessions and attendance."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.community_service.events.base import CASE, CaseFact, Outcome


class PlacementConfirmed(CaseFact, type="community-service.placement.confirmed", key="sentence_id", detail=CASE):
    """Placement confirmed.

    When the probation counsellor confirms at which site, and in how many sessions, the sentence is served."""

    placement_id: UUID
    site_id: UUID
    sessions: int
    scheduled_minutes: int


class SessionFact(CaseFact):
    session_id: UUID
    placement_id: UUID
    site_id: UUID
    starts_at: datetime
    ends_at: datetime


class SessionScheduled(SessionFact, type="community-service.session.scheduled", key="sentence_id", detail=CASE):
    """Session scheduled.

    For each session of a confirmed placement."""

    scheduled_minutes: int


class PlacementChanged(CaseFact, type="community-service.placement.changed", key="sentence_id", detail=CASE):
    """Placement changed.

    When the counsellor confirms a new plan in place of the schedule so far. Each session that went or came is a fact
    of its own."""

    sessions_cancelled: int
    sessions_added: int
    sessions_kept: int
    completes_on: date | None


class SessionCancelled(SessionFact, type="community-service.session.cancelled", key="sentence_id", detail=CASE):
    """Session cancelled.

    Before it began. Its seat and its time are free again; its minutes are still to be served, except where the sentence
    itself has ended."""

    cause: Literal["replanned", "ended", "site", "person", "weather", "other"]


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
