"""Visits and checks by counsellor or prosecutor: lines of the supervision log beside the sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from services.community_service import events
from services.community_service.domain.calendar import at
from services.community_service.domain.sentences import Sentence
from services.community_service.domain.sessions import Grade
from services.community_service.errors import visits as errors
from services.community_service.events import VisitKind
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Visit:
    """In local time, within one day. What is None was not noted."""

    id: UUID
    kind: VisitKind
    on: date
    starts: time
    ends: time
    complied: bool | None = None
    behaviour: Grade | None = None
    notes: str | None = None


def record(sentence: Sentence, visit: Visit, verdict_date: date, now: datetime) -> Sequence[Event]:
    """Also of a sentence that has ended. Raises VisitInFuture, VisitBeforeVerdict."""
    if at(visit.on, visit.ends) > now:
        raise errors.VisitInFuture(on=visit.on, ends=f"{visit.ends:%H:%M}")
    if visit.on < verdict_date:
        raise errors.VisitBeforeVerdict(on=visit.on, verdict_date=verdict_date)
    return [events.VisitRecorded(sentence_id=sentence.id, visit_id=visit.id, kind=visit.kind, on=visit.on)]
