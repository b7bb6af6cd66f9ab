"""Reports (laporan): of a completed sentence, or of a calendar month (local) of a sentence, a site or an agency.

The handover record of a client (berita acara serah terima) is issued, numbered and checked as a report is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.community_service.domain.sentences import Sentence
from services.community_service.errors import reports as errors
from services.community_service.events import ReportKind
from shared.clock import local_day
from shared.periods import Period

_CODE = re.compile("[A-Z2-7]{16}")


def code_of(text: str) -> str | None:
    """The code as it is stored. People may type it with the hyphens of the document, or in small letters."""
    plain = text.replace("-", "").upper()
    return plain if _CODE.fullmatch(plain) else None


def code_typed(text: str) -> str | None:
    """The code in a field: with spaces too, and with digits that look like the letters of a code."""
    return code_of("".join(text.split()).replace("0", "O").replace("8", "B"))


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


def months_due(period: Period, today: date) -> list[Month]:
    """Those of a sentence's period that are over: their reports can be issued. The latest first."""
    months, first = [], period.starts_on.replace(day=1)
    while first <= period.ends_on and Month(first).last < today:
        months.append(Month(first))
        first = Month(first).last + timedelta(days=1)
    return months[::-1]


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which report: completion or reception of a sentence (no month), or a month of a sentence, a site, an agency."""

    kind: ReportKind
    subject_id: UUID
    month: Month | None = None

    @property
    def of_sentence(self) -> bool:
        return self.kind in {"completion", "sentence", "reception"}


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it was issued.

    `month` is the first day of the month. `content` is the JSON of the figures, `basis` is the SHA-256 of the figures
    without names. `has_files`: the PDF files are saved."""

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
    has_files: bool = False

    @property
    def request(self) -> ReportRequest:
        return ReportRequest(self.kind, self.subject_id, Month(self.month) if self.month else None)


def need_completed(sentence: Sentence) -> None:
    """K8: the report of completion is issued after the last minute."""
    if sentence.state != "completed":
        raise errors.SentenceNotCompleted(credited=sentence.credited_minutes, required=sentence.required_minutes)


def need_over(month: Month, now: datetime) -> None:
    """A report covers a whole month. It is issued from the first local day after the month."""
    if local_day(now) <= month.last:
        raise errors.MonthNotOver(month=month, from_day=month.last + timedelta(days=1))


def need_within(month: Month, period: Period) -> None:
    """A sentence has reports of the months in its period."""
    if month.last < period.starts_on or period.ends_on < month.first:
        raise errors.MonthOutsidePeriod(month=month, starts_on=period.starts_on, ends_on=period.ends_on)


def need_opened(month: Month, opened_at: datetime) -> None:
    """A site or agency has reports from the month in which it opened."""
    if month.last < local_day(opened_at):
        raise errors.MonthBeforeOpening(month=month, opened_on=local_day(opened_at))
