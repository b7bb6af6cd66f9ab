"""A sentence and its balance: assigned, active with the first check-in, completed with the last credited minute."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from services.community_service.domain.bounds import Bound
from services.community_service.errors.cases import WrongState
from services.community_service.events import SentenceState
from shared.periods import Period

Origin = Literal["verdict", "diversion"]
"""What ordered it: a verdict, or a court's determination of a child's diversion. It stays in the service (C4)."""
OVER: frozenset[SentenceState] = frozenset({"revoked", "closed", "lapsed"})
"""Ended before it was served: nothing of it is credited or corrected any more."""


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
    bound: Bound = field(default_factory=Bound)
    origin: Origin = "verdict"

    @property
    def remaining_minutes(self) -> int:
        """Negative where a verdict was amended below what is served."""
        return self.required_minutes - self.credited_minutes

    def credit(self, minutes: int) -> Sentence:
        """With these minutes on top of the balance; corrections may take minutes away."""
        return replace(self, credited_minutes=self.credited_minutes + minutes)


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
        "regime": sentence.regime,
    }


def need_running(sentence: Sentence) -> None:
    if sentence.state not in ("assigned", "active"):
        raise WrongState(state=sentence.state, needed="assigned / active")
