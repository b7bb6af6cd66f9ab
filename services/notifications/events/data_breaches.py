"""Records about failures to protect personal data. None of them names a person or says how it was done."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.notifications.events.topics import NotificationsRecord


class DataBreachRecorded(NotificationsRecord, type="notifications.record.data-breach-recorded", key="breach_id"):
    """A failure to protect personal data was found, or more became known of it."""

    breach_id: UUID
    found_at: datetime
    due_at: datetime
    services: list[str]
    data: list[str]
    persons: int


class DataBreachNoticeGiven(NotificationsRecord, type="notifications.record.data-breach-notice-given", key="breach_id"):
    """The persons, or the authority, were told in writing."""

    breach_id: UUID
    told: Literal["persons", "authority"]
    told_at: datetime
    document: str
    late: bool
