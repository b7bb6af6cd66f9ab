"""The calendar of holidays. Decrees are public: every agency may follow them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.community_service.events.topics import CommunityServiceEvent
from shared.holidays import DayKind


class DecreedDay(BaseModel):
    """What a decree says of one day. `revision` counts what decrees have said of the day, from 1 on."""

    model_config = ConfigDict(frozen=True)

    on: date
    kind: DayKind
    name: str
    revision: int


class CalendarDecreed(CommunityServiceEvent, type="community-service.calendar.decreed", key="decree_id"):
    """A decree about holidays was recorded.

    When a coordinator has recorded what a decree says of some days: public holiday, joint leave, or neither any more.
    Of a day the highest `revision` holds. The reason of a correction stays in the service."""

    decree_id: UUID
    number: str
    decreed_on: date
    issuer: str
    corrects: bool
    days: list[DecreedDay]
