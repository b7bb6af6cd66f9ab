"""Breaches, from the verification to the decision.

A breach may take several warnings: each is a `breach.warned` of the same breach, with its number. No fact says the
`BreachState`, so a new step changes nothing for those who read the facts. The verification stays in the service.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.community_service.events.attendance import Outcome
from services.community_service.events.cases import CASE, CaseFact
from services.community_service.events.topics import CommunityServiceRecord

BreachState = Literal["verified", "warned", "warned_twice", "warned_thrice", "proposed", "decided"]
"""The steps of a breach in their order; it is in the state of its latest step. A rule set names those that it has."""

BreachDecision = Literal["repeat", "prison", "fine", "substitute_prison", "none"]

Finding = Literal["justified", "unjustified"]


class BreachVerified(CommunityServiceRecord, type="community-service.record.breach-verified", key="sentence_id"):
    """The counsellor asked for the reason of unjustified failures. With a valid one there is no breach."""

    sentence_id: UUID
    verification_id: UUID
    breach_id: UUID | None
    failures: int
    finding: Finding


class BreachFact(CaseFact):
    breach_id: UUID


class BreachWarned(BreachFact, type="community-service.breach.warned", key="sentence_id", detail=CASE):
    """Breach warned.

    When the probation counsellor warns the person after unjustified failures. `warning` counts the warnings of one
    breach."""

    failures: int
    warning: int = 1


class Failure(BaseModel):
    """A piece of evidence: the session, and the fact in the journal that says how it was signed off."""

    model_config = ConfigDict(frozen=True)

    session_id: UUID
    starts_at: datetime
    outcome: Outcome
    fact_id: UUID


class BreachProposed(BreachFact, type="community-service.breach.proposed", key="sentence_id", detail=CASE):
    """Breach proposed.

    When the probation counsellor lays a breach before the office that decides, with the evidence. Nothing follows
    before the decision. `decides_code` is the code of the office; null in facts from before it was stated."""

    evidence: list[Failure]
    decides_code: str | None = None


class BreachDecided(BreachFact, type="community-service.breach.decided", key="sentence_id", detail=CASE):
    """Breach decided.

    When it has been decided: repeat (the sentence goes on, longer), serve the prison term that was replaced, pay the
    fine that was replaced by `due_on` (the sentence is closed), or none of these. Under verdicts of older rules also
    substitute prison. `document_date` is that of the deciding document. Its number is left out where the verdict's
    is."""

    decision: BreachDecision
    repeat_minutes: int | None
    prison_days: int | None
    fine_rupiah: int | None
    ends_on: date
    document_number: str | None = None
    document_date: date | None = None
    due_on: date | None = None


class BreachReduced(BreachFact, type="community-service.breach.reduced", key="sentence_id", detail=CASE):
    """Order of a breach reduced.

    When a verdict is amended after a decision on a breach has closed its sentence, and less than was ordered is left:
    days of prison, or of a fine. It only ever gets less. What it was before stands beside it."""

    decision: BreachDecision
    prison_days: int | None
    prison_days_before: int | None
    fine_rupiah: int | None
    fine_rupiah_before: int | None
