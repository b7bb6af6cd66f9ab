"""What all events of the community service share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.messaging.events import Event, Internal

SentenceState = Literal["assigned", "active", "completed", "revoked", "closed"]
SiteState = Literal["open", "suspended", "closed"]
Language = Literal["id", "en"]
ReportKind = Literal["completion", "sentence", "site", "agency"]
Outcome = Literal["attended_complied", "attended_failed_to_comply", "acceptable_absence", "unacceptable_absence"]
Ground = Literal["correction", "appeal", "cassation", "review"]
RevocationReason = Literal["appeal", "cassation", "review", "withdrawn", "clemency"]
Misuse = Literal[
    "two_places_at_once",
    "slot_overfull",
    "outside_schedule",
    "far_from_site",
    "signed_for_relative",
    "signed_alone",
    "too_regular",
    "commercial_site",
]
BreachDecision = Literal["repeat", "prison", "fine", "substitute_prison", "none"]
Concern = Literal["pronouncement", "amendment", "revocation", "unreadable"]

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,59}$")]
Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class CommunityServiceEvent(Event, topic="masohi.community-service.v1"):
    """All published facts of the community service."""


class CommunityServiceRecord(Event):
    """For the record only: it stands in the journal and is not published."""


class CaseFact(CommunityServiceEvent):
    """A fact about a sentence, with the balance as it is after it. All durations are in minutes."""

    sentence_id: UUID
    state: SentenceState
    required_minutes: int
    credited_minutes: int
    remaining_minutes: int
    court_code: str
    verdict_number: str | None
    prosecutor_code: str
    probation_office_code: str
    person_id: Annotated[UUID, Internal()]


CASE = "/community-service/sentences/{}"
