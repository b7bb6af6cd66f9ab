"""Accidents at work and complaints: recorded, answered, and seen by the prosecutor of the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.community_service import events
from services.community_service.domain.sentences import Sentence, balance
from services.community_service.errors import incidents as errors
from services.community_service.events import IncidentKind
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Incident:
    """It waits while nobody has answered it, or the prosecutor has not seen it."""

    id: UUID
    kind: IncidentKind
    happened_on: date
    opened_by: str
    answered_at: datetime | None = None
    seen_at: datetime | None = None


def report(sentence: Sentence, incident: Incident, today: date) -> Sequence[Event]:
    """Also of a sentence that has ended. Raises IncidentInFuture."""
    if incident.happened_on > today:
        raise errors.IncidentInFuture(on=incident.happened_on)
    return [events.IncidentReported(**_fields(sentence, incident), happened_on=incident.happened_on)]


def answer(sentence: Sentence, incident: Incident, by: str) -> Sequence[Event]:
    """Once. A complaint is answered by another than who wrote it down. Raises IncidentSettled, AnotherAnswers."""
    if incident.answered_at:
        raise errors.IncidentSettled(state="answered")
    if incident.kind == "complaint" and by == incident.opened_by:
        raise errors.AnotherAnswers
    return [events.IncidentAnswered(**_fields(sentence, incident))]


def see(sentence: Sentence, incident: Incident) -> Sequence[Event]:
    """The prosecutor has seen it, before or after the answer. Raises IncidentSettled."""
    if incident.seen_at:
        raise errors.IncidentSettled(state="seen")
    return [events.IncidentSeen(**_fields(sentence, incident))]


def _fields(sentence: Sentence, incident: Incident) -> dict[str, object]:
    return balance(sentence) | {"incident_id": incident.id, "kind": incident.kind}
