"""Days, months and durations as people read them in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from shared.languages import Language, days_in_words, format_day, format_duration, format_month


@pytest.mark.parametrize(
    ("language", "long", "short", "month"),
    [
        ("id", "2 Maret 2026", "2 Mar 2026", "Maret 2026"),
        ("en", "2 March 2026", "2 Mar 2026", "March 2026"),
    ],
)
def test_a_day_and_its_month(language: Language, long: str, short: str, month: str) -> None:
    day = date(2026, 3, 2)
    assert (format_day(day, language), format_day(day, language, short=True)) == (long, short)
    assert format_month(day, language) == month


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_month_has_a_name_of_its_own(language: Language) -> None:
    assert len({format_month(date(2026, month, 1), language) for month in range(1, 13)}) == 12


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (0, "0 jam", "0 h"),
        (59, "0 jam 59 menit", "0 h 59 min"),
        (60, "1 jam", "1 h"),
        (450, "7 jam 30 menit", "7 h 30 min"),
        (-90, "−1 jam 30 menit", "−1 h 30 min"),
        (-60, "−1 jam", "−1 h"),
    ],
)
def test_a_duration(minutes: int, indonesian: str, english: str) -> None:
    assert (format_duration(minutes, "id"), format_duration(minutes, "en")) == (indonesian, english)


def test_the_minus_of_plain_text() -> None:
    assert format_duration(-90, "en", minus="-") == "-1 h 30 min"


def test_days_and_times_in_a_sentence_are_said_in_words() -> None:
    said = "Sesi 2026-03-02 08:00–12:00 (2026-03-31): B-2026-03-02/x, versi 12:345"
    assert days_in_words(said, "id") == "Sesi 2 Maret 2026 08.00–12.00 (31 Maret 2026): B-2026-03-02/x, versi 12:345"
    assert days_in_words("at 2026-12-24 07:05:00.", "en") == "at 24 December 2026 07:05."
    assert days_in_words("2026-13-40 pukul 99:99", "id") == "2026-13-40 pukul 99:99"
