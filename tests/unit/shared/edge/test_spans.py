"""The days that a search is about, both ends included."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared.edge.spans import FIRST, LAST, Span, SpanBackwards, SpanTooLong, asked, latest

TODAY = date(2026, 3, 31)
MONTH = Span(date(2026, 3, 1), TODAY)


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        (None, None, None),
        (date(2026, 3, 1), TODAY, MONTH),
        (date(2026, 3, 1), None, MONTH),
        (None, TODAY, MONTH),
        (date(2026, 4, 2), None, Span(date(2026, 4, 2), date(2026, 4, 2))),
        (None, FIRST, Span(FIRST, FIRST)),
        (LAST, LAST, Span(LAST, LAST)),
    ],
)
def test_an_end_that_is_left_out_is_today_or_as_far_back_as_may_be(
    first: date | None, last: date | None, span: Span | None
) -> None:
    assert asked(first, last, TODAY, 31) == span


def test_one_day_too_many_or_backwards_is_refused() -> None:
    with pytest.raises(SpanTooLong, match="32 days"):
        asked(date(2026, 2, 28), TODAY, TODAY, 31)
    with pytest.raises(SpanBackwards):
        asked(TODAY, date(2026, 3, 30), TODAY, 31)


def test_a_day_begins_and_ends_at_midnight_in_ambon() -> None:
    day = Span(date(2026, 3, 1), date(2026, 3, 1))
    assert (day.begins, day.ends) == (
        datetime(2026, 2, 28, 15, tzinfo=UTC),
        datetime(2026, 3, 1, 15, tzinfo=UTC),
    )
    assert list(latest(TODAY, 31)) == list(MONTH)
    assert (len(MONTH), MONTH.last) == (31, TODAY)
    assert (Span(FIRST, LAST).begins < Span(FIRST, LAST).ends) is True
