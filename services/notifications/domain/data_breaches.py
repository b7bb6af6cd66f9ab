"""Failures to protect personal data: recorded once found, and told to the persons and to the authority within 3 x 24
hours (UU 27/2022 art. 46). One register for all services: one failure often concerns several of them, and this service
knows nothing of a criminal record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from services.notifications.errors.data_breaches import AlreadyTold, FoundLater, ToldOutOfTime
from shared.privacy.law import LAW

Told = Literal["persons", "authority"]
System = Literal["agreements", "training", "community_service", "notifications", "other"]
Data = Literal["identity", "contact", "criminal_record", "child", "health", "whereabouts", "credentials"]


@dataclass(frozen=True, slots=True)
class DataBreach:
    """`told`: when each was told. The clock runs from `found_at`."""

    id: UUID
    found_at: datetime
    due_at: datetime
    services: frozenset[System]
    data: frozenset[Data]
    persons: int
    cause: str
    measures: str
    told: Mapping[Told, datetime] = field(default_factory=dict)

    @property
    def missing(self) -> list[Told]:
        """Who must still be told. Where it concerns nobody, the authority alone."""
        return [each for each in get_args(Told) if each not in self.told and (each == "authority" or self.persons)]


def due_at(found_at: datetime, now: datetime) -> datetime:
    """Until when the notices are due. Raises FoundLater."""
    if found_at > now:
        raise FoundLater(found_at=found_at.isoformat())
    return found_at + LAW.breach_notice.within


def tell(breach: DataBreach, whom: Told, at: datetime, now: datetime) -> bool:
    """Whether the notice was late. Raises AlreadyTold, ToldOutOfTime."""
    if whom in breach.told:
        raise AlreadyTold(whom=whom)
    if not breach.found_at <= at <= now:
        raise ToldOutOfTime(found_at=breach.found_at.isoformat())
    return at > breach.due_at
