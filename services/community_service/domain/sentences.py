"""A sentence and its balance: assigned, active with the first check-in, completed with the last credited minute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from services.community_service import events
from services.community_service.domain.calendar import Period
from services.community_service.errors.cases import WrongState
from services.community_service.events import SentenceState
from shared.messaging.events import Event


@dataclass(frozen=True, slots=True)
class Sentence:
    """All durations in minutes. `daily_cap_minutes` is the verdict's hours per day, within the law's cap."""

    id: UUID
    person_id: UUID
    court_code: str
    verdict_number: str
    prosecutor_code: str
    probation_office_code: str
    regime: Literal["adult", "child"]
    period: Period
    required_minutes: int
    daily_cap_minutes: int
    rules_from: date
    credited_minutes: int = 0
    state: SentenceState = "assigned"
    repeat_minutes: int = 0
    review: Literal["open", "stands"] | None = None

    @property
    def remaining_minutes(self) -> int:
        """Negative where a verdict was amended below what is served."""
        return self.required_minutes - self.credited_minutes


Change = tuple[Sentence, list[Event]]


def balance(sentence: Sentence) -> dict[str, Any]:
    """What every fact about a sentence says. A child's verdict number would lead to the child (C4): it stays here."""
    return {
        "sentence_id": sentence.id,
        "state": sentence.state,
        "required_minutes": sentence.required_minutes,
        "credited_minutes": sentence.credited_minutes,
        "remaining_minutes": sentence.remaining_minutes,
        "court_code": sentence.court_code,
        "verdict_number": sentence.verdict_number if sentence.regime == "adult" else None,
        "prosecutor_code": sentence.prosecutor_code,
        "probation_office_code": sentence.probation_office_code,
        "person_id": sentence.person_id,
    }


def need_running(sentence: Sentence) -> None:
    if sentence.state not in ("assigned", "active"):
        raise WrongState(state=sentence.state, needed="assigned / active")


def start(sentence: Sentence, now: datetime) -> Change:
    """Assigned → active, at the first check-in; later ones change nothing."""
    if sentence.state != "assigned":
        return sentence, []
    active = replace(sentence, state="active")
    return active, [events.SentenceStarted(**balance(active), started_at=now)]


def credit(sentence: Sentence, minutes: int, open_matters: int = 0) -> Sentence:
    """Adds minutes to the balance; with the last one the sentence is completed, unless matters are open."""
    assert 0 <= minutes <= max(0, sentence.remaining_minutes)
    return settle(replace(sentence, credited_minutes=sentence.credited_minutes + minutes), open_matters)


def settle(sentence: Sentence, open_matters: int) -> Sentence:
    """Completed where nothing remains to be served and neither an alarm nor a proposed correction is open."""
    due = sentence.state in ("assigned", "active") and sentence.remaining_minutes <= 0 and not open_matters
    return replace(sentence, state="completed") if due else sentence


def completion(sentence: Sentence, now: datetime) -> list[Event]:
    if sentence.state != "completed":
        return []
    report = f"/community-service/sentences/{sentence.id}/reports/completion"
    return [events.SentenceCompleted(**balance(sentence), completed_at=now, report_url=report)]
