"""What courts and prosecutors write to the intake topic."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.community_service.fields import Code, Day, Name, Number
from shared.messaging.events import Event

Ground = Literal["correction", "appeal", "cassation", "review"]
RevocationReason = Literal["appeal", "cassation", "review", "withdrawn", "clemency"]

INTAKE = "masohi.intake.sentences.v1"


class Replaced(BaseModel):
    """The punishment that community service takes the place of: prison (months and days add up) or a fine.

    For a child: the prison term of which the service is a condition (C1)."""

    model_config = ConfigDict(frozen=True)

    prison_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    prison_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    fine_rupiah: Annotated[int, Field(ge=1, le=10**15)] | None = None

    def days(self, per_month: int) -> int:
        """Of prison. 0 where it is a fine."""
        return (self.prison_months or 0) * per_month + (self.prison_days or 0)


class Sanctions(BaseModel):
    """What the verdict itself orders for an unjustified failure, wholly or partly (K6): each kind with its amount."""

    model_config = ConfigDict(frozen=True)

    repeat_hours: Annotated[int, Field(ge=1, le=10_000)] | None = None
    prison_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    fine_rupiah: Annotated[int, Field(ge=1, le=10**15)] | None = None


class Intake(Event, topic=INTAKE):
    """Written by others."""

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Nobody guesses: `"60"` and `true` are no numbers, `1` is no consent. Raises ValidationError."""
        return cls.model_validate_json(raw, strict=True)


class Terms(Intake):
    """What else a verdict states. An adult's states its sanctions; a child has none: only a repeat, by the judge (C5).

    Place, kind of work and days a week or month are there only where the verdict states them; then they bind the plan
    (K8). `detained_days` are taken off prison (art. 61). A change that says nothing of them leaves them as
    they are."""

    sanctions: Sanctions | None = None
    place: Name | None = None
    work: Name | None = None
    days_per_week: Annotated[int, Field(ge=1, le=7)] | None = None
    days_per_month: Annotated[int, Field(ge=1, le=31)] | None = None
    detained_days: Annotated[int, Field(ge=0, le=36_500)] | None = None


class SentencePronounced(Terms, type="justice.sentence.pronounced", key="verdict_number"):
    """Sentence of community service pronounced.

    Written by courts and prosecutors when a verdict is final. It holds personal data, so only the community service
    reads this topic. Organisations go by their codes in the register; both days of the period are included. What the
    law asks of a verdict may be absent here: it is then refused with the article, not as unreadable. Of a child,
    consent and the offence's maximum are not asked."""

    court_code: Code
    verdict_number: Number
    verdict_date: Day
    nik: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]
    name: Name
    birth_date: Day
    offence_date: Day
    maximum_prison_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    replaces: Replaced | None = None
    hours: Annotated[int, Field(ge=1, le=10_000)]
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    consent_recorded: bool = False
    commercial: bool = False
    prosecutor_code: Code | None = None
    probation_office_code: Code | None = None


class DiversionDetermined(Intake, type="justice.diversion.determined", key="determination_number"):
    """Diversion determined.

    Written by courts when a judge's determination (penetapan) orders community service of a child as the outcome of a
    diversion: there is no verdict (UU 11/2012 art. 10 to 12). It holds personal data, so only the community service
    reads this topic. Organisations go by their codes in the register; both days of the period are included. What the
    law asks of it may be absent here: it is then refused with the article, not as unreadable."""

    court_code: Code
    determination_number: Number
    determination_date: Day
    nik: Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]
    name: Name
    birth_date: Day
    offence_date: Day
    hours: Annotated[int, Field(ge=1, le=10_000)]
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    prosecutor_code: Code | None = None
    probation_office_code: Code | None = None


class LaterDecision(Intake):
    """What courts and prosecutors say about a verdict afterwards. `change_number` is that of the deciding document.

    `supersedes` names the change that this one follows, where both are of one day and their numbers do not tell."""

    court_code: Code
    verdict_number: Number
    change_number: Number
    decided_on: Day
    supersedes: Number | None = None


class SentenceAmended(LaterDecision, Terms, type="justice.sentence.amended", key="verdict_number"):
    """Sentence of community service amended.

    Written by courts and prosecutors when a verdict is corrected or changed. It states in full what holds from now on
    (K8). The latest decision holds, whatever comes first; it may come before the verdict itself. Nothing in it is about
    the person."""

    ground: Ground
    hours: Annotated[int, Field(ge=1, le=10_000)]
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    replaces: Replaced | None = None


class SentenceRevoked(LaterDecision, type="justice.sentence.revoked", key="verdict_number"):
    """Sentence of community service revoked.

    Written by courts and prosecutors when a verdict falls: annulled by a higher court, withdrawn, or by clemency. It
    may come before the verdict itself."""

    reason: RevocationReason
