"""The ledger and personal data: the export shows it, the retention cuts the person off, and the books still balance."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.training.store.personal import PERSONAL
from shared.privacy.personal import ERASED
from tests.service.training.client import AUDITOR, PRISON, TrainingClient
from tests.service.training.treasury import Treasury, register, sale
from tests.support.erasing import erase_at

DAYS = {each.name: each.days for each in PERSONAL.retention}
LAST = datetime.fromisoformat("2026-02-09T12:00:00+09:00")


@pytest.fixture
async def treasury(ready: TrainingClient) -> Treasury:
    made = Treasury(ready)
    await made.add_rule()
    return made


async def left_with_nothing(treasury: Treasury) -> Any:
    """Somebody who earned, took, was released and was paid."""
    person = await register(treasury)
    await treasury.sell(sale(person, await register(treasury)))
    await treasury.earn(person["id"], 40_000)
    await treasury.decide((await treasury.propose(person["id"], 10_000))["id"])
    await treasury.release(person["id"])
    await treasury.pay((await treasury.due())[0]["id"])
    return person


async def export(treasury: Treasury, person: Any) -> Any:
    path = f"/training/persons/{person['person_id']}/export?purpose=access"
    return (await treasury.h.get(path, "data_officer"))["tables"]


async def test_ledger_63_the_export_shows_a_person_s_money_and_nobody_else_s(treasury: Treasury) -> None:
    person = await left_with_nothing(treasury)
    tables = await export(treasury, person)
    assert [row["participant_id"] for row in tables["ledger_accounts"]] == [person["id"]] * 3
    assert sorted(line["debit"] + line["credit"] for line in tables["ledger_lines"]) == [
        *(10_000, 25_000, 25_000, 30_000, 40_000)
    ]
    assert sorted(row["kind"] for row in tables["ledger_entries"]) == ["payout", "sale", "wage", "withdrawal"]
    assert [len(tables[table]) for table in ("wages", "withdrawals", "payouts")] == [1, 1, 1]
    facts = [row["type"] for row in tables["journal"]]
    assert facts.count("training.premium.credited") == 1, "another maker's premium is another maker's"
    assert "training.record.entry-posted" not in facts, "it has the lines of the other makers too"


async def test_ledger_64_whose_the_money_was_is_forgotten_after_the_retention(treasury: Treasury) -> None:
    person = await left_with_nothing(treasury)
    await erase_at(treasury.h, LAST + timedelta(days=DAYS["ledger"]))
    pool = treasury.h.pool
    owned = "select count(*) from ledger_accounts where participant_id = $1"
    assert await pool.fetchval(owned, person["id"]) == 3
    await erase_at(treasury.h, LAST + timedelta(days=DAYS["ledger"] + 1))
    assert await pool.fetchval(owned, person["id"]) == 0
    for table in ("wages", "withdrawals", "payouts"):
        assert await pool.fetchval(f"select count(*) from {table} where participant_id = $1", person["id"]) == 0
    await treasury.verify()
    entries = (await treasury.get(f"institutions/{PRISON}/ledger-entries", by=AUDITOR))["items"]
    for entry in entries:
        assert await treasury.get(f"ledger/entries/{entry['id']}", by=AUDITOR)


async def test_ledger_65_nobody_is_forgotten_while_money_is_left(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.deposit(person["id"], 5_000)
    await treasury.release(person["id"])
    await erase_at(treasury.h, LAST + timedelta(days=DAYS["ledger"] + DAYS["register"]))
    assert await treasury.balances(person["id"]) == {"deposit": 5_000}
    assert await treasury.h.pool.fetchval("select name from participants") != ERASED
    (due,) = await treasury.due()
    await treasury.pay(due["id"])


async def test_a_return_after_the_retention_is_borne_by_the_capital(treasury: Treasury) -> None:
    maker = await register(treasury)
    sold = sale(maker)
    await treasury.sell(sold)
    await treasury.release(maker["id"])
    await treasury.pay((await treasury.due())[0]["id"])
    await erase_at(treasury.h, LAST + timedelta(days=DAYS["ledger"] + 1))
    await treasury.take_back(sold.sale_id)
    assert await treasury.books() == {"cash": 50_000, "capital": -50_000}
    await treasury.verify()
