"""Months of reports: from the first to the last local day, and when their report comes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.reports import Month, need_opened, need_over, need_within
from services.community_service.errors.reports import MonthBeforeOpening, MonthNotOver, MonthOutsidePeriod
from shared.clock import local_day, midnight
from shared.periods import Period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28)),
        ("2026-04", date(2026, 4, 1), date(2026, 4, 30)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2027-01", date(2027, 1, 1), date(2027, 1, 31)),
    ],
)
def test_a_month_has_its_first_and_its_last_day(text: str, first: date, last: date) -> None:
    month = Month.of(text)
    assert (month.first, month.last, str(month)) == (first, last, text)


@pytest.mark.parametrize(
    ("text", "over_at"),
    [
        ("2026-03", datetime(2026, 3, 31, 15, tzinfo=UTC)),
        ("2026-12", datetime(2026, 12, 31, 15, tzinfo=UTC)),
        ("2028-02", datetime(2028, 2, 29, 15, tzinfo=UTC)),
        ("2026-02", datetime(2026, 2, 28, 15, tzinfo=UTC)),
    ],
)
def test_a_report_comes_at_midnight_in_ambon_after_the_months_last_day(text: str, over_at: datetime) -> None:
    month = Month.of(text)
    need_over(month, over_at)
    with pytest.raises(MonthNotOver) as refused:
        need_over(month, over_at - timedelta(microseconds=1))
    assert refused.value.figures == {"month": month, "from_day": local_day(over_at)}


@pytest.mark.parametrize(
    ("text", "within"),
    [("2026-03", False), ("2026-04", True), ("2026-05", True), ("2026-06", True), ("2026-07", False)],
)
def test_a_sentence_has_reports_of_the_months_its_period_touches(text: str, within: bool) -> None:
    period = Period(date(2026, 4, 30), date(2026, 6, 1))
    if within:
        need_within(Month.of(text), period)
    else:
        with pytest.raises(MonthOutsidePeriod):
            need_within(Month.of(text), period)


def test_a_site_has_reports_from_the_month_of_its_opening() -> None:
    opened = midnight(date(2026, 5, 1))
    need_opened(Month.of("2026-05"), opened)
    need_opened(Month.of("2026-04"), opened - timedelta(seconds=1))
    with pytest.raises(MonthBeforeOpening):
        need_opened(Month.of("2026-04"), opened)


@given(st.dates(date(2026, 1, 1), date(2200, 12, 31)))
def test_every_day_lies_in_its_month_and_the_day_after_the_last_begins_the_next(day: date) -> None:
    month = Month(day.replace(day=1))
    assert month.first <= day <= month.last
    assert (month.last + timedelta(days=1)).day == 1
