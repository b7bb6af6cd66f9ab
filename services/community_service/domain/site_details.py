"""What a site says about its days and its work: closed days, public holidays, skills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

HOLIDAYS_OF = "ID"
"""The country whose public holidays close a site that does not work on them."""


@dataclass(frozen=True, slots=True)
class Details:
    """`closed_days` with their reason. Who comes must have every required skill; helpful ones are a preference."""

    works_on_holidays: bool = False
    closed_days: Mapping[date, str] = field(default_factory=dict)
    skills_required: frozenset[str] = frozenset()
    skills_helpful: frozenset[str] = frozenset()

    def closed_on(self, day: date) -> str | None:
        """Why the site takes nobody on a day, or None."""
        return self.closed_days.get(day) or (None if self.works_on_holidays else public_holiday(day))


def public_holiday(day: date) -> str | None:
    """The public holiday of a day in Indonesian, as far as the library knows (moving feasts are estimates)."""
    return _holidays(day.year).get(day)


@cache
def _holidays(year: int) -> Mapping[date, str]:
    import holidays  # noqa: PLC0415  # a quarter of a second that only a placement needs

    return dict(holidays.country_holidays(HOLIDAYS_OF, years=year, language="id"))
