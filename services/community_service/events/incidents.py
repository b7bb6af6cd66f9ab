"""Accidents and complaints. What they say stays in this service."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from services.community_service.events.cases import CASE, CaseFact

IncidentKind = Literal["accident", "complaint"]


class IncidentFact(CaseFact, topic=None):
    """Only the four services read it: an accident may say something about someone's health."""

    incident_id: UUID
    kind: IncidentKind


class IncidentReported(IncidentFact, type="community-service.incident.reported", key="sentence_id", detail=CASE):
    """Incident reported.

    When an accident at work or a complaint is recorded. It waits for an answer, and for the prosecutor."""

    happened_on: date


class IncidentAnswered(IncidentFact, type="community-service.incident.answered", key="sentence_id", detail=CASE):
    """Incident answered.

    When somebody has written what was done about it."""


class IncidentSeen(IncidentFact, type="community-service.incident.seen", key="sentence_id", detail=CASE):
    """Incident seen.

    When the prosecutor of the case has seen it."""
