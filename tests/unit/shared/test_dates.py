"""Moments as RFC 3339 has them: every form that it allows, and none that only ISO 8601 does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.dates import IsoDay, IsoMoment, moment_of

TEN = datetime(2026, 11, 26, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-26T10:00:00Z", TEN),
        ("2026-11-26t10:00:00z", TEN),
        ("2026-11-26 10:00:00Z", TEN),
        ("2026-11-26T19:00:00+09:00", TEN),
        ("2026-11-26T10:00:00-00:00", TEN),
        ("2026-11-26T10:00:00.5Z", TEN + timedelta(milliseconds=500)),
        ("2026-11-26T10:00:00.123456789012Z", TEN + timedelta(microseconds=123_456)),
        ("2024-02-29T23:59:59.999Z", datetime(2024, 2, 29, 23, 59, 59, 999_000, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("1990-12-31T15:59:60.25-08:00", datetime(1991, 1, 1, 0, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_every_form_of_rfc_3339_is_read(text: str, moment: datetime) -> None:
    assert moment_of(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2026-11-26", "20261126T100000Z", "2026-W48-4T10:00:00Z", "2026-330T10:00:00Z"),
        *("2026-11-26T10:00:00", "2026-11-26T10:00:00+0900", "2026-11-26T10:00:00+09", "2026-11-26T10:00:00 Z"),
        *("2026-11-26T24:00:00Z", "2026-11-26T10:60:00Z", "2026-11-26T10:00:61Z", "2026-11-26T10:00:00+24:00"),
        *("2026-11-26T10:00:00+09:60", "2026-11-26T10:00:00+09:00:30", "2026-11-26T10:00Z", "2026-11-26T10Z"),
        *("2026-11-26T10:00:00,5Z", "2026-11-26T10:00:00.Z", "2026-11-26_10:00:00Z", "2026-02-29T10:00:00Z"),
        *("2026-13-01T10:00:00Z", "0000-01-01T10:00:00Z", "0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"),
        *("2026-11-26T10:00:60Z", "2026-11-26T23:59:60Z", "9999-12-31T23:59:60Z", " 2026-11-26T10:00:00Z"),
        *("2026-11-26T10:00:00Z\n", "٢٠٢٦-11-26T10:00:00Z", "2026-11-26T10:00:00−09:00"),
    ],
)
def test_no_other_form_is_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"RFC 3339|out of reach|leap second|range|month|year|day"):
        moment_of(text)


@given(st.datetimes(timezones=st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))))
def test_what_python_writes_is_the_same_moment(moment: datetime) -> None:
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        return
    assert moment_of(moment.isoformat()) == moment_of(utc.isoformat()) == moment


DAY, MOMENT = TypeAdapter(IsoDay), TypeAdapter(IsoMoment)


@pytest.mark.parametrize("text", ["0", "86400", "+0", "2026-2-9", "2026-02-30", "20260209", "2026-02-09T00:00:00Z"])
def test_a_day_is_written_as_a_day(text: str) -> None:
    with pytest.raises(ValidationError):
        DAY.validate_python(text)


@pytest.mark.parametrize("text", ["0", "1.5", "2026-02-09", "2026-02-09T08:00", "2026-02-09T08:00:00"])
def test_a_moment_has_its_offset(text: str) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(text)


def test_seconds_may_be_left_out() -> None:
    assert MOMENT.validate_python("2026-11-26T19:00+09:00") == TEN
