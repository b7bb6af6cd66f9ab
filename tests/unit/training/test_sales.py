"""What a sale leaves: revenue, material cost, commission and a profit that is never below zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.training.domain import batches, sales
from services.training.domain.batches import Batch
from services.training.domain.consignments import Consignment
from services.training.domain.products import Product
from services.training.domain.sales import Sale
from services.training.errors.sales import MoreThanSold, NoPriceOnThatDay, PriceBelowFloor
from services.training.rules import RULES
from tests.unit.training.cases import AGENCY, AGREEMENT, PRISON

DAY = date(2026, 2, 16)
LIMITS = RULES.on(DAY)
IDS = [UUID(int=n) for n in range(100, 106)]
PRODUCT = Product(IDS[0], IDS[1], AGREEMENT.id, AGENCY, PRISON, "weaving", "Taplak", "Tenun ikat", 100)
BATCH = Batch(IDS[2], PRODUCT.id, PRISON, DAY, quantity=10, material_cost=1_005, in_warehouse=0)
OUT = Consignment(IDS[3], BATCH.id, PRODUCT.id, PRISON, AGENCY, IDS[4], 10, 0, 15, DAY, DAY)


def sell(
    quantity: int, unit_price: int, batch: Batch = BATCH, commission: int | None = None, listed: int | None = 100
) -> tuple[Sale, Batch]:
    place = None if commission is None else replace(OUT, commission_percent=commission)
    return sales.sell(IDS[5], PRODUCT, batch, place, quantity, unit_price, listed, DAY, LIMITS)


@given(
    quantity=st.integers(1, 10),
    material=st.integers(0, 100_000),
    over=st.integers(0, 100_000),
    commission=st.integers(0, 50),
)
def test_product_51_profit_and_loss_are_what_is_left_and_never_both(
    quantity: int, material: int, over: int, commission: int
) -> None:
    batch = replace(BATCH, material_cost=material)
    floor = max(1, -(-material // 10))
    sale, after = sell(quantity, floor + over, batch, commission)
    assert sale.profit - sale.loss == sale.revenue - sale.material_cost - sale.commission
    assert min(sale.profit, sale.loss) == 0
    assert sale.profit >= 0
    assert sale.commission * 100 <= sale.revenue * commission < (sale.commission + 1) * 100
    assert after.cost_taken == sale.material_cost
    sold = sale.sold(())
    assert (sold.profit, sold.revenue, sold.on) == (sale.profit, sale.revenue, DAY)


@pytest.mark.parametrize(
    ("price", "refused"),
    [
        pytest.param(101, False, id="PRODUCT-28: the material cost of a piece, rounded up"),
        pytest.param(100, True, id="PRODUCT-28: a rupiah less"),
    ],
)
def test_a_discount_ends_at_the_floor(price: int, *, refused: bool) -> None:
    if refused:
        with pytest.raises(PriceBelowFloor):
            sell(1, price)
    else:
        assert sell(10, price)[0].loss == 0


def test_there_is_no_sale_without_a_price_on_its_day() -> None:
    with pytest.raises(NoPriceOnThatDay):
        sell(1, 200, listed=None)


def test_product_52_a_sale_and_its_reversal_leave_the_batch_as_it_was() -> None:
    batch = batches.lose(replace(BATCH, in_warehouse=4), 3)[0]
    sale, after = sell(4, 200, batch)
    back = sales.reverse(sale, after, 4, DAY, DAY)
    assert back == replace(batch, in_warehouse=8)
    with pytest.raises(MoreThanSold):
        sales.reverse(sale, after, 5, DAY, DAY)
