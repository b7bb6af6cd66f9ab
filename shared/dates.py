"""Days and moments as people and systems write them (RFC 3339, section 5.6).

pydantic alone also reads the text `"0"`: it would be 1 January 1970, and a person would have another age.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator

_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ](?:[01]\d|2[0-3]):[0-5]\d:(?P<second>[0-5]\d|60)"
    r"(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)


def moment_of(text: str) -> datetime:
    """In UTC. A leap second is the second after it: `datetime` knows none. Raises ValueError."""
    found = _RFC3339.fullmatch(text)
    if found is None:
        raise ValueError("not RFC 3339")
    leap = found["second"] == "60"
    start, end = found.span("second")
    plain = f"{text[:start]}59{text[end:]}" if leap else text
    try:
        moment = datetime.fromisoformat(plain.upper()).astimezone(UTC)
        return _after_leap_second(moment) if leap else moment
    except OverflowError as error:
        raise ValueError("out of reach") from error


def _after_leap_second(last: datetime) -> datetime:
    """Leap seconds end a month in UTC (RFC 3339, appendix D). Raises ValueError for any other."""
    after = last + timedelta(seconds=1)
    if (after.day, after.hour, after.minute, after.second) != (1, 0, 0, 0):
        raise ValueError("no leap second")
    return after


class NoDay(ValueError):
    """A text that is no day, or one that does not exist."""


def _day(written: Any) -> Any:
    if isinstance(written, date):
        return written
    if not isinstance(written, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", written, re.ASCII):
        raise NoDay("a date is written as 2026-02-09")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise NoDay(str(error)) from None


def _moment(written: Any) -> Any:
    """Whole seconds may be left out, as many forms do."""
    if isinstance(written, datetime):
        return written
    try:
        return moment_of(_with_seconds(written))
    except (ValueError, TypeError):
        raise ValueError("a moment is written as 2026-02-09T08:00:00+09:00") from None


def _with_seconds(written: str) -> str:
    return re.sub(r"^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d)(?=[Zz+-])", r"\1:00", written, flags=re.ASCII)


DAY, MOMENT = BeforeValidator(_day), BeforeValidator(_moment)
"""For a field with bounds: `Annotated[date, Field(ge=…), DAY]`."""

IsoDay = Annotated[date, DAY]
IsoMoment = Annotated[AwareDatetime, MOMENT]
"""In UTC. Always with its offset: `Z` or `+09:00`."""
