"""The figures of the reports, without anyone's name. All durations are in minutes.

Days are local. A session counts on the day it began.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import Any, ClassVar, get_args
from uuid import UUID

import rfc8785
from pydantic import BaseModel

from services.community_service.domain.outcomes import Count
from services.community_service.events import Outcome

COUNTS: tuple[Count, ...] = get_args(Count)
"""The fields of `Sums` that count sessions by their outcome."""


class Figures(BaseModel, ABC):
    """The content of a report. `names` are the fields with names: a name that changes makes no new report."""

    names: ClassVar[frozenset[str]] = frozenset(
        {"court", "prosecutor", "probation_office", "site", "agency", "address"}
    )

    later: ClassVar[frozenset[str]] = frozenset()
    """Fields that came after the first reports. With their defaults they change no report."""

    def basis(self) -> bytes:
        """The SHA-256 of the figures without the names. While it is the same, the report is the same."""
        unset = {name for name in self.later if getattr(self, name) == type(self).model_fields[name].default}
        return hashlib.sha256(rfc8785.dumps(_without_names(self.model_dump(mode="json", exclude=unset)))).digest()

    @abstractmethod
    def totals(self) -> dict[str, int]:
        """What the public may see."""


def _without_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_names(each) for name, each in value.items() if name not in Figures.names}
    return [_without_names(each) for each in value] if isinstance(value, list) else value


class SessionLine(BaseModel):
    """A session that was recorded, who recorded it, and who signed it off: subjects, no names.

    `credited_minutes` is null until a second person has signed it off.
    """

    session_id: UUID
    site_id: UUID
    site: str
    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    present_minutes: int
    recorded_by: str
    signed_off_by: str | None
    credited_minutes: int | None


class OverrideLine(BaseModel):
    """The prosecutor has overridden rules: who, when, by which document. A child's document number is left out."""

    by: str
    on: date
    document_number: str | None
    document_date: date


class SentenceFigures(Figures):
    """A sentence from its beginning, or one month of it.

    In a month, `sessions` and `month_minutes` are of the month. The other sums are those of its last day.
    A child's verdict number is left out: on paper the case has its `case_id` (UU 11/2012 art. 19).
    Of a diversion, `verdict_date` is the day of the court's determination.
    """

    later: ClassVar[frozenset[str]] = frozenset({"diversion", "override"})

    case_id: UUID
    child: bool
    court: str
    verdict_number: str | None
    verdict_date: date
    prosecutor: str
    probation_office: str
    starts_on: date
    ends_on: date
    replaced_prison_days: int
    replaced_fine_rupiah: int
    required_minutes: int
    month_minutes: int
    credited_minutes: int
    remaining_minutes: int
    completed_on: date | None
    sessions: list[SessionLine]
    diversion: bool = False
    override: OverrideLine | None = None

    def totals(self) -> dict[str, int]:
        names = ("required_minutes", "month_minutes", "credited_minutes", "remaining_minutes")
        return {name: getattr(self, name) for name in names}


class ReceptionFigures(Figures):
    """The handover record of a client: who received, when and where, on the basis of which papers.

    The client has no name here, and a child's verdict no number."""

    case_id: UUID
    child: bool
    court: str
    verdict_number: str | None
    verdict_date: date
    prosecutor: str
    probation_office: str
    required_minutes: int
    received_on: date
    place: str
    received_by: str
    version: int
    litmas_number: str
    litmas_date: date
    litmas_office: str
    order_number: str
    order_date: date
    order_names: str

    def totals(self) -> dict[str, int]:
        return {"required_minutes": self.required_minutes, "version": self.version}


class Sums(BaseModel):
    """Recorded sessions by what an outcome counts as. `unsigned` sessions wait for a second person."""

    persons: int
    sessions: int
    complied: int
    failed_to_comply: int
    acceptable_absences: int
    unacceptable_absences: int
    unsigned: int
    credited_minutes: int

    def public(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("persons", "sessions", "credited_minutes")}


class DayLine(Sums):
    on: date


class SiteLine(Sums):
    site_id: UUID
    site: str


class SiteFigures(Figures):
    """A site's month."""

    site_id: UUID
    site: str
    address: str
    agency: str
    sums: Sums
    days: list[DayLine]

    def totals(self) -> dict[str, int]:
        return self.sums.public()


class AgencyFigures(Figures):
    """An agency's month over all its sites."""

    agency_id: UUID
    agency: str
    sums: Sums
    sites: list[SiteLine]

    def totals(self) -> dict[str, int]:
        return self.sums.public()
