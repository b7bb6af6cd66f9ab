"""Breaches, from the warning to the decision."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.community_service.events.attendance import Outcome
from services.community_service.events.cases import CASE, CaseFact

BreachState = Literal["warned", "proposed", "decided"]
"""The steps of a breach in their order; it is in the state of its latest step."""

BreachDecision = Literal["repeat", "prison", "fine", "substitute_prison", "none"]


class BreachFact(CaseFact):
    breach_id: UUID


class BreachWarned(BreachFact, type="community-service.breach.warned", key="sentence_id", detail=CASE):
    """Breach warned.

    When the probation counsellor warns the person after unjustified failures."""

    failures: int


class Failure(BaseModel):
    """A piece of evidence: the session, and the fact in the journal that says how it was signed off."""

    model_config = ConfigDict(frozen=True)

    session_id: UUID
    starts_at: datetime
    outcome: Outcome
    fact_id: UUID


class BreachProposed(BreachFact, type="community-service.breach.proposed", key="sentence_id", detail=CASE):
    """Breach proposed.

    When the probation counsellor lays a breach before the prosecutor, with the evidence. Nothing follows before the
    prosecutor decides."""

    evidence: list[Failure]


class BreachDecided(BreachFact, type="community-service.breach.decided", key="sentence_id", detail=CASE):
    """Breach decided.

    When the prosecutor has decided: repeat (the sentence goes on, longer), serve the prison term that was replaced, pay
    the fine that was replaced or serve substitute prison (the sentence is closed), or none of these."""

    decision: BreachDecision
    repeat_minutes: int | None
    prison_days: int | None
    fine_rupiah: int | None
    ends_on: date
