"""Batches: adults made them, and every piece is somewhere."""

from __future__ import annotations

import asyncio
from datetime import datetime

import asyncpg
import pytest

from tests.service.training import scene
from tests.service.training.client import AUDITOR, OTHER_PRISON, OTHER_STAFF, PRISON, TRAINER, Caller
from tests.service.training.market import DAY, Market, register_child


@pytest.mark.parametrize(
    ("born", "status"),
    [
        pytest.param("2008-02-09", 201, id="PRODUCT-09: 18 on the day of the batch is a maker"),
        pytest.param("2008-02-10", 422, id="PRODUCT-09: a child a day before 18 is no maker"),
        pytest.param("2012-01-01", 422, id="PRODUCT-09: a child is no maker"),
    ],
)
async def test_the_age_on_the_day_of_the_batch_decides(market: Market, born: str, status: int) -> None:
    product = (await market.add_product())["id"]
    maker = await register_child(market.training, born)
    answer = await market.record_batch(product, makers=[{"participant_id": maker}], status=status)
    if status == 422:
        assert (answer["title"], answer["rule"], answer["article"]) == ("maker-is-child", "P1", "UU 22/2022 art. 9, 12")


async def test_product_10_the_database_takes_no_child_either(market: Market) -> None:
    _, batch = await market.stocked()
    child = await register_child(market.training, "2008-02-10")
    with pytest.raises(asyncpg.CheckViolationError, match="a child is no maker"):
        await market.h.pool.execute("insert into batch_makers values ($1, $2, 1)", batch, child)


async def test_product_11_who_is_18_today_was_a_child_when_it_was_made(market: Market) -> None:
    product = (await market.add_product())["id"]
    maker = await register_child(market.training, "2008-02-09")
    refused = await market.record_batch(product, makers=[{"participant_id": maker}], made_on="2026-02-08", status=422)
    assert refused["title"] == "maker-is-child"


async def test_product_12_a_maker_is_of_this_institution_and_named_once(market: Market) -> None:
    product = (await market.add_product())["id"]
    stranger = await scene.register_participant(market.training, OTHER_PRISON)
    makers = [{"participant_id": stranger["id"]}]
    assert (await market.record_batch(product, makers=makers, status=422))["title"] == "maker-of-others"
    own = {"participant_id": (await scene.register_participant(market.training))["id"]}
    await market.record_batch(product, makers=[own, own], status=422)
    await market.record_batch(product, makers=[], status=422)
    await market.record_batch(product, makers=[{"participant_id": scene.invent_id()}], status=404)
    await market.record_batch(product, made_on="2026-02-10", status=422)
    await market.record_batch(product, by=Caller("institution_staff", OTHER_PRISON), status=403)


async def test_product_56_a_maker_was_held_here_on_the_day_of_the_batch(market: Market) -> None:
    product = (await market.add_product())["id"]
    gone, came = [await scene.register_participant(market.training, at) for at in (PRISON, OTHER_PRISON)]
    market.h.clock.set(datetime.fromisoformat("2026-02-12T10:00:00+09:00"))
    await market.training.release(gone["id"], on="2026-02-09")
    await market.training.transfer(
        came["id"], by=OTHER_STAFF, institution_id=PRISON, register_number="A 99", on="2026-02-11"
    )
    for who, here, away in ((gone, "2026-02-09", "2026-02-10"), (came, "2026-02-11", "2026-02-10")):
        makers = [{"participant_id": who["id"]}]
        refused = await market.record_batch(product, makers=makers, made_on=away, status=422)
        assert refused["title"] == "maker-not-here"
        await market.record_batch(product, makers=makers, made_on=here)


async def test_product_13_no_batch_under_a_pks_that_has_ended(market: Market) -> None:
    product = (await market.add_product())["id"]
    await market.follow_agreement("expired", 6)
    assert (await market.record_batch(product, status=409))["title"] == "marketing-not-in-force"


async def test_product_14_who_made_it_is_read_by_few_and_logged(market: Market) -> None:
    _, batch = await market.stocked()
    (maker,) = (await market.get(f"batches/{batch}/makers", AUDITOR))["items"]
    assert (maker["name"], maker["parts"]) == ("Orang Contoh", 1)
    await market.get(f"batches/{batch}/makers", TRAINER, 403)
    await market.get(f"batches/{batch}/makers", Caller("institution_staff", OTHER_PRISON), 403)
    assert (
        await market.h.pool.fetchval("select count(*) from person_reads where person_id = $1", maker["person_id"]) == 1
    )
    assert "Orang" not in str(await market.get(f"batches/{batch}"))
    await market.get(f"batches/{batch}", Caller("institution_staff", OTHER_PRISON), 403)


async def test_product_15_a_write_off_never_takes_more_than_there_is(market: Market) -> None:
    _, batch = await market.stocked(3, material_cost=100)
    seen = await market.write_off(batch, 2)
    assert (seen["in_warehouse"], seen["gone"], seen["write_offs"][0]["material_cost"]) == (1, 2, 66)
    assert (await market.write_off(batch, 2, status=409))["title"] == "out-of-stock"
    assert (await market.write_off(batch, 1))["write_offs"][1]["material_cost"] == 34, "the last piece has the rest"
    with pytest.raises(asyncpg.CheckViolationError):
        await market.h.pool.execute("update batches set in_warehouse = -1")


async def test_product_16_no_piece_appears_or_vanishes(market: Market) -> None:
    _, batch = await market.stocked()
    for broken in ("in_warehouse = in_warehouse - 1", "in_warehouse = 9, gone = 1, cost_taken = 1"):
        with pytest.raises(asyncpg.CheckViolationError, match="appear or vanish"):
            await market.h.pool.execute(f"update batches set {broken} where id = $1", batch)


async def test_two_batches_of_one_maker_at_once_are_both_recorded(market: Market) -> None:
    product = (await market.add_product())["id"]
    makers = [{"participant_id": (await scene.register_participant(market.training))["id"]} for _ in range(3)]
    await asyncio.gather(*(market.record_batch(product, 2, makers=makers[::step]) for step in (1, -1) * 3))
    assert (await market.get(f"products/{product}"))["in_stock"] == 12
    assert [each["made_on"] for each in (await market.get(f"products/{product}/batches"))["items"]] == [DAY] * 6
