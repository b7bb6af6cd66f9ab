"""What callers write about a breach."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from services.community_service.domain.breaches_decisions import Decision, Document
from services.community_service.domain.breaches_steps import Asked, Means
from services.community_service.events import BreachDecision, Finding
from services.community_service.fields import Day, Name, Number, Reason

_AMOUNTS = {"repeat": {"hours"}, "prison": {"days"}, "fine": {"rupiah"}, "substitute_prison": {"days"}, "none": set()}


class VerifyBreach(BaseModel):
    """Whom the counsellor asked for the reason, on which day, by what means, and what was found. `reason` is personal
    data: it stays in this service."""

    asked: Asked
    asked_on: Day
    means: Means
    reason: Reason
    finding: Finding


class DecideBreach(BaseModel):
    """What the verdict ordered, with its amount: `repeat` hours (`ends_on`: a new last day), `prison` days, `fine`
    rupiah (`due_on`: the last day to pay), or `none`. `substitute_prison` days: only under older rules.

    The document of the decision has a number and a date. A clerk names the judge who determined it."""

    decision: BreachDecision
    hours: Annotated[int, Field(ge=1, le=10_000)] | None = None
    days: Annotated[int, Field(ge=1, le=10_000)] | None = None
    rupiah: Annotated[int, Field(ge=1, le=10**12)] | None = None
    ends_on: Day | None = None
    due_on: Day | None = None
    document_number: Number | None = None
    document_date: Day | None = None
    judge: Name | None = None

    @model_validator(mode="after")
    def _amount_fits(self) -> Self:
        stated = {name for name in ("hours", "days", "rupiah") if getattr(self, name) is not None}
        if stated != _AMOUNTS[self.decision]:
            raise ValueError(f"{self.decision} states {', '.join(_AMOUNTS[self.decision]) or 'no amount'}")
        if self.ends_on and self.decision != "repeat":
            raise ValueError("only a repeat has a new last day")
        if self.due_on and self.decision != "fine":
            raise ValueError("only a fine has a due date")
        if (self.document_number is None) != (self.document_date is None):
            raise ValueError("a document has a number and a date")
        return self

    def decision_of(self) -> Decision:
        document = Document(self.document_number, self.document_date, self.judge)
        return Decision(self.decision, self.hours, self.days, self.rupiah, self.ends_on, self.due_on, document)
