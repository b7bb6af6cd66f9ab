"""Outlets, fairs, and goods on consignment until they are counted back."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, STAFF, TRAINER, Caller
from tests.service.training.market import DAY, Market

TWO = [{"quantity": 2, "unit_price": 100_000}]


async def test_product_17_what_is_sent_is_no_longer_in_the_warehouse(market: Market) -> None:
    _, batch = await market.stocked(10)
    sent = await market.send(batch, 4)
    assert (sent["remaining"], sent["commission_percent"]) == (4, 10)
    assert await market.batch(batch) == (6, 4, 0)
    assert (await market.send(batch, 7, status=409))["title"] == "out-of-stock"
    await market.send(batch, 1, by=Caller("institution_staff", OTHER_PRISON), status=403)


async def test_product_18_sold_returned_and_missing_are_all_that_was_out(market: Market) -> None:
    _, batch = await market.stocked(10)
    sent = (await market.send(batch, 6))["id"]
    for found in ({"returned": 6, "missing": 1}, {"returned": 5}, {"sold": TWO, "returned": 6}):
        refused = await market.count(sent, **found, reason="hilang" if "missing" in found else None, status=422)
        assert refused["title"] == "count-incomplete"
    assert (await market.count(sent, returned=5, missing=1, status=422))["title"] == "missing-without-reason"
    counted = await market.count(sent, sold=TWO, returned=3, missing=1, reason="dicuri di gerai")
    assert (counted["remaining"], counted["counted_sold"], counted["returned"], counted["missing"]) == (0, 2, 3, 1)
    assert await market.batch(batch) == (7, 0, 3)
    assert (await market.count(sent, status=409))["title"] == "consignment-counted"
    (lost,) = (await market.get(f"batches/{batch}"))["write_offs"]
    assert (lost["quantity"], lost["consignment_id"], lost["material_cost"]) == (1, sent, 30_000)
    (sale,) = (await market.get("sales"))["items"]
    assert (sale["revenue"], sale["commission"], sale["profit"]) == (200_000, 20_000, 120_000)


async def test_product_19_what_was_sold_meanwhile_is_not_counted_again(market: Market) -> None:
    _, batch = await market.stocked(10)
    sent = (await market.send(batch, 5))["id"]
    await market.sell(f"consignments/{sent}", 3, by=TRAINER)
    assert (await market.count(sent, sold=TWO, returned=3, status=422))["title"] == "count-incomplete"
    await market.count(sent, returned=2)
    assert await market.batch(batch) == (7, 0, 3)
    assert (await market.sell(f"consignments/{sent}", status=409))["title"] == "consignment-counted"


async def test_product_20_a_fair_has_its_days_and_takes_nothing_after_them(market: Market) -> None:
    without_sense: list[dict[str, Any]] = [
        {"kind": "fair"},
        {"kind": "shop", "starts_on": DAY, "ends_on": DAY},
        {"kind": "shop", "starts_on": DAY},
        {"kind": "fair", "starts_on": DAY, "ends_on": "2026-02-08"},
    ]
    for broken in without_sense:
        assert (await market.open_outlet(**broken, status=422))["title"] == "fair-without-period"
    fair = await market.open_fair(ends_on="2026-02-15")
    _, batch = await market.stocked()
    market.h.clock.set(datetime.fromisoformat("2026-02-16T00:00:00+09:00"))
    assert (await market.send(batch, 1, fair, sent_on="2026-02-16", status=422))["title"] == "stock-day"
    await market.send(batch, 1, fair, sent_on="2026-02-15")
    assert (await market.send(batch, 1, fair, sent_on="2026-02-08", status=422))["title"] == "stock-day"


async def test_product_21_a_fair_that_is_over_waits_for_its_count(market: Market) -> None:
    _, batch = await market.stocked()
    sent = await market.send(batch, 2, await market.open_fair(ends_on="2026-02-15"))
    assert sent["due_on"] == "2026-02-22"
    market.h.clock.set(datetime.fromisoformat("2026-02-22T23:59:00+09:00"))
    assert (await market.training.list_waiting())["items"] == []
    market.h.clock.set(datetime.fromisoformat("2026-02-23T00:00:00+09:00"))
    (item,) = (await market.training.list_waiting(by=TRAINER))["items"]
    assert (item["kind"], item["id"], item["since"]) == ("consignment_uncounted", sent["id"], "2026-02-22T15:00:00Z")
    await market.count(sent["id"], returned=2)
    assert (await market.training.list_waiting())["items"] == []


async def test_product_22_goods_at_outlets_are_seen_when_their_pks_ends(market: Market) -> None:
    product, batch = await market.stocked()
    sent = (await market.send(batch, 2))["id"]
    assert (await market.training.list_waiting())["items"] == []
    await market.follow_agreement("expired", 6)
    (item,) = (await market.training.list_waiting())["items"]
    assert (item["kind"], item["detail_url"]) == ("stock_after_agreement", f"/training/products/{product}")
    assert (await market.send(batch, 1, status=409))["title"] == "marketing-not-in-force"
    assert (await market.sell(f"batches/{batch}", status=409))["title"] == "marketing-not-in-force"
    await market.sell(f"consignments/{sent}", 1, by=TRAINER)
    await market.count(sent, returned=1)
    assert (await market.training.list_waiting())["items"] == []


async def test_product_23_an_outlet_closes_when_nothing_is_there(market: Market) -> None:
    _, batch = await market.stocked()
    outlet = (await market.open_outlet())["id"]
    sent = (await market.send(batch, 1, outlet))["id"]
    closing = f"outlets/{outlet}/closure"
    assert (await market.post(closing, None, TRAINER, 409))["title"] == "outlet-in-use"
    await market.count(sent, returned=1)
    assert (await market.post(closing, None, TRAINER, 200))["closed_on"] == DAY
    assert (await market.send(batch, 1, outlet, status=409))["title"] == "outlet-closed"
    await market.post(closing, None, TRAINER, 409)


async def test_product_24_a_new_commission_counts_for_what_is_sent_later(market: Market) -> None:
    _, batch = await market.stocked()
    outlet = (await market.open_outlet())["id"]
    before = (await market.send(batch, 1, outlet))["id"]
    details = {"title": "Galeri", "address": "Jalan Baru 2", "commission_percent": 50}
    assert (await market.put(f"outlets/{outlet}", details, TRAINER))["commission_percent"] == 50
    too_much = await market.put(f"outlets/{outlet}", details | {"commission_percent": 51}, TRAINER, 422)
    assert too_much["title"] == "commission-too-high"
    after = (await market.send(batch, 1, outlet))["id"]
    sold = [await market.sell(f"consignments/{each}") for each in (before, after)]
    assert [sale["commission"] for sale in sold] == [10_000, 50_000]
    stranger = Caller("trainer", OTHER_PRISON)
    await market.put(f"outlets/{outlet}", details, stranger, 403)
    await market.put(f"outlets/{outlet}", details, STAFF, 403)


async def test_product_25_two_counts_at_once_make_one(market: Market) -> None:
    _, batch = await market.stocked()
    sent = (await market.send(batch, 4))["id"]
    body = {"on": DAY, "sold": TWO, "returned": 1, "missing": 1, "reason": "hilang"}
    answers = await asyncio.gather(*(_status(market, f"consignments/{sent}/count", body) for _ in range(4)))
    assert sorted(answers) == [200, 409, 409, 409]
    assert await market.batch(batch) == (7, 0, 3)


async def test_product_26_a_sale_against_the_counting_back(market: Market) -> None:
    """Whichever comes first: no piece is both sold and returned."""
    _, batch = await market.stocked(20)
    outlet = (await market.open_outlet())["id"]
    for _ in range(4):
        sent = (await market.send(batch, 1, outlet))["id"]
        sale = {"quantity": 1, "unit_price": 100_000, "on": DAY}
        answers = await asyncio.gather(
            _status(market, f"consignments/{sent}/sales", sale),
            _status(market, f"consignments/{sent}/count", {"on": DAY, "returned": 1}),
        )
        assert tuple(answers) in {(201, 422), (409, 200)}
        if tuple(answers) == (201, 422):
            await market.count(sent)
    in_warehouse, at_outlets, gone = await market.batch(batch)
    assert (in_warehouse + gone, at_outlets) == (20, 0)


async def test_the_outlet_is_of_the_agency_in_the_pks(market: Market) -> None:
    _, batch = await market.stocked()
    other = scene.invent_id()
    await market.h.pool.execute(
        "insert into organisations (id, code, name, kind, version) values ($1, 'x', 'X', 'agency', 1)", other
    )
    outlet = await market.open_outlet(agency_id=other, by=Caller("coordinator"))
    assert (await market.send(batch, 1, outlet["id"], status=422))["title"] == "outlet-of-others"
    await market.open_outlet(agency_id=other, status=403)


@pytest.mark.parametrize("day", ["2026-02-08", "2026-02-10"])
async def test_goods_are_counted_between_the_day_they_were_sent_and_today(market: Market, day: str) -> None:
    _, batch = await market.stocked()
    sent = (await market.send(batch, 1))["id"]
    assert (await market.count(sent, returned=1, on=day, status=422))["title"] == "stock-day"


async def _status(market: Market, path: str, body: object) -> int:
    answer = await market.h.client.post(
        f"/training/{path}", json=body, headers=market.h.token("trainer", organisation=TRAINER.organisation)
    )
    return answer.status_code
