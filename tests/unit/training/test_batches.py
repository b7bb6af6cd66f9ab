"""The material cost of a batch is shared among its pieces, to the rupiah, whatever happens to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain import batches
from services.training.domain.batches import Batch, Maker
from services.training.errors.batches import MakerIsChild, MakerNotHere, OutOfStock
from services.training.rules import RULES
from shared.errors import RulesBroken
from tests.unit.training.cases import OTHER, PRISON, slugs

DAY = date(2026, 2, 16)
RULES_NOW = RULES.on(DAY)
BATCH = Batch(UUID(int=1), UUID(int=2), PRISON, DAY, quantity=3, material_cost=100, in_warehouse=3)


def maker(birth_date: date, institution: UUID = PRISON) -> Maker:
    return Maker(UUID(int=9), institution, birth_date, 1)


@pytest.mark.parametrize(
    ("born", "adult"),
    [
        pytest.param(date(2008, 2, 16), True, id="PRODUCT-09: the 18th birthday is the day of the batch"),
        pytest.param(date(2008, 2, 17), False, id="PRODUCT-09: the 18th birthday is a day later"),
    ],
)
def test_a_maker_is_an_adult_on_the_day_of_the_batch(born: date, *, adult: bool) -> None:
    if adult:
        assert len(batches.make(BATCH, [maker(born)], DAY, RULES_NOW)) == 2
    else:
        with pytest.raises(MakerIsChild):
            batches.make(BATCH, [maker(born)], DAY, RULES_NOW)


def test_who_was_born_on_29_february_is_an_adult_on_1_march() -> None:
    leap = maker(date(2008, 2, 29))
    with pytest.raises(MakerIsChild):
        batches.make(replace(BATCH, made_on=date(2026, 2, 28)), [leap], date(2026, 3, 1), RULES_NOW)
    batches.make(replace(BATCH, made_on=date(2026, 3, 1)), [leap], date(2026, 3, 1), RULES_NOW)


@pytest.mark.parametrize(
    ("came_on", "left_on", "here"),
    [
        pytest.param(None, None, True, id="PRODUCT-56: held here all the time"),
        pytest.param(DAY, DAY, True, id="PRODUCT-56: the days of coming and of leaving count"),
        pytest.param(date(2026, 2, 17), None, False, id="PRODUCT-56: a day before coming"),
        pytest.param(None, date(2026, 2, 15), False, id="PRODUCT-56: a day after leaving"),
    ],
)
def test_a_maker_was_here_on_the_day(came_on: date | None, left_on: date | None, *, here: bool) -> None:
    who = replace(maker(date(1990, 1, 1)), came_on=came_on, left_on=left_on)
    if here:
        assert len(batches.make(BATCH, [who], DAY, RULES_NOW)) == 2
    else:
        with pytest.raises(MakerNotHere):
            batches.make(BATCH, [who], DAY, RULES_NOW)


def test_every_reason_is_named_at_once() -> None:
    child, stranger = maker(date(2012, 1, 1)), maker(date(1990, 1, 1), OTHER)
    with pytest.raises(RulesBroken) as refused:
        batches.make(replace(BATCH, made_on=date(2026, 2, 17)), [child, stranger], DAY, RULES_NOW)
    assert slugs(refused.value) == ["made-in-future", "maker-is-child", "maker-of-others"]


def test_nothing_leaves_an_empty_warehouse() -> None:
    with pytest.raises(OutOfStock):
        batches.take(batches.take(BATCH, 3), 1)


@given(
    quantity=st.integers(1, 60),
    cost=st.integers(0, 10_000),
    steps=st.lists(st.tuples(st.booleans(), st.integers(1, 7)), max_size=60),
)
def test_product_50_the_last_piece_takes_the_rest_whatever_came_back(
    quantity: int, cost: int, steps: list[tuple[bool, int]]
) -> None:
    """Pieces go and come back in any order; once all are gone, their costs total the batch's."""
    batch = replace(BATCH, quantity=quantity, material_cost=cost, in_warehouse=quantity)
    gone = list[tuple[int, int]]()
    for back, pieces in steps:
        if back and gone:
            batch = batches.regain(batch, *gone.pop(pieces % len(gone)))
        elif batch.gone + pieces <= quantity:
            batch, taken = batches.lose(batch, pieces)
            gone.append((pieces, taken))
        assert 0 <= batch.cost_taken <= cost
        assert batch.cost_taken == sum(taken for _, taken in gone)
    while batch.gone < quantity:
        batch, taken = batches.lose(batch, 1)
        gone.append((1, taken))
    assert sum(taken for _, taken in gone) == cost
    assert min(taken for _, taken in gone) >= 0
