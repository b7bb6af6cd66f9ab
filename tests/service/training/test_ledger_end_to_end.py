"""MONEY: from the workshop to the account of a maker, and to the person's hand. Every step leaves books that fit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.training.commands import consignments, identities, payouts, releases, sales, transfers
from shared.edge.access import Actor
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from tests.service.training import scene
from tests.service.training.client import OTHER_PRISON, PRISON, TRAINER
from tests.service.training.market import DAY, Market
from tests.service.training.treasury import Treasury
from tests.support.harness import PERSON_KEY

CLERK = Actor("clerk", frozenset({"institution_staff"}), PRISON)
HERE, THERE = (str(PRISON), "premium"), (str(OTHER_PRISON), "premium")
NIK = "8171010101900001"
SOLD = {"receivable": -269_998, "material": 90_000, "capital": 63_000, "state": 26_999}
"""Three pieces at Rp99,999 with material of Rp30,000 each; the fair takes 10%. The profit is Rp179,998."""


@dataclass
class Fair:
    """Goods of two makers, two parts and one part of the work, at a fair of the Dinkop."""

    market: Market
    treasury: Treasury
    two: str
    one: str
    batch: str
    consignment: str

    async def sell(self, quantity: int = 3, status: int = 201) -> Any:
        return await self.market.sell(f"consignments/{self.consignment}", quantity, 99_999, by=TRAINER, status=status)

    async def places(self) -> list[dict[tuple[str, str], int]]:
        """What both makers have, and where."""
        return [await self.treasury.places(maker) for maker in (self.two, self.one)]

    async def pay_all(self) -> list[int]:
        due = await self.treasury.due()
        return [(await self.treasury.pay(payout["id"], f"K-{payout['id']}"[:30]))["premium"] for payout in due]

    async def status(self, path: str, body: Any = None) -> int:
        headers = self.market.h.token("institution_staff", organisation=PRISON)
        return (await self.market.h.client.post(f"/training/{path}", json=body, headers=headers)).status_code

    async def on(self, day: str) -> None:
        self.market.h.clock.set(datetime.fromisoformat(f"{day}T10:00:00+09:00"))


@pytest.fixture
async def fair(market: Market) -> Fair:
    two, one = [(await scene.register_participant(market.training))["id"] for _ in range(2)]
    makers = [{"participant_id": two, "parts": 2}, {"participant_id": one, "parts": 1}]
    _, batch = await market.stocked(10, makers=makers)
    sent = (await market.send(batch, 6, await market.open_fair()))["id"]
    return Fair(market, Treasury(market.training), two, one, batch, sent)


async def test_money_01_the_parts_of_a_profit_total_it_and_the_premiums_are_the_makers(fair: Fair) -> None:
    await fair.treasury.verify()
    sold = await fair.sell()
    assert (sold["revenue"], sold["commission"], sold["profit"]) == (299_997, 29_999, 179_998)
    assert await fair.places() == [{HERE: 59_999}, {HERE: 30_000}]
    books = await fair.treasury.books()
    assert books == SOLD
    assert books["capital"] + books["state"] + 59_999 + 30_000 == sold["profit"]
    await fair.treasury.verify()


async def test_money_02_the_story_of_two_makers(fair: Fair) -> None:
    """Sold, transferred, released, paid, returned, and back: after each step the books fit."""
    market, treasury = fair.market, fair.treasury
    sold = await fair.sell()
    await market.training.transfer(fair.two)
    assert await fair.places() == [{THERE: 59_999}, {HERE: 30_000}]
    assert (await treasury.verify())["fits"]

    await market.training.release(fair.one)
    (due,) = await treasury.due()
    assert (due["participant_id"], due["premium"], due["state"]) == (fair.one, 30_000, "due")
    waiting = (await market.training.list_waiting(kind="payout_due"))["items"]
    assert [item["id"] for item in waiting] == [due["id"]]
    await treasury.verify()

    assert (await treasury.pay(due["id"], status=200))["state"] == "paid"
    assert (await treasury.pay(due["id"], "K-2", status=409))["title"] == "payout-settled"
    assert await fair.places() == [{THERE: 59_999}, {}]
    assert (await treasury.books())["cash"] == 30_000
    await treasury.verify()

    kept = await _return_one(fair, sold["id"])
    assert kept["profit"] == 119_999
    assert await fair.places() == [{THERE: 59_999}, {}], "nobody owes a premium back, and nobody gets it twice"
    assert await treasury.due() == []
    assert (await treasury.books())["capital"] == 63_000 - 63_000 - 89_999 + 42_001 + 59_999
    await treasury.verify()

    await market.take_back(kept["id"], 2, by=TRAINER)
    assert await treasury.books() == {"cash": 30_000, "transfers": 59_999, "capital": -89_999}
    assert await market.batch(fair.batch) == (7, 3, 0)
    await treasury.verify()

    await fair.on("2026-02-20")
    await market.training.come_back(fair.one, on="2026-02-20", register_number="B.I 990/2026")
    assert len((await market.training.list_stays(fair.one))["stays"]) == 2
    await market.sell(f"batches/{fair.batch}", 1, 100_000, on="2026-02-20")
    assert await fair.places() == [{THERE: 59_999 + 23_333}, {HERE: 11_667}]
    assert await treasury.due() == [], "who is here again has it on the account"
    await treasury.verify()


async def _return_one(fair: Fair, sale_id: str) -> Any:
    """What the buyer keeps of it."""
    await fair.market.take_back(sale_id, 1, by=TRAINER)
    return (await fair.market.get("sales"))["items"][-1]


async def test_money_03_a_part_that_comes_back_before_anybody_took_anything_is_as_if_less_was_sold(fair: Fair) -> None:
    await _return_one(fair, (await fair.sell())["id"])
    assert await fair.places() == [{HERE: 39_999}, {HERE: 20_000}]
    assert (await fair.treasury.books())["capital"] == 42_001
    await fair.treasury.verify()


async def test_money_04_piece_after_piece_comes_back_and_no_premium_is_paid_twice(fair: Fair) -> None:
    sold = await fair.sell()
    await fair.market.training.release(fair.one)
    assert await fair.pay_all() == [30_000]
    for _ in range(2):
        sold = await _return_one(fair, sold["id"])
        assert await fair.treasury.due() == []
        await fair.treasury.verify()
    assert await fair.places() == [{HERE: 20_000}, {}]


async def test_money_05_who_took_a_part_is_credited_what_is_missing(fair: Fair) -> None:
    """The maker took Rp15,000 of Rp30,000; of what the buyer keeps Rp20,000 would be theirs."""
    sold = await fair.sell()
    taken = await fair.treasury.propose(fair.one, 15_000, account="premium")
    await fair.treasury.decide(taken["id"])
    await _return_one(fair, sold["id"])
    assert (await fair.places())[1] == {HERE: 5_000}, "15,000 taken and 5,000 are the 20,000"
    await fair.treasury.verify()


async def test_money_06_a_loss_is_borne_by_the_working_capital(fair: Fair) -> None:
    outlet = (await fair.market.open_outlet(commission_percent=50))["id"]
    sent = (await fair.market.send(fair.batch, 1, outlet))["id"]
    sold = await fair.market.sell(f"consignments/{sent}", 1, 30_000)
    assert (sold["profit"], sold["loss"]) == (0, 15_000)
    assert await fair.places() == [{}, {}]
    assert await fair.treasury.books() == {"receivable": -15_000, "material": 30_000, "capital": -15_000}
    await fair.treasury.verify()


async def test_money_07_a_write_off_books_nothing(fair: Fair) -> None:
    before = await fair.treasury.books()
    await fair.market.write_off(fair.batch, 2)
    await fair.market.count(fair.consignment, missing=1, returned=5, reason="hilang di pameran")
    assert await fair.treasury.books() == before == {}
    await fair.market.sell(f"batches/{fair.batch}")
    assert (await fair.treasury.books())["material"] == 30_000, "that of the piece that was sold"


async def test_money_08_a_count_back_books_what_was_sold(fair: Fair) -> None:
    await fair.market.count(fair.consignment, sold=[{"quantity": 3, "unit_price": 99_999}], returned=3)
    assert await fair.treasury.books() == SOLD
    await fair.treasury.verify()


# Two at once: one has done its work and has not committed, the other begins.


Work = Callable[[Connection], Awaitable[list[Event]]]


def selling(fair: Fair) -> Work:
    async def work(conn: Connection) -> list[Event]:
        now = fair.market.h.clock.now()
        cmd = sales.RecordSale.model_validate({"quantity": 3, "unit_price": 99_999, "on": DAY})
        await sales.sell_at_outlet(conn, UUID(fair.consignment), cmd, CLERK, now)
        return []

    return work


def counting(fair: Fair) -> Work:
    async def work(conn: Connection) -> list[Event]:
        found = {"sold": [{"quantity": 3, "unit_price": 99_999}], "returned": 3, "on": DAY}
        cmd = consignments.CountBack.model_validate(found)
        await consignments.count(conn, UUID(fair.consignment), cmd, CLERK, fair.market.h.clock.now())
        return []

    return work


def releasing(fair: Fair) -> Work:
    async def work(conn: Connection) -> list[Event]:
        cmd = releases.Release.model_validate({"on": DAY, "kind": "end_of_term"})
        await releases.release(conn, UUID(fair.one), cmd, CLERK, fair.market.h.clock.now())
        return []

    return work


def transferring(fair: Fair, participant_id: str) -> Work:
    async def work(conn: Connection) -> list[Event]:
        body = {"institution_id": OTHER_PRISON, "register_number": "B.II 1/2026", "on": DAY, "reason": "dekat keluarga"}
        cmd = transfers.Transfer.model_validate(body)
        await transfers.transfer(conn, UUID(participant_id), cmd, CLERK, fair.market.h.clock.now())
        return []

    return work


async def test_money_10_a_sale_while_its_maker_is_released_is_owed(fair: Fair) -> None:
    await fair.treasury.while_open(releasing(fair), fair.sell)
    assert await fair.pay_all() == [30_000]
    await fair.treasury.verify()


@pytest.mark.parametrize("sold", [selling, counting], ids=["a sale", "a count-back"])
async def test_money_11_a_release_while_the_goods_are_sold_waits_and_owes_it(
    fair: Fair, sold: Callable[[Fair], Work]
) -> None:
    await fair.treasury.while_open(sold(fair), lambda: fair.market.training.release(fair.one))
    assert await fair.pay_all() == [30_000]
    await fair.treasury.verify()


async def test_money_12_a_sale_while_its_maker_is_transferred_follows(fair: Fair) -> None:
    await fair.treasury.while_open(transferring(fair, fair.two), fair.sell)
    assert await fair.places() == [{THERE: 59_999}, {HERE: 30_000}]
    await fair.treasury.verify()


async def test_money_13_a_transfer_while_the_goods_are_sold_takes_the_money_along(fair: Fair) -> None:
    await fair.treasury.while_open(selling(fair), lambda: fair.market.training.transfer(fair.two))
    assert await fair.places() == [{THERE: 59_999}, {HERE: 30_000}]
    await fair.treasury.verify()


def joining(fair: Fair, participant_id: str) -> Work:
    async def work(conn: Connection) -> list[Event]:
        cmd = identities.Identify.model_validate({"nik": NIK, "document": "KTP 1"})
        key, now = PERSON_KEY.encode(), fair.market.h.clock.now()
        await identities.identify(conn, key, UUID(participant_id), cmd, CLERK, now)
        return []

    return work


async def joined(fair: Fair) -> str:
    """The maker's entry becomes one with another, which stays. Returns that one."""
    other = (await scene.register_participant(fair.market.training))["id"]
    await fair.market.training.identify(fair.one, NIK)
    await fair.market.training.identify(other, NIK)
    return str(other)


