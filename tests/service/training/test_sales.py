"""Sales: what one leaves, to whom it is told, and how it is reversed."""

from __future__ import annotations

import asyncio
from datetime import datetime

import asyncpg
import pytest

from services.training.commands import sales as commands
from services.training.domain.sales import Sold
from services.training.errors.batches import OutOfStock
from services.training.events import WorkshopOpened
from shared.edge.access import Actor
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, PRISON, TRAINER, Caller
from tests.service.training.market import DAY, Market

SALE = {"quantity": 1, "unit_price": 100_000, "on": DAY}


async def test_product_27_a_sale_says_revenue_cost_commission_and_profit(market: Market) -> None:
    product, batch = await market.stocked(10)
    sold = await market.sell(f"batches/{batch}", 2, 90_000)
    figures = [sold[name] for name in ("list_price", "revenue", "material_cost", "commission", "profit", "loss")]
    assert figures == [100_000, 180_000, 60_000, 0, 120_000, 0]
    assert (await market.get(f"products/{product}"))["in_stock"] == 8
    facts = [data for type_, data in await market.h.facts() if type_ == "training.product.sold"]
    assert facts == [
        {
            "sale_id": sold["id"],
            "product_id": product,
            "agency_id": sold["agency_id"],
            "institution_id": sold["institution_id"],
            "outlet_id": None,
            "quantity": 2,
            "revenue": 180_000,
            "sold_on": DAY,
            "replaces": None,
            "detail_url": f"/training/sales/{sold['id']}",
        }
    ]


async def test_product_28_a_discount_ends_at_the_material_cost(market: Market) -> None:
    _, batch = await market.stocked(3, material_cost=100)
    assert (await market.sell(f"batches/{batch}", 1, 33, status=422))["title"] == "price-below-floor"
    sold = await market.sell(f"batches/{batch}", 3, 34)
    assert (sold["profit"], sold["loss"]) == (2, 0)


async def test_product_29_a_loss_is_the_institution_s_and_never_the_makers(market: Market) -> None:
    _, batch = await market.stocked(10)
    outlet = (await market.open_outlet(commission_percent=50))["id"]
    sent = (await market.send(batch, 1, outlet))["id"]
    sold = await market.sell(f"consignments/{sent}", 1, 30_000)
    assert (sold["profit"], sold["loss"], sold["commission"]) == (0, 15_000, 15_000)


@pytest.mark.parametrize("on", ["2026-02-08", "2026-02-10"])
async def test_goods_come_back_between_the_sale_and_today(market: Market, on: str) -> None:
    _, batch = await market.stocked(2)
    sold = await market.sell(f"batches/{batch}")
    body = {"quantity": 1, "reason": "rusak", "on": on}
    assert (await market.post(f"sales/{sold['id']}/return", body, status=422))["title"] == "stock-day"


@pytest.mark.parametrize(
    ("on", "title"), [("2026-02-08", "stock-day"), ("2026-02-10", "stock-day"), ("1900-01-01", "stock-day")]
)
async def test_product_30_a_sale_is_between_the_making_and_today(market: Market, on: str, title: str) -> None:
    _, batch = await market.stocked()
    assert (await market.sell(f"batches/{batch}", on=on, status=422))["title"] == title


async def test_goods_had_no_price_before_their_first_one(market: Market) -> None:
    _, batch = await market.stocked(made_on="2026-01-01")
    assert (await market.sell(f"batches/{batch}", on="2026-02-01", status=422))["title"] == "no-price-on-that-day"


async def test_product_31_the_whole_sale_comes_back(market: Market) -> None:
    product, batch = await market.stocked(3, material_cost=100)
    sold = await market.sell(f"batches/{batch}", 2)
    back = await market.take_back(sold["id"], 2)
    assert (back["returned_on"], back["returned"], back["return_reason"]) == (DAY, 2, "jahitan lepas")
    assert await market.batch(batch) == (3, 0, 0)
    assert (await market.get(f"products/{product}"))["in_stock"] == 3
    assert (await market.take_back(sold["id"], 2, status=409))["title"] == "sale-returned"
    assert await market.h.pool.fetchval("select cost_taken from batches") == 0


