"""Moments as CloudEvents write them (RFC 3339, section 5.6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

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
