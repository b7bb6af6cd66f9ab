"""A report, and the calendar month (local) that a periodic report is of."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.community_service.domain.calendar import Period
from services.community_service.errors import reports as errors
from services.community_service.events import ReportKind
from shared.clock import local_day


@dataclass(frozen=True, slots=True)
class Report:
    """`content` is the JSON of the figures; `printed` says whether its files are kept."""

    id: UUID
    number: str
    kind: ReportKind
    subject_id: UUID
    month: date | None
    supersedes: UUID | None
    basis: bytes
    content: str
    code: str
    verify_url: str
    issued_at: datetime
    issued_by: str
    printed: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """From its first to its last local day, both included."""

    first: date

    @classmethod
    def of(cls, text: str) -> Month:
        """`2026-03`."""
        return cls(date.fromisoformat(f"{text}-01"))

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def need_over(month: Month, now: datetime) -> None:
    """A report is of a whole month: it comes from the first local day after it."""
    if local_day(now) <= month.last:
        raise errors.MonthNotOver(month=month, from_day=month.last + timedelta(days=1))


def need_within(month: Month, period: Period) -> None:
    """A sentence has reports of the months that its period touches."""
    if month.last < period.starts_on or period.ends_on < month.first:
        raise errors.MonthOutsidePeriod(month=month, starts_on=period.starts_on, ends_on=period.ends_on)


def need_opened(month: Month, opened_at: datetime) -> None:
    if month.last < local_day(opened_at):
        raise errors.MonthBeforeOpening(month=month, opened_on=local_day(opened_at))