async def test_money_14_a_sale_of_who_was_joined_waits_while_the_other_entry_is_transferred(fair: Fair) -> None:
    stays = await joined(fair)
    await fair.treasury.while_open(transferring(fair, stays), fair.sell)
    assert await fair.treasury.places(stays) == {THERE: 30_000}
    await fair.treasury.verify()


@pytest.mark.parametrize("first", ["join", "sale"])
async def test_money_15_two_entries_become_one_while_the_goods_of_one_are_sold(fair: Fair, first: str) -> None:
    other = (await scene.register_participant(fair.market.training))["id"]
    await fair.market.training.identify(fair.one, NIK)
    if first == "sale":
        await fair.treasury.while_open(selling(fair), lambda: fair.market.training.identify(other, NIK))
    else:
        await fair.treasury.while_open(joining(fair, other), fair.sell)
    assert await fair.treasury.places(other) == {HERE: 30_000}
    assert await fair.treasury.places(fair.one) == {}
    await fair.treasury.verify()


async def test_money_16_goods_come_back_while_the_pay_out_is_paid(fair: Fair) -> None:
    """Paid first, the capital bears it."""
    sold = await fair.sell()
    await fair.market.training.release(fair.one)
    (due,) = await fair.treasury.due()

    async def paying(conn: Connection) -> list[Event]:
        cmd = payouts.PayOut(receipt_number="K-1")
        await payouts.pay(conn, UUID(due["id"]), cmd, CLERK, fair.market.h.clock.now())
        return []

    await fair.treasury.while_open(paying, lambda: fair.market.take_back(sold["id"], 3))
    assert await fair.treasury.books() == {"cash": 30_000, "capital": -30_000}
    await fair.treasury.verify()


