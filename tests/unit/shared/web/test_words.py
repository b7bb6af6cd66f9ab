from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.web.words import NOTHING, filters, word_filter
from tests.support.gallery import NOW, WORDS, shown

DAY = date(2026, 2, 9)


@pytest.mark.parametrize(
    ("name", "value", "indonesian", "english"),
    [
        ("day", DAY, "9 Februari 2026", "9 February 2026"),
        ("day", datetime(2026, 2, 8, 15, 30, tzinfo=UTC), "9 Februari 2026", "9 February 2026"),
        ("short_day", date(2026, 8, 1), "1 Agu 2026", "1 Aug 2026"),
        ("weekday", DAY, "Senin, 9 Februari 2026", "Monday, 9 February 2026"),
        ("month", DAY, "Februari 2026", "February 2026"),
        ("weekday_name", 6, "Min", "Sun"),
        ("clock", NOW, "14.20", "14:20"),
        ("clock", time(8, 5), "08.05", "08:05"),
        ("moment", NOW, "9 Februari 2026 pukul 14.20 WIT", "9 February 2026 at 14:20 WIT"),
        ("hours", 750, "12 jam 30 menit", "12 h 30 min"),
        ("hours", 480, "8 jam", "8 h"),
        ("hours", 30, "30 menit", "30 min"),
        ("hours", 0, "0 jam", "0 h"),
        ("hours", -30, "−30 menit", "−30 min"),
        ("hours", -90, "−1 jam 30 menit", "−1 h 30 min"),
        ("number", 1250, "1.250", "1,250"),
        ("number", Decimal("1250.5"), "1.250,5", "1,250.5"),
        ("rupiah", 1_250_000, "Rp1.250.000", "Rp1,250,000"),
        ("rupiah", -500, "−Rp500", "−Rp500"),
        ("article", "KUHP (UU 1/2023) art. 85(4)", "KUHP (UU 1/2023) Pasal 85 ayat (4)", "KUHP (UU 1/2023) art. 85(4)"),
        ("days", 1, "1 hari", "1 day"),
        ("days", 1500, "1.500 hari", "1,500 days"),
        ("role", "court_clerk", "Panitera", "Court clerk"),
        ("role", "night_watch", "night watch", "night watch"),
    ],
)
def test_as_people_read_it(name: str, value: Any, indonesian: str, english: str) -> None:
    assert [filters(language, "Asia/Jayapura")[name](value) for language in ("id", "en")] == [indonesian, english]


@pytest.mark.parametrize("name", sorted(set(filters("id", "Asia/Jayapura")) - {"age_days"}))
def test_what_is_missing_is_a_dash(name: str) -> None:
    assert filters("id", "Asia/Jayapura")[name](None) == NOTHING


def test_a_moment_names_the_zone_of_the_city() -> None:
    assert filters("id", "Asia/Makassar")["moment"](NOW) == "9 Februari 2026 pukul 13.20 WITA"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((DAY - timedelta(days=3), "3 hari"), (DAY, "0 hari"), (timedelta(days=2, hours=23), "2 hari"), (5, "5 hari")),
        (datetime(2026, 2, 7, 14, 59, tzinfo=UTC), "2 hari"),
        (datetime(2026, 2, 7, 15, 0, tzinfo=UTC), "1 hari"),
        (None, "–"),
    ],
)
def test_age_is_counted_in_local_days(value: Any, expected: str) -> None:
    assert shown("{{ value | age_days }}", value=value) == expected


def test_weeks_of_a_month_begin_on_monday() -> None:
    weeks = filters("id", "Asia/Jayapura")["weeks"](DAY)
    assert (weeks[0][0], weeks[-1][-1], len(weeks)) == (date(2026, 1, 26), date(2026, 3, 1), 5)
    assert filters("id", "Asia/Jayapura")["week_days"](date(2026, 2, 15))[0] == DAY


def test_states_have_words_in_both_languages() -> None:
    assert [word_filter(WORDS, language)("late", "state") for language in ("id", "en")] == ["Terlambat", "Late"]
    assert word_filter(WORDS, "id")(None, "state") == NOTHING
    with pytest.raises(KeyError):
        word_filter(WORDS, "id")("lost", "state")
