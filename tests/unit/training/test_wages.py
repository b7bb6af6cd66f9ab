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
    workers = {ONE: wages.Worker(born)} if born else {}
    known = {ONE: booked} if booked else {}
    (line,) = wages.judge({ONE: 50_000}, workers, known, FEBRUARY, LIMITS)
    assert ("unchanged" if line.unchanged else line.refusal and line.refusal.slug) == expected


@pytest.mark.parametrize(
    ("came_on", "left_on", "was_here"),
    [
        pytest.param(None, None, True, id="held, since a registration that may be late"),
        pytest.param(None, date(2026, 2, 1), True, id="left on its first day"),
        pytest.param(None, date(2026, 1, 31), False, id="LEDGER-19: left before it"),
        pytest.param(date(2026, 2, 28), None, True, id="came on its last day"),
        pytest.param(date(2026, 3, 1), None, False, id="LEDGER-20: came after it"),
        pytest.param(date(2026, 3, 1), date(2026, 4, 1), False, id="came and left after it"),
    ],
)
def test_a_wage_is_of_a_month_in_which_the_person_was_there(
    came_on: date | None, left_on: date | None, was_here: bool
) -> None:
    worker = wages.Worker(date(1990, 1, 1), came_on, left_on)
    (line,) = wages.judge({ONE: 50_000}, {ONE: worker}, {}, FEBRUARY, LIMITS)
    assert (line.refusal is None) == was_here
    assert was_here or (line.refusal and line.refusal.slug) == "not-held-that-month"


def test_a_month_has_begun() -> None:
    wages.need_month(FEBRUARY, FEBRUARY)
    with pytest.raises(DayToCome):
        wages.need_month(FEBRUARY, date(2026, 1, 31))


def test_the_last_day_of_a_month() -> None:
    assert wages.last_day(date(2028, 2, 1)) == date(2028, 2, 29)
