"""A4: a PKS is evaluated once for each of its own years, in its last month or after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args
from uuid import UUID

import pytest

from services.agreements.domain.cooperation_agreements import Pks
from services.agreements.domain.evaluations import Evaluation, anniversary, file, summarise, year_of
from services.agreements.errors import evaluations as errors
from services.agreements.errors.obligations import NotYetInForce
from services.agreements.events import State
from shared.periods import Period
from tests.unit.agreements.builders import ACTIVE, PRISON, SEWING

THREE_YEARS = replace(ACTIVE, period=Period(date(2026, 2, 16), date(2029, 2, 15)))
FIRST = Period(date(2026, 2, 9), date(2027, 2, 8))


@pytest.mark.parametrize(
    ("year", "ended", "starts", "ends"),
    [
        (1, None, "2026-02-16", "2027-02-15"),
        (2, None, "2027-02-16", "2028-02-15"),
        (3, None, "2028-02-16", "2029-02-15"),
        (2, "2027-08-31", "2027-02-16", "2027-08-31"),
        (2, "2027-02-16", "2027-02-16", "2027-02-16"),
    ],
)
def test_evaluation_01_a_year_is_the_agreements_own(year: int, ended: str | None, starts: str, ends: str) -> None:
    found = year_of(THREE_YEARS, year, ended and date.fromisoformat(ended))  # type: ignore[arg-type]
    assert (str(found.starts_on), str(found.ends_on)) == (starts, ends)


@pytest.mark.parametrize(("year", "ended"), [(4, None), (2, "2027-02-15"), (99, None)])
def test_evaluation_02_a_year_that_does_not_begin_within_the_period_has_none(year: int, ended: str | None) -> None:
    with pytest.raises(errors.YearOutsidePeriod, match=f"Year {year} would begin on") as refused:
        year_of(THREE_YEARS, year, ended and date.fromisoformat(ended))  # type: ignore[arg-type]
    assert refused.value.rule == "A4"


@pytest.mark.parametrize(
    ("first", "years", "day"),
    [("2024-02-29", 1, "2025-02-28"), ("2024-02-29", 4, "2028-02-29"), ("2026-01-31", 1, "2027-01-31")],
)
def test_evaluation_03_the_anniversary_of_29_february_is_the_28th(first: str, years: int, day: str) -> None:
    assert str(anniversary(date.fromisoformat(first), years)) == day


def evaluation(**changes: Any) -> Evaluation:
    made = Evaluation(UUID(int=40), ACTIVE.id, 1, FIRST, "Berjalan baik.", "good", "continue", PRISON)
    return replace(made, **changes)


@pytest.mark.parametrize("today", ["2027-01-09", "2027-02-08", "2027-02-09", "2030-01-01"])
def test_evaluation_04_filed_in_the_last_thirty_days_or_after(today: str) -> None:
    (filed,) = file(ACTIVE, evaluation(), date.fromisoformat(today))
    assert filed.public()["recommendation"] == "continue"


@pytest.mark.parametrize("today", ["2026-02-09", "2027-01-08"])
def test_evaluation_05_not_before(today: str) -> None:
    with pytest.raises(errors.EvaluationTooEarly, match=f"from 2027-01-09 on; today is {today}"):
        file(ACTIVE, evaluation(), date.fromisoformat(today))


@pytest.mark.parametrize("state", get_args(State))
def test_evaluation_06_of_a_pks_that_has_come_into_force(state: State) -> None:
    pks: Pks = replace(ACTIVE, state=state)
    if state in {"draft", "in_review", "approved", "signed"}:
        with pytest.raises(NotYetInForce):
            file(pks, evaluation(), date(2027, 2, 9))
    else:
        assert file(pks, evaluation(), date(2027, 2, 9))


TODAY = date(2027, 1, 20)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"state": "fulfilled", "done": 12, "delivered_on": date(2026, 6, 30)}, "on_time"),
        ({"state": "fulfilled", "done": 12, "delivered_on": date(2026, 7, 1)}, "late"),
        ({"state": "overdue", "done": 12, "delivered_on": date(2026, 6, 1)}, "unfulfilled"),
        ({"state": "overdue", "done": 3}, "unfulfilled"),
        ({"state": "lapsed"}, "lapsed"),
        ({"due_on": date(2027, 1, 20)}, "not_yet_due"),
        ({"due_on": date(2027, 1, 19)}, "unfulfilled"),
        ({"due_on": date(2026, 2, 9)}, "unfulfilled"),
        ({"due_on": date(2026, 2, 8)}, None),
        ({"due_on": date(2027, 2, 9)}, None),
        ({"state": "cancelled"}, None),
        ({"state": "proposed"}, None),
    ],
    ids=str,
)
def test_evaluation_07_what_became_of_what_was_due_in_the_year(changes: dict[str, Any], outcome: str | None) -> None:
    lines = summarise([replace(SEWING, **changes)], FIRST, TODAY)
    assert [line.outcome for line in lines] == ([outcome] if outcome else [])


def test_evaluation_08_the_fact_counts_and_names_no_finding() -> None:
    kept = [
        replace(SEWING, state="fulfilled", done=12, delivered_on=date(2026, 6, 1)),
        replace(SEWING, id=UUID(int=50), state="fulfilled", done=12, delivered_on=date(2026, 7, 1)),
        replace(SEWING, id=UUID(int=51), state="overdue"),
        replace(SEWING, id=UUID(int=52), state="lapsed"),
    ]
    (filed,) = file(ACTIVE, evaluation(lines=summarise(kept, FIRST, TODAY)), TODAY)
    public = filed.public()
    assert [public[name] for name in ("obligations", "on_time", "late", "unfulfilled")] == [4, 1, 1, 1]
    assert "Berjalan baik" not in str(public)
    assert (public["year"], public["starts_on"], public["ends_on"]) == (1, "2026-02-09", "2027-02-08")
