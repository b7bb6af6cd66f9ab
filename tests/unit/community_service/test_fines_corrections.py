"""Payments after substitute prison was ordered, and payments that were wrong: the days follow what is unpaid (K6c)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.community_service.domain.cases import Progress
from services.community_service.domain.fines import Fine, pay, prison_days, seize
from services.community_service.domain.fines_corrections import FineCorrection, Recorded, approve, propose, reject
from services.community_service.errors import fines as errors
from services.community_service.errors.cases import WrongState
from tests.unit.community_service.cases import uid
from tests.unit.community_service.test_fines import FINE, NOW, SEIZED, TODAY, closed, fine, receipt

ORDERED = {"state": "settled", "settled_by": "substitute_prison", "seized_on": SEIZED, "substitute_on": SEIZED}


def in_prison(days: int = 5, **changes: Any) -> Fine:
    """Prison is ordered for the whole Rp5,000,000, of which nothing is paid."""
    return fine(**(ORDERED | {"substitute_days": days} | changes))


def said(done: Progress) -> list[str]:
    return [event.type.removeprefix("community-service.") for event in done.events]


@pytest.mark.parametrize(
    ("ordered", "rupiah", "days"),
    [
        pytest.param(5, 1, 5, id="K6c: Rp1 paid of Rp5,000,000 leaves part of a fifth million"),
        pytest.param(5, 999_999, 5, id="K6c: a rupiah short of a million takes no day"),
        pytest.param(5, 1_000_000, 4, id="K6c: a million paid is a day less"),
        pytest.param(5, 1_000_001, 4, id="K6c: a rupiah more than a million is a day less"),
        pytest.param(5, 4_999_999, 1, id="K6c: the last rupiah unpaid is still a day"),
        pytest.param(5, 5_000_000, 0, id="K6c: nothing unpaid is no day, and the order is lifted"),
        pytest.param(2, 1_000_000, 2, id="K6c: fewer days were ordered than the rest stands for"),
        pytest.param(2, 4_000_000, 1, id="K6c: fewer were ordered, and the rest stands for fewer yet"),
    ],
)
def test_a_payment_after_the_order_takes_days_away(ordered: int, rupiah: int, days: int) -> None:
    known = in_prison(ordered)
    paid, done = pay(closed(), known, receipt(rupiah), NOW)
    assert prison_days(paid, FINE) == days
    assert done.events[0].public()["amount_rupiah"] == rupiah
    changed = ["fine.prison-changed"] if days != ordered else []
    assert said(done) == ["fine.paid", *changed, *(["fine.settled"] if days == 0 else [])]
    if changed:
        fact = done.events[1].public()
        assert (fact["prison_days"], fact["prison_days_before"], fact["cause"]) == (days, ordered, "payment")
    assert (paid.lifted_on, paid.settled_by) == ((TODAY, "payment") if days == 0 else (None, "substitute_prison"))


@given(st.integers(1, 5), st.lists(st.integers(1, 2_500_000), max_size=6))
def test_however_it_is_paid_the_days_never_rise_and_are_never_negative(ordered: int, parts: list[int]) -> None:
    known, before = in_prison(ordered), ordered
    for rupiah in parts:
        if rupiah > known.rest:
            with pytest.raises(errors.MoreThanOwed):
                pay(closed(), known, receipt(rupiah), NOW)
            continue
        known, _ = pay(closed(), known, receipt(rupiah), NOW)
        days = prison_days(known, FINE)
        assert 0 <= days <= before
        assert days == min(ordered, ceil(known.rest / 1_000_000))
        before = days
        if not known.rest:
            break


def test_k6c_a_lifted_order_takes_no_more_money() -> None:
    lifted, _ = pay(closed(), in_prison(), receipt(5_000_000), NOW)
    with pytest.raises(WrongState):
        pay(closed(), lifted, receipt(1), NOW)


def test_k6c_a_rupiah_more_than_is_unpaid_is_refused_also_after_the_order() -> None:
    with pytest.raises(errors.MoreThanOwed):
        pay(closed(), in_prison(), receipt(5_000_001), NOW)


def test_k6c_nothing_is_seized_for_what_prison_stands_for() -> None:
    with pytest.raises(WrongState):
        seize(closed(), in_prison(), receipt(1), NOW)


def recorded(rupiah: int = 2_000_000, **changes: Any) -> Recorded:
    return replace(Recorded(uid(60), "payment", TODAY, rupiah, "jaksa-1"), **changes)


def correction(right: int | None, **of: Any) -> FineCorrection:
    return FineCorrection(uid(70), recorded(**of), right, "jaksa-1")


def corrected(known: Fine, right: FineCorrection, other_seizure: date | None = None) -> tuple[Fine, Progress]:
    return approve(closed(), known, right, other_seizure, "jaksa-2", NOW)


@pytest.mark.parametrize(
    ("known", "right", "rest", "state"),
    [
        pytest.param(
            fine(paid_rupiah=2_000_000), correction(1_500_000), 3_500_000, "open", id="K6c: less was paid than written"
        ),
        pytest.param(
            fine(paid_rupiah=2_000_000), correction(2_500_000), 2_500_000, "open", id="K6c: more was paid than written"
        ),
        pytest.param(
            fine(paid_rupiah=2_000_000), correction(None), 5_000_000, "open", id="K6c: it was another fine's payment"
        ),
        pytest.param(
            fine(paid_rupiah=5_000_000, state="settled", settled_by="payment"),
            correction(None),
            2_000_000,
            "open",
            id="K6c: a settled fine is owed again",
        ),
        pytest.param(
            fine(paid_rupiah=2_000_000, state="overdue"), correction(5_000_000), 0, "settled", id="K6c: all was paid"
        ),
        pytest.param(
            fine(paid_rupiah=2_000_000, state="overdue"),
            correction(1),
            4_999_999,
            "overdue",
            id="K6c: it stays overdue",
        ),
    ],
)
def test_figures_follow_a_correction(known: Fine, right: FineCorrection, rest: int, state: str) -> None:
    after, done = corrected(known, right)
    assert (after.rest, after.state, (after.settled_by is None)) == (rest, state, state != "settled")
    fact = done.events[0].public()
    assert (fact["rest_rupiah"], fact["amount_rupiah"], fact["amount_rupiah_before"]) == (
        rest,
        right.rupiah or 0,
        2_000_000,
    )
    assert said(done) == ["fine.corrected", *(["fine.settled"] if state == "settled" else [])]


def test_k6c_a_payment_that_never_came_in_gives_days_back_but_never_more_than_were_ordered() -> None:
    paid = in_prison(3, paid_rupiah=4_000_000)
    assert prison_days(paid, FINE) == 1
    after, done = corrected(paid, correction(None, rupiah=4_000_000))
    assert (prison_days(after, FINE), after.rest) == (3, 5_000_000)
    assert done.events[1].public()["prison_days"] == 3


def test_k6c_an_order_that_was_lifted_does_not_come_back_by_itself() -> None:
    lifted, _ = pay(closed(), in_prison(), receipt(5_000_000), NOW)
    after, done = corrected(lifted, correction(None, rupiah=5_000_000))
    assert (after.state, after.settled_by, prison_days(after, FINE)) == ("open", None, 0)
    assert said(done) == ["fine.corrected"], "the prosecutor may order it anew"


def test_k6c_prison_falls_with_the_only_seizure_it_rests_on() -> None:
    nothing_seized = correction(None, kind="seizure", rupiah=0, on=SEIZED)
    after, done = corrected(in_prison(), nothing_seized)
    assert (after.state, after.seized_on, after.lifted_on, prison_days(after, FINE)) == ("open", None, TODAY, 0)
    assert said(done) == ["fine.corrected", "fine.prison-changed"]


def test_k6c_prison_stands_on_another_seizure() -> None:
    nothing_seized = correction(None, kind="seizure", rupiah=0, on=SEIZED)
    after, _ = corrected(in_prison(), nothing_seized, other_seizure=date(2026, 5, 10))
    assert (after.settled_by, after.seized_on, prison_days(after, FINE)) == ("substitute_prison", date(2026, 5, 10), 5)


def test_k6c_a_seizure_that_was_struck_out_by_mistake_counts_again() -> None:
    again = correction(500_000, kind="seizure", rupiah=0, on=SEIZED, never_came_in=True)
    after, _ = corrected(fine(state="overdue"), again)
    assert (after.seized_on, after.seized_rupiah) == (SEIZED, 500_000)


def test_k6c_more_than_the_fine_is_no_correction() -> None:
    known = fine(paid_rupiah=4_000_000)
    for act in (lambda c: propose(closed(), known, c, NOW), lambda c: corrected(known, c)):
        with pytest.raises(errors.MoreThanOwed):
            act(correction(3_000_001))
    assert corrected(known, correction(3_000_000))[0].rest == 0


def test_k6c_what_is_recorded_already_is_no_correction() -> None:
    with pytest.raises(errors.FineCorrectionOfNothing):
        propose(closed(), fine(paid_rupiah=2_000_000), correction(2_000_000), NOW)
    with pytest.raises(errors.FineCorrectionOfNothing):
        propose(closed(), fine(), correction(None, rupiah=0, never_came_in=True), NOW)


@pytest.mark.parametrize("by", ["jaksa-1", "jaksa-3"])
def test_k6c_neither_who_recorded_nor_who_proposed_decides(by: str) -> None:
    right = replace(correction(1, recorded_by="jaksa-3"), proposed_by="jaksa-1")
    for act in (
        lambda: approve(closed(), fine(paid_rupiah=2_000_000), right, None, by, NOW),
        lambda: reject(closed(), fine(paid_rupiah=2_000_000), right, by, NOW),
    ):
        with pytest.raises(errors.FineCorrectorDecides):
            act()


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_k6c_a_correction_is_decided_once(state: Any) -> None:
    with pytest.raises(WrongState):
        corrected(fine(paid_rupiah=2_000_000), replace(correction(1), state=state))


def test_k6c_a_fine_that_nobody_owes_any_more_is_not_corrected() -> None:
    with pytest.raises(WrongState):
        propose(closed(state="revoked"), fine(paid_rupiah=2_000_000), correction(1), NOW)
    assert said(reject(closed(state="lapsed"), fine(), correction(1), "jaksa-2", NOW)) == [
        "record.fine-correction-rejected"
    ]