async def test_money_17_a_pay_out_while_the_goods_come_back_pays_nothing(fair: Fair) -> None:
    sold = await fair.sell()
    await fair.market.training.release(fair.one)
    (due,) = await fair.treasury.due()

    async def returning(conn: Connection) -> list[Event]:
        cmd = sales.ReturnSale.model_validate({"quantity": 3, "reason": "rusak", "on": DAY})
        await sales.return_sale(conn, UUID(sold["id"]), cmd, CLERK, fair.market.h.clock.now())
        return []

    answer = await fair.treasury.while_open(returning, lambda: fair.treasury.pay(due["id"], status=409))
    assert answer["title"] == "nothing-left"
    assert await fair.treasury.books() == {}
    await fair.treasury.verify()


async def test_money_18_all_at_once_and_the_books_fit(fair: Fair) -> None:
    """Sales from both places, a return, a transfer and a release, with nobody waiting for anybody."""
    first = await fair.sell(1)
    sale = {"quantity": 1, "unit_price": 99_999, "on": DAY}
    release = {"on": DAY, "kind": "end_of_term"}
    move = {
        "institution_id": str(OTHER_PRISON),
        "register_number": "B.II 1/2026",
        "on": DAY,
        "reason": "dekat keluarga",
    }
    answers = await asyncio.gather(
        *(fair.status(f"batches/{fair.batch}/sales", sale) for _ in range(4)),
        fair.status(f"sales/{first['id']}/return", {"quantity": 1, "reason": "rusak", "on": DAY}),
        fair.status(f"participants/{fair.two}/transfer", move),
        fair.status(f"participants/{fair.one}/release", release),
    )
    assert set(answers) <= {200, 201}, answers
    places = await fair.places()
    assert set(places[0]) == {THERE}
    assert await fair.pay_all() == [places[1][HERE]]
    await fair.treasury.verify()
