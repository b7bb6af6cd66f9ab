"""The calendar of holidays. Its decrees are for the record: no agency waits for them here."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.community_service.events.topics import CommunityServiceRecord

DayKind = Literal["public_holiday", "joint_leave", "working_day"]
"""What a decree makes of a day. `working_day`: the decree says that it is no holiday and no joint leave any more."""


class DecreedDay(BaseModel):
    """What a decree says of one day. `revision` counts what decrees have said of the day, from 1 on."""

    model_config = ConfigDict(frozen=True)

    on: date
    kind: DayKind
    name: str
    revision: int


class CalendarDecreed(CommunityServiceRecord, type="community-service.record.calendar-decreed", key="decree_id"):
    """A coordinator recorded what a decree says of some days. The reason of a correction stays in the service."""

    decree_id: UUID
    number: str
    decreed_on: date
    issuer: str
    corrects: bool
    days: list[DecreedDay]
