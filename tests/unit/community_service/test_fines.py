"""A fine by name: paid, else seized for, and prison for the unpaid rest comes last (KUHP art. 81-82; K6c)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.cases import Case
from services.community_service.domain.fines import Fine, Receipt, lapse, pay, seize, substitute, substitute_days
from services.community_service.errors import fines as errors
from services.community_service.errors.cases import WrongState
from services.community_service.rules import BOOK
from shared.errors import Refusal
from tests.unit.community_service.cases import case, sentence, uid

FINE: Any = BOOK.sets[-1].fine
NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)
TODAY, DECIDED, DUE = date(2026, 5, 20), date(2026, 4, 1), date(2026, 5, 1)
SEIZED = date(2026, 5, 15)


def closed(**changes: Any) -> Case:
    fields: dict[str, Any] = {"state": "closed", "rules_from": BOOK.sets[-1].valid_from}
    return case(sentence(**(fields | changes)))


def fine(**changes: Any) -> Fine:
    """Rp5,000,000, due on 1 May; today is the 20th."""
    return replace(Fine(uid(50), uid(40), uid(1), 5_000_000, DECIDED, DUE), **changes)


def receipt(rupiah: int, on: date = TODAY) -> Receipt:
    return Receipt(uid(60), on, rupiah, "TT-1")


@given(st.integers(0, 10**12))
def test_prison_is_a_day_for_each_million_begun_between_1_and_730_and_none_for_nothing(rest: int) -> None:
    days = substitute_days(rest, FINE)
    assert days == (0 if rest == 0 else max(1, min(730, ceil(rest / 1_000_000))))
    assert substitute_days(rest + 1, FINE) >= days
    if rest:
        assert 1 <= days <= 730
        assert days == 730 or (days - 1) * 1_000_000 < rest <= days * 1_000_000


@pytest.mark.parametrize(
    ("rest", "days"),
    [
        pytest.param(0, 0, id="K6c: nothing is left"),
        pytest.param(1, 1, id="K6c: one rupiah is a day"),
        pytest.param(1_000_000, 1, id="K6c: a million is a day"),
        pytest.param(1_000_001, 2, id="K6c: a rupiah more is part of another"),
        pytest.param(10_000_000, 10, id="K6c: category II is ten days"),
        pytest.param(730_000_000, 730, id="K6c: 730 days"),
        pytest.param(730_000_001, 730, id="K6c: never more than 730"),
    ],
)
def test_how_many_days_a_rest_stands_for(rest: int, days: int) -> None:
    assert substitute_days(rest, FINE) == days


@pytest.mark.parametrize(
    ("owed", "rupiah", "on", "refusal"),
    [
        pytest.param(fine(), 1_000_000, DECIDED, None, id="on the day of the decision"),
        pytest.param(fine(), 1_000_000, date(2026, 3, 31), errors.FineDateOutOfRange, id="before the decision"),
        pytest.param(fine(), 1_000_000, TODAY, None, id="late, today"),
        pytest.param(fine(), 1_000_000, date(2026, 5, 21), errors.FineDateOutOfRange, id="tomorrow"),
        pytest.param(fine(), 5_000_000, TODAY, None, id="all of it"),
        pytest.param(fine(), 5_000_001, TODAY, errors.MoreThanOwed, id="a rupiah too much"),
        pytest.param(
            fine(paid_rupiah=3_000_000, seized_rupiah=1_000_000), 1_000_001, TODAY, errors.MoreThanOwed, id="rest"
        ),
        pytest.param(fine(state="settled", settled_by="payment"), 1, TODAY, WrongState, id="paid already"),
    ],
)
def test_a_payment(owed: Fine, rupiah: int, on: date, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            pay(closed(), owed, receipt(rupiah, on), NOW)
        return
    paid, done = pay(closed(), owed, receipt(rupiah, on), NOW)
    data = done.events[0].public()
    assert (paid.rest, data["amount_rupiah"], data["rest_rupiah"]) == (owed.rest - rupiah, rupiah, owed.rest - rupiah)
    assert (paid.state == "settled") == (paid.rest == 0)


def test_instalments_settle_a_fine_with_the_last_rupiah() -> None:
    known = fine()
    for rupiah in (2_000_000, 2_999_999, 1):
        assert known.state == "open"
        known, done = pay(closed(), known, receipt(rupiah), NOW)
    assert (known.state, known.settled_by) == ("settled", "payment")
    assert [event.type.partition(".")[2] for event in done.events] == ["fine.paid", "fine.settled"]
    assert done.events[1].public()["prison_days"] is None


@pytest.mark.parametrize(
    ("owed", "on", "refusal"),
    [
        pytest.param(fine(), DUE, errors.FineNotOverdue, id="on the due date"),
        pytest.param(fine(), date(2026, 5, 2), None, id="the day after"),
        pytest.param(fine(), date(2026, 5, 21), errors.FineDateOutOfRange, id="tomorrow"),
        pytest.param(fine(due_on=TODAY), TODAY, errors.FineNotOverdue, id="due today"),
    ],
)
def test_a_seizure(owed: Fine, on: date, refusal: type[Refusal] | None) -> None:
    if refusal:
        with pytest.raises(refusal):
            seize(closed(), owed, receipt(500_000, on), NOW)
        return
    seized, done = seize(closed(), owed, receipt(500_000, on), NOW)
    assert (seized.rest, seized.seized_on, seized.state) == (4_500_000, on, "open")
    assert [event.is_published() for event in done.events] == [False], "for the record only"


def test_what_was_seized_may_cover_the_rest_and_yields_no_more_than_that() -> None:
    owed = fine(paid_rupiah=4_000_000)
    with pytest.raises(errors.MoreThanOwed):
        seize(closed(), owed, receipt(1_000_001), NOW)
    seized, done = seize(closed(), owed, receipt(1_000_000), NOW)
    assert (seized.settled_by, done.events[-1].public()["settled_by"]) == ("seizure", "seizure")


@pytest.mark.parametrize(
    ("owed", "days", "refusal", "figures"),
    [
        pytest.param(fine(), 1, errors.SeizureComesFirst, (), id="before any seizure"),
        pytest.param(
            fine(seized_on=SEIZED, due_on=TODAY), 1, errors.FineNotOverdue, (str(TODAY),), id="on the due date"
        ),
        pytest.param(
            fine(seized_on=SEIZED),
            6,
            errors.MoreThanUnpaid,
            ("5,000,000", "1,000,000", "730", "6"),
            id="a day too many",
        ),
        pytest.param(fine(seized_on=SEIZED), 0, errors.MoreThanUnpaid, ("5,000,000",), id="no day"),
        pytest.param(
            fine(seized_on=SEIZED, paid_rupiah=4_000_000),
            2,
            errors.MoreThanUnpaid,
            ("1,000,000",),
            id="for the rest only",
        ),
        pytest.param(
            fine(seized_on=SEIZED, state="settled", settled_by="payment", paid_rupiah=5_000_000),
            1,
            WrongState,
            (),
            id="paid",
        ),
        pytest.param(fine(seized_on=SEIZED), 5, None, (), id="the arithmetic"),
        pytest.param(fine(seized_on=SEIZED, seized_rupiah=3_999_999), 2, None, (), id="a rupiah more than a million"),
    ],
)
def test_substitute_prison_comes_last(
    owed: Fine, days: int, refusal: type[Refusal] | None, figures: tuple[str, ...]
) -> None:
    if refusal:
        with pytest.raises(refusal) as refused:
            substitute(closed(), owed, days, TODAY, NOW)
        assert all(figure in refused.value.message("en") for figure in figures)
        assert all(figure.replace(",", ".") in refused.value.message("id") for figure in figures)
        return
    done, progress = substitute(closed(), owed, days, TODAY, NOW)
    (fact,) = progress.events
    assert (done.state, done.settled_by, fact.public()["prison_days"]) == ("settled", "substitute_prison", days)


@pytest.mark.parametrize("state", ["revoked", "active"])
def test_a_verdict_that_has_fallen_is_owed_nothing(state: Any) -> None:
    with pytest.raises(WrongState):
        pay(closed(state=state), fine(), receipt(1), NOW)
    with pytest.raises(WrongState):
        seize(closed(state=state), fine(), receipt(1), NOW)
    with pytest.raises(WrongState):
        substitute(closed(state=state), fine(seized_on=SEIZED), 1, TODAY, NOW)


def test_a_fine_lapses_with_its_due_date_and_may_still_be_paid() -> None:
    overdue, fact = lapse(closed().sentence, fine(paid_rupiah=1))
    assert (overdue.state, fact.public()["rest_rupiah"]) == ("overdue", 4_999_999)
    paid, _ = pay(closed(), overdue, receipt(4_999_999), NOW)
    assert paid.settled_by == "payment"
    assert pay(closed(), overdue, receipt(1), NOW)[0].state == "overdue"


def test_an_order_from_before_the_seizure_is_none() -> None:
    """K6c: seizure, and only then prison."""
    with pytest.raises(errors.FineDateOutOfRange):
        substitute(closed(), fine(seized_on=SEIZED), 5, date(2026, 5, 14), NOW)
    assert substitute(closed(), fine(seized_on=SEIZED), 5, SEIZED, NOW)[0].state == "settled"
