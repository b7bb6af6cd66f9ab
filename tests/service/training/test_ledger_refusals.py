"""What the books never do: pay a child, follow a later rule, break after an erasure, or change a month that is over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.service.training import scene
from tests.service.training.client import AUDITOR, PRISON, TrainingClient
from tests.service.training.market import Market, register_child
from tests.service.training.test_personal_ledger import DAYS, LAST, left_with_nothing
from tests.service.training.treasury import Treasury, register
from tests.support.erasing import erase_at


@pytest.fixture
async def treasury(ready: TrainingClient) -> Treasury:
    made = Treasury(ready)
    await made.add_rule()
    return made


@pytest.mark.parametrize("account", ["wage", "premium"])
async def test_an_older_book_gives_a_child_neither_wage_nor_premium(treasury: Treasury, account: str) -> None:
    child = await register_child(treasury.training, "2010-01-01")
    refused = await treasury.deposit(child, 1_000, account=account, source="carried_over", status=422)
    assert (refused["title"], refused["rule"]) == ("child-earns-nothing", "P1")
    await treasury.deposit(child, 1_000, source="carried_over")


async def test_a_later_rule_takes_nothing_of_what_a_buyer_keeps(market: Market) -> None:
    treasury, person = Treasury(market.training), await scene.register_participant(market.training)
    product = (await market.add_product())["id"]
    batch = (await market.record_batch(product, makers=[{"participant_id": person["id"]}]))["id"]
    sold = await market.sell(f"batches/{batch}", 2)
    assert await treasury.balances(person["id"]) == {"premium": 70_000}
    await treasury.add_rule(valid_from="2026-02-10", permille={"premium": 10, "capital": 990})
    market.h.clock.set(datetime.fromisoformat("2026-02-12T10:00:00+09:00"))
    back = {"quantity": 1, "reason": "jahitan lepas", "on": "2026-02-12"}
    await market.post(f"sales/{sold['id']}/return", back, status=200)
    assert await treasury.balances(person["id"]) == {"premium": 35_000}
    await treasury.verify()


@pytest.mark.parametrize("kind", ["withdrawal", "wage"])
async def test_an_entry_of_somebody_forgotten_is_reversed_against_the_capital(treasury: Treasury, kind: str) -> None:
    await left_with_nothing(treasury)
    await erase_at(treasury.h, LAST + timedelta(days=DAYS["ledger"] + 1))
    entries = (await treasury.get(f"institutions/{PRISON}/ledger-entries?kind={kind}", by=AUDITOR))["items"]
    path = f"ledger/entries/{entries[0]['id']}/reversal"
    await treasury.post(path, {"document_number": "BA-1"}, subject="third")
    await treasury.verify()


async def test_the_statement_of_a_month_that_is_over_names_no_later_place(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    await treasury.deposit(person, 1_000)
    treasury.h.clock.set(datetime.fromisoformat("2026-03-01T00:00:00+09:00"))
    before = await treasury.get(f"participants/{person}/statements/2026-02")
    await treasury.deposit(person, 4_000, occurred_on="2026-02-20")
    await treasury.earn(person, 777, month="2026-01")
    await treasury.training.transfer(person)
    assert await treasury.get(f"participants/{person}/statements/2026-02", by=AUDITOR) == before