async def test_product_32_what_the_buyer_keeps_is_a_sale_of_its_own(market: Market) -> None:
    _, batch = await market.stocked(10)
    sent = (await market.send(batch, 5))["id"]
    sold = await market.sell(f"consignments/{sent}", 5, 80_000)
    assert (await market.take_back(sold["id"], 6, status=422))["title"] == "more-than-sold"
    await market.take_back(sold["id"], 2, by=TRAINER)
    first, kept = (await market.get("sales"))["items"]
    assert (first["id"], first["returned"]) == (sold["id"], 2)
    assert (kept["replaces"], kept["quantity"], kept["revenue"], kept["commission"]) == (sold["id"], 3, 240_000, 24_000)
    assert await market.batch(batch) == (7, 0, 3), "what comes back is in the warehouse"
    types = [type_ for type_, _ in await market.h.facts() if type_.startswith("training.product.")]
    assert types[-3:] == ["training.product.sold", "training.product.returned", "training.product.sold"]
    await market.take_back(kept["id"], 3)
    assert await market.batch(batch) == (10, 0, 0)


async def test_product_33_two_sales_of_the_last_item_are_one(market: Market) -> None:
    _, batch = await market.stocked(1)
    answers = await asyncio.gather(*(_status(market, f"batches/{batch}/sales", SALE) for _ in range(6)))
    assert sorted(answers) == [201, *[409] * 5]
    assert await market.batch(batch) == (0, 0, 1)


async def test_product_34_two_returns_at_once_are_one(market: Market) -> None:
    _, batch = await market.stocked(2)
    sold = await market.sell(f"batches/{batch}", 2)
    body = {"quantity": 1, "reason": "salah warna", "on": DAY}
    answers = await asyncio.gather(*(_status(market, f"sales/{sold['id']}/return", body) for _ in range(4)))
    assert sorted(answers) == [200, 409, 409, 409]
    assert await market.batch(batch) == (1, 0, 1)


async def test_product_35_a_return_against_a_write_off(market: Market) -> None:
    """The last piece in the warehouse is written off while another comes back: both, or the one that came first."""
    for _ in range(3):
        _, batch = await market.stocked(2)
        sold = await market.sell(f"batches/{batch}", 2)
        loss = {"quantity": 1, "reason": "rusak", "on": DAY}
        back = {"quantity": 1, "reason": "rusak", "on": DAY}
        answers = await asyncio.gather(
            _status(market, f"sales/{sold['id']}/return", back), _status(market, f"batches/{batch}/write-offs", loss)
        )
        assert tuple(answers) in {(200, 201), (200, 409)}
        assert await market.batch(batch) == ((0, 0, 2) if answers[1] == 201 else (1, 0, 1))


async def test_product_36_the_same_request_twice_is_one_sale(market: Market) -> None:
    _, batch = await market.stocked(2)
    headers = {"idempotency-key": "one", **market.h.token("institution_staff", organisation=PRISON)}
    sent = [
        await market.h.client.post(f"/training/batches/{batch}/sales", json=SALE, headers=headers) for _ in range(2)
    ]
    assert sent[0].json()["id"] == sent[1].json()["id"]
    assert await market.batch(batch) == (1, 0, 1)


