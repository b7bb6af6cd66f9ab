"""The days that a search is about. Both ends belong to it, and no search goes over more days than it can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Query

from shared.clock import midnight
from shared.dates import IsoDay
from shared.errors import Refusal

FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)
From = Annotated[IsoDay | None, Query(alias="from", ge=FIRST, le=LAST)]
"""The parameter `from`: the first day."""
Until = Annotated[IsoDay | None, Query(ge=FIRST, le=LAST)]
"""The parameter `until`: the last day."""


class SpanBackwards(Refusal, kind="invalid", indonesian="Hari terakhir {last} mendahului hari pertama {first}."):
    """The last day, {last}, is before the first one, {first}."""


class SpanTooLong(Refusal, kind="invalid", indonesian="{days} hari; satu pencarian paling banyak {most} hari."):
    """These are {days} days; one search goes over at most {most}."""


class DaysMissing(
    Refusal, kind="invalid", indonesian="Sebutkan hari pertama dan terakhir yang dicari, paling banyak {most} hari."
):
    """Name the first and the last day to search, at most {most} days."""


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, from the first to the last."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return midnight(self.last + timedelta(days=1))

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range(len(self)))


def asked(first: date | None, last: date | None, today: date, most: int) -> Span | None:
    """The span that a caller asks for; None where neither end is named. An end that is left out is today, or as far
    back as a search may go. Raises SpanBackwards, SpanTooLong."""
    if first is None and last is None:
        return None
    last = last or max(today, first or today)
    span = Span(first or max(FIRST, last - timedelta(days=most - 1)), last)
    if span.last < span.first:
        raise SpanBackwards(first=span.first, last=span.last)
    if len(span) > most:
        raise SpanTooLong(days=len(span), most=most)
    return span


def latest(today: date, days: int) -> Span:
    """The last so many days, today among them."""
    return Span(today - timedelta(days=days - 1), today)
