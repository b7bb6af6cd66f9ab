"""Placements and their sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from services.community_service.events.cases import CASE, CaseFact
from shared.messaging.events import Internal


class PlacementConfirmed(CaseFact, type="community-service.placement.confirmed", key="sentence_id", detail=CASE):
    """Placement confirmed.

    When the probation counsellor confirms at which site, and in how many sessions, the sentence is served."""

    placement_id: UUID
    site_id: Annotated[UUID, Internal()]
    sessions: int
    scheduled_minutes: int


class SessionFact(CaseFact):
    """A fact about a session. Nobody outside learns the site: with the day it would say where someone is."""

    session_id: UUID
    placement_id: UUID
    site_id: Annotated[UUID, Internal()]
    starts_at: datetime
    ends_at: datetime


class SessionScheduled(
    SessionFact, topic=None, type="community-service.session.scheduled", key="sentence_id", detail=CASE
):
    """Session scheduled.

    For each session of a confirmed placement. Only the four services read it: it says where someone will be."""

    scheduled_minutes: int


class PlacementChanged(CaseFact, type="community-service.placement.changed", key="sentence_id", detail=CASE):
    """Placement changed.

    When the counsellor confirms a new plan in place of the schedule so far. Each session that went or came is a fact
    of its own."""

    sessions_cancelled: int
    sessions_added: int
    sessions_kept: int
    completes_on: date | None


class SessionCancelled(
    SessionFact, topic=None, type="community-service.session.cancelled", key="sentence_id", detail=CASE
):
    """Session cancelled.

    Before it began, or later where it was never held (`not_held`). Only the four services read it. Its seat and its
    time are free again; its minutes are still to be served, except where the sentence itself has ended."""

    cause: Literal["replanned", "ended", "site", "person", "weather", "other", "not_held"]
