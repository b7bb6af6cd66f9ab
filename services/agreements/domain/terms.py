"""The terms of an agreement: scopes, period, and what a cooperation agreement (PKS) covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from services.agreements.errors import terms as errors
from services.agreements.events import Scope
from shared.periods import Period


def period(starts_on: date, ends_on: date) -> Period:
    """The local days from the first to the last, both included. Raises PeriodReversed."""
    if ends_on < starts_on:
        raise errors.PeriodReversed(starts_on=starts_on, ends_on=ends_on)
    return Period(starts_on, ends_on)


def day_after(day: date) -> date:
    """The next day. The last day of the calendar, which old rows use for "without end", has none and stays."""
    return day if day == date.max else day + timedelta(days=1)


def days_before(day: date, counts: Iterable[int]) -> list[date]:
    """The days so many days before, as far as the calendar goes."""
    return [day - timedelta(days=count) for count in counts if count < day.toordinal()]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an addendum may change. Empty `sites` or `programmes`: the PKS covers all within its scopes.

    Sites are named for community service only, programmes for training only. Source: PP 28/2018 (rule A2). Raises
    CoverageOutsideScope."""

    scopes: frozenset[Scope]
    period: Period
    sites: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.sites and "community_service" not in self.scopes:
            raise errors.CoverageOutsideScope(what="sites", scope="community_service")
        if self.programmes and "training" not in self.scopes:
            raise errors.CoverageOutsideScope(what="programmes", scope="training")

    def fields(self) -> dict[str, object]:
        """The terms as facts carry them."""
        return {
            "scopes": sorted(self.scopes),
            "starts_on": self.period.starts_on,
            "ends_on": self.period.ends_on,
            "sites": sorted(self.sites),
            "programmes": sorted(self.programmes),
        }
