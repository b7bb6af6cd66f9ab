"""Monthly wages: who is refused, and why; a child has none (rule P1)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.training.domain import wages
from services.training.errors.ledger import DayToCome
from tests.unit.training.cases import LIMITS

ONE, FEBRUARY = UUID(int=1), date(2026, 2, 1)


@pytest.mark.parametrize(
    ("born", "booked", "expected"),
    [
        pytest.param(date(1990, 1, 1), None, None, id="an adult"),
        pytest.param(date(2008, 2, 28), None, None, id="LEDGER-15: who is 18 on the last day of the month has a wage"),
        pytest.param(
            date(2008, 3, 1), None, "child-earns-nothing", id="LEDGER-16: who is 18 a day later has none that month"
        ),
        pytest.param(date(1990, 1, 1), 50_000, "unchanged", id="LEDGER-17: the same wage again is booked once"),
        pytest.param(date(1990, 1, 1), 40_000, "wage-booked", id="LEDGER-18: another sum for the same work is refused"),
        pytest.param(None, None, "not-of-institution", id="somebody whom the institution does not have"),
    ],
)
def test_a_line_is_judged(born: date | None, booked: int | None, expected: str | None) -> None:
    births = {ONE: born} if born else {}
    known = {ONE: booked} if booked else {}
    (line,) = wages.judge({ONE: 50_000}, births, known, FEBRUARY, LIMITS)
    assert ("unchanged" if line.unchanged else line.refusal and line.refusal.slug) == expected


def test_a_month_has_begun() -> None:
    wages.need_month(FEBRUARY, FEBRUARY)
    with pytest.raises(DayToCome):
        wages.need_month(FEBRUARY, date(2026, 1, 31))


def test_the_last_day_of_a_month() -> None:
    assert wages.last_day(date(2028, 2, 1)) == date(2028, 2, 29)