async def test_product_37_every_step_is_in_the_transaction_of_its_sale(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, Sold]] = []

    async def sale_step(_conn: Connection, sold: Sold, _actor: Actor, _now: datetime) -> list[Event]:
        seen.append(("sale", sold))
        return [WorkshopOpened(workshop_id=sold.sale_id, institution_id=sold.institution_id)]

    async def reversal_step(_conn: Connection, sold: Sold, _actor: Actor, _now: datetime) -> list[Event]:
        seen.append(("reversal", sold))
        return []

    monkeypatch.setattr(commands, "SALE_STEPS", (sale_step,))
    monkeypatch.setattr(commands, "REVERSAL_STEPS", (reversal_step,))
    people = [await scene.register_participant(market.training) for _ in range(2)]
    makers = [{"participant_id": each["id"], "parts": parts} for each, parts in zip(people, (3, 1), strict=True)]
    _, batch = await market.stocked(10, makers=makers)
    sold = await market.sell(f"batches/{batch}", 4)
    ((kind, first),) = seen
    assert (kind, str(first.sale_id), first.profit) == ("sale", sold["id"], 280_000)
    assert {str(each.person_id): each.parts for each in first.makers} == {
        people[0]["person_id"]: 3,
        people[1]["person_id"]: 1,
    }
    assert [type_ for type_, _ in await market.h.facts()][-2:] == [
        "training.product.sold",
        "training.record.workshop-opened",
    ]
    market.h.clock.set(datetime.fromisoformat("2026-03-01T12:00:00+09:00"))
    await market.post(f"sales/{sold['id']}/return", {"quantity": 1, "reason": "rusak", "on": "2026-03-01"}, status=200)
    (_, reversed_), (_, again) = seen[1:]
    assert (reversed_.sale_id, reversed_.profit, str(reversed_.on)) == (first.sale_id, 280_000, "2026-03-01")
    assert (again.profit, str(again.on)) == (210_000, DAY)


async def test_product_38_a_step_that_refuses_undoes_the_sale(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> list[Event]:
        raise OutOfStock(left=0, asked=1)

    monkeypatch.setattr(commands, "SALE_STEPS", (refuse,))
    _, batch = await market.stocked(2)
    await market.sell(f"batches/{batch}", status=409)
    assert await market.batch(batch) == (2, 0, 0)
    assert await market.h.pool.fetchval("select count(*) from sales") == 0


async def test_product_39_sales_are_read_by_their_parties_and_exported(market: Market) -> None:
    _, batch = await market.stocked(10)
    sent = (await market.send(batch, 2))["id"]
    sold = [await market.sell(f"batches/{batch}"), await market.sell(f"consignments/{sent}")]
    stranger = Caller("institution_staff", OTHER_PRISON)
    await market.get(f"sales/{sold[0]['id']}", stranger, 403)
    assert (await market.get("sales", stranger))["items"] == []
    page = await market.get("sales?limit=1")
    assert [page["items"][0]["id"], page["next"]] == [sold[0]["id"]] * 2
    assert (await market.get(f"sales?after={page['next']}"))["items"][0]["id"] == sold[1]["id"]
    lines = await market.export("sales")
    assert lines[0].startswith("id,product_id,batch_id")
    assert [line.split(",")[0] for line in lines[1:]] == [each["id"] for each in sold]
    assert len(await market.export("sales", stranger)) == 1
    await market.sell(f"batches/{batch}", by=stranger, status=403)
    await market.sell(f"consignments/{sent}", by=Caller("trainer", OTHER_PRISON), status=403)


async def test_the_database_keeps_the_sums_of_a_sale(market: Market) -> None:
    _, batch = await market.stocked()
    await market.sell(f"batches/{batch}")
    columns = ", ".join(
        row["column_name"]
        for row in await market.h.pool.fetch(
            "select column_name from information_schema.columns where table_name = 'sales'"
            " and column_name not in ('id', 'profit', 'loss')"
        )
    )
    for profit, loss in ((70_001, 0), (70_001, 1), (-1, 0)):
        with pytest.raises(asyncpg.CheckViolationError):
            await market.h.pool.execute(
                f"insert into sales (id, profit, loss, {columns})"
                f" select gen_random_uuid(), {profit}, {loss}, {columns} from sales"
            )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await market.h.pool.execute("delete from sales")


async def _status(market: Market, path: str, body: object) -> int:
    answer = await market.h.client.post(
        f"/training/{path}",
        json=body,
        headers=market.h.token("institution_staff", organisation=PRISON),
    )
    return answer.status_code
