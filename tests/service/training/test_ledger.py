"""The ledger: sales by the rule of their day, accounts that never fall below zero, and entries that only grow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import asyncpg
import pytest

from deploy.postgres.bootstrap import OWNER
from services.training.commands.ledger import reverse_sold
from services.training.errors.ledger import ChildEarnsNothing, EntryReversed, SaleBooked
from services.training.errors.splits import NoSplitRule
from shared.ids import new_id
from tests.service.training.client import AGENCY, AUDITOR, OTHER_PRISON, PRISON, STAFF, TRAINER, Caller, TrainingClient
from tests.service.training.treasury import SELLER, Treasury, register, sale
from tests.support.databases import Databases

NO_MOVE = {"rupiah": 1, "occurred_on": "2026-02-09", "document_number": "D-1"}


@pytest.fixture
async def treasury(ready: TrainingClient) -> Treasury:
    made = Treasury(ready)
    await made.add_rule()
    return made


async def test_ledger_19_a_sale_is_booked_by_the_rule_of_its_day_and_keeps_which(treasury: Treasury) -> None:
    maker = await register(treasury)
    await treasury.add_rule(valid_from="2026-03-01", permille={"premium": 1000}, remainder_to="premium")
    await treasury.sell(sale(maker))
    await treasury.sell(sale(maker, on=date(2026, 2, 28)))
    assert await treasury.balances(maker["id"]) == {"premium": 100_000}
    await treasury.sell(sale(maker, on=date(2026, 3, 1)))
    assert await treasury.balances(maker["id"]) == {"premium": 200_000}
    rules = await treasury.h.pool.fetch(
        "select r.valid_from from ledger_entries as e join split_rules as r on r.id = e.split_rule_id order by e.id"
    )
    assert [str(row["valid_from"]) for row in rules] == ["2026-01-01", "2026-01-01", "2026-03-01"]
    assert await treasury.books() == {"receivable": -420_000, "material": 120_000, "capital": 70_000, "state": 30_000}
    await treasury.verify()


async def test_ledger_20_a_rule_that_a_booked_sale_would_have_had_comes_too_late(treasury: Treasury) -> None:
    await treasury.sell(sale(await register(treasury)))
    refused = await treasury.add_rule(valid_from="2026-02-09", status=409)
    assert (refused["title"], refused["rule"]) == ("split-rule-too-late", "P2")
    await treasury.add_rule(valid_from="2026-02-10")
    again = await treasury.add_rule(valid_from="2026-02-10", status=409)
    assert again["title"] == "split-rule-exists"
    listed = await treasury.get(f"institutions/{PRISON}/split-rules", by=TRAINER)
    assert [(r["valid_from"], r["valid_until"]) for r in listed["items"]] == [
        ("2026-01-01", "2026-02-09"),
        ("2026-02-10", None),
    ]


async def test_the_database_refuses_a_late_rule_a_changed_one_and_another_rule_s_sale(treasury: Treasury) -> None:
    await treasury.sell(sale(await register(treasury)))
    pool = treasury.h.pool
    columns = "institution_id, decree_number, decree_date, premium, wage, capital, reserve, state, agency, remainder_to"
    with pytest.raises(asyncpg.CheckViolationError, match="booked"):
        await pool.execute(
            f"insert into split_rules (id, valid_from, added_by, added_at, {columns})"
            f" select $1, date '2026-02-01', added_by, added_at, {columns} from split_rules",
            new_id(),
        )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("update split_rules set premium = 400, capital = 450")
    with pytest.raises(asyncpg.CheckViolationError, match="another rule"):
        await pool.execute(
            "insert into ledger_entries (id, institution_id, kind, day, occurred_on, sale_id, recorded_by, recorded_at)"
            " values ($1, $2, 'sale', '2026-02-09', '2026-02-09', $1, 'x', now())",
            *(new_id(), PRISON),
        )


async def test_ledger_21_an_institution_without_a_rule_books_no_sale(ready: TrainingClient) -> None:
    treasury = Treasury(ready)
    maker = await register(treasury)
    with pytest.raises(NoSplitRule):
        await treasury.sell(sale(maker))
    await treasury.add_rule(valid_from="2026-02-10")
    with pytest.raises(NoSplitRule):
        await treasury.sell(sale(maker))
    assert await ready.h.pool.fetchval("select count(*) from ledger_entries") == 0


async def test_ledger_22_a_sale_is_booked_once(treasury: Treasury) -> None:
    sold = sale(await register(treasury))
    await treasury.sell(sold)
    with pytest.raises(SaleBooked):
        await treasury.sell(sold)


@pytest.mark.parametrize(
    ("born", "is_taken"),
    [
        pytest.param("2008-02-09", True, id="LEDGER-23: 18 on the day of the sale"),
        pytest.param("2008-02-10", False, id="LEDGER-24: a child a day before 18 makes no goods"),
    ],
)
async def test_a_child_makes_nothing_that_is_sold(treasury: Treasury, born: str, is_taken: bool) -> None:
    sold = sale(await register(treasury), await register(treasury, birth_date=born))
    if is_taken:
        await treasury.sell(sold)
    else:
        with pytest.raises(ChildEarnsNothing):
            await treasury.sell(sold)


async def test_ledger_25_a_return_reverses_the_sale_once(treasury: Treasury) -> None:
    maker, other = await register(treasury), await register(treasury)
    sold = sale(maker, other)
    await treasury.sell(sold)
    await treasury.take_back(sold.sale_id)
    assert await treasury.balances(maker["id"]) == {}
    assert await treasury.books() == {}
    with pytest.raises(EntryReversed):
        await treasury.take_back(sold.sale_id)
    entries = (await treasury.get(f"institutions/{PRISON}/ledger-entries"))["items"]
    assert [(e["kind"], e["reverses"], e["reversed_by"]) for e in entries] == [
        ("sale", None, entries[1]["id"]),
        ("reversal", entries[0]["id"], None),
    ]
    await treasury.verify()


async def test_a_return_says_on_which_day_the_goods_came_back(treasury: Treasury) -> None:
    sold = sale(await register(treasury))
    await treasury.sell(sold)
    treasury.h.clock.set(datetime.fromisoformat("2026-02-20T10:00:00+09:00"))
    back = replace(sold, on=date(2026, 2, 18))
    await treasury.in_one(lambda conn: reverse_sold(conn, back, SELLER, treasury.h.clock.now()))
    rows = await treasury.h.pool.fetch(
        "select day::text, occurred_on::text from ledger_entries where kind = 'reversal'"
    )
    assert [tuple(row) for row in rows] == [("2026-02-20", "2026-02-18")]


async def test_ledger_26_what_a_maker_has_taken_is_not_asked_back(treasury: Treasury) -> None:
    maker = await register(treasury)
    sold = sale(maker)
    await treasury.sell(sold)
    proposed = await treasury.propose(maker["id"], 30_000, account="premium")
    await treasury.decide(proposed["id"])
    await treasury.take_back(sold.sale_id)
    assert await treasury.balances(maker["id"]) == {}
    assert await treasury.books() == {"cash": 30_000, "capital": -30_000}
    await treasury.verify()


async def test_ledger_27_a_premium_is_told_without_its_amount_and_without_the_person(treasury: Treasury) -> None:
    maker = await register(treasury)
    sold = sale(maker)
    await treasury.sell(sold)
    row = await treasury.h.pool.fetchrow(
        "select topic, key, data::text, internal::text from journal where type = 'training.premium.credited'"
    )
    assert row
    assert row["topic"] == "masohi.training.people.v1"
    assert not [word for word in ("50000", maker["person_id"], str(sold.sale_id)) if word in row["data"]]
    assert "50000" in row["internal"]
    credit = await treasury.get(f"ledger/credits/{row['key']}")
    assert (credit["rupiah"], credit["participant_id"], credit["sale_id"]) == (50_000, maker["id"], str(sold.sale_id))
    await treasury.get(f"ledger/credits/{row['key']}", by=Caller("institution_staff", OTHER_PRISON), status=403)


async def test_ledger_28_what_the_family_brings_is_apart_from_what_was_earned(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    await treasury.deposit(person, 200_000)
    await treasury.earn(person, 50_000)
    assert await treasury.balances(person) == {"deposit": 200_000, "wage": 50_000}
    await treasury.deposit(person, 1, account="premium", status=422)
    await treasury.deposit(person, 7_000, account="premium", source="carried_over")
    assert (await treasury.balances(person))["premium"] == 7_000
    await treasury.deposit(person, 1, occurred_on="2026-02-10", status=422)


async def test_ledger_29_a_second_person_reverses_a_wrong_entry_once(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    entry = (await treasury.deposit(person, 200_000))["id"]
    path, paper = f"ledger/entries/{entry}/reversal", {"document_number": "BA-1"}
    assert (await treasury.post(path, paper, subject="clerk", status=403))["title"] == "second-person-needed"
    reversal = await treasury.post(path, paper, subject="second", status=201)
    assert (reversal["reverses"], await treasury.balances(person)) == (entry, {})
    assert (await treasury.post(path, paper, subject="second", status=409))["title"] == "entry-reversed"
    of_it = f"ledger/entries/{reversal['id']}/reversal"
    assert (await treasury.post(of_it, paper, subject="third", status=409))["title"] == "entry-not-reversible"


async def test_ledger_30_a_reversal_that_would_leave_less_than_nothing_is_refused(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    entry = (await treasury.deposit(person, 200_000))["id"]
    await treasury.decide((await treasury.propose(person, 150_000, account="deposit"))["id"])
    path, paper = f"ledger/entries/{entry}/reversal", {"document_number": "BA-1"}
    refused = await treasury.post(path, paper, subject="second", status=409)
    assert (refused["title"], refused["rule"]) == ("balance-too-low", "P1")
    assert await treasury.balances(person) == {"deposit": 50_000}


async def test_ledger_31_cash_moves_within_what_is_booked(treasury: Treasury) -> None:
    await treasury.sell(sale(await register(treasury)))
    path = f"institutions/{PRISON}/cash-movements"
    remit = NO_MOVE | {"kind": "remittance", "agency_id": str(AGENCY)}
    assert (await treasury.post(path, remit | {"rupiah": 140_001}, status=422))["title"] == "more-than-booked"
    await treasury.post(path, remit | {"rupiah": 140_000})
    await treasury.post(path, NO_MOVE | {"kind": "state_payment", "rupiah": 15_000})
    assert (await treasury.post(path, NO_MOVE | {"kind": "state_payment"}, status=422))["title"] == "more-than-booked"
    await treasury.post(path, NO_MOVE | {"kind": "remittance"}, status=422)
    assert await treasury.books() == {"cash": -125_000, "material": 40_000, "capital": 35_000}
    await treasury.verify()


async def test_ledger_32_the_database_takes_no_entry_that_does_not_balance(treasury: Treasury) -> None:
    await treasury.deposit((await register(treasury))["id"], 5_000)
    pool, accounts = treasury.h.pool, "select id from ledger_accounts where institution_id = $2 order by id"

    async def insert(*lines: tuple[int, int]) -> None:
        async with pool.acquire() as conn, conn.transaction():
            ids = [row["id"] for row in await conn.fetch(accounts.replace("$2", "$1"), PRISON)]
            entry = new_id()
            await conn.execute(
                "insert into ledger_entries (id, institution_id, kind, day, occurred_on, recorded_by, recorded_at)"
                " values ($1, $2, 'deposit', '2026-02-09', '2026-02-09', 'x', now())",
                *(entry, PRISON),
            )
            for account, (debit, credit) in zip(ids, lines, strict=False):
                await conn.execute(
                    "insert into ledger_lines values ($1, $2, $3, $4, '2026-02-09', $5, $6)",
                    *(new_id(), entry, PRISON, account, debit, credit),
                )

    for lines in ((), ((0, 5),), ((4, 0), (0, 5)), ((5, 0), (6, 0))):
        with pytest.raises(asyncpg.CheckViolationError) as caught:
            await insert(*lines)
        assert caught.value.constraint_name == "ledger_entries_balanced"
    await treasury.verify()


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_lines set credit = credit + 1 where credit > 0",
        "delete from ledger_lines",
        "update ledger_entries set kind = 'budget'",
        "delete from ledger_entries",
        "update ledger_accounts set balance = balance + 1",
        "update ledger_accounts set kind = 'premium' where kind = 'deposit'",
        "delete from ledger_accounts where balance = 0",
        "update ledger_months set credit = credit + 1",
        "delete from ledger_months",
    ],
)
async def test_ledger_33_nothing_that_is_booked_is_edited(treasury: Treasury, statement: str) -> None:
    await treasury.deposit((await register(treasury))["id"], 5_000)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await treasury.h.pool.execute(statement)
    await treasury.verify()


async def test_the_verification_finds_a_balance_that_somebody_has_turned(
    treasury: Treasury, databases: Databases
) -> None:
    person = (await register(treasury))["id"]
    await treasury.deposit(person, 5_000)
    database = await treasury.h.pool.fetchval("select current_database()")
    owner = await asyncpg.connect(databases.dsn(OWNER, database))
    await owner.execute("alter table training.ledger_accounts disable trigger ledger_accounts_follow_lines")
    await owner.execute("update training.ledger_accounts set balance = 6000 where kind = 'deposit'")
    await owner.close()
    found = await treasury.get("ledger/verification", by=AUDITOR)
    assert found["fits"] is False
    assert "balance is not the sum of its lines" in found["flaws"][0]
    await treasury.get("ledger/verification", by=STAFF, status=403)


async def test_the_trial_balance_of_each_institution_totals_nothing(treasury: Treasury) -> None:
    maker = await register(treasury)
    await treasury.sell(sale(maker))
    await treasury.earn(maker["id"], 60_000)
    (book,) = (await treasury.verify())["institutions"]
    assert (book["debit"], book["credit"]) == (200_000, 200_000)
    assert sum(book["accounts"].values()) == 0
    assert {kind: sum_ for kind, sum_ in book["accounts"].items() if sum_} == {
        "receivable": -140_000,
        "material": 40_000,
        "premium": 50_000,
        "capital": 35_000,
        "state": 15_000,
        "wage": 60_000,
        "wage_cost": -60_000,
    }


async def test_staff_of_another_institution_see_and_book_nothing(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    entry = (await treasury.deposit(person, 5_000))["id"]
    stranger: dict[str, Any] = {"by": Caller("institution_staff", OTHER_PRISON), "status": 403}
    for path in (
        f"participants/{person}/accounts",
        f"participants/{person}/statements/2026-02",
        f"participants/{person}/statements/2026-02.csv",
        f"ledger/entries/{entry}",
        *(f"institutions/{PRISON}/{what}" for what in ("accounts", "ledger-entries", "withdrawals", "payouts")),
        f"institutions/{PRISON}/state-shares/2026-02",
        f"institutions/{PRISON}/state-shares/2026-02.csv",
    ):
        await treasury.get(path, **stranger)
    money = {"rupiah": 1, "source": "family", "occurred_on": "2026-02-09", "receipt_number": "x"}
    await treasury.post(f"participants/{person}/deposits", money, **stranger)
    await treasury.post(f"institutions/{PRISON}/cash-movements", NO_MOVE | {"kind": "budget"}, **stranger)
    await treasury.post(f"ledger/entries/{entry}/reversal", {"document_number": "x"}, **stranger)


async def test_the_reads_of_accounts_and_entries_are_logged(treasury: Treasury) -> None:
    person = await register(treasury)
    entry = (await treasury.deposit(person["id"], 5_000))["id"]
    await treasury.get(f"participants/{person['id']}/accounts?purpose=audit", by=AUDITOR)
    await treasury.get(f"ledger/entries/{entry}?purpose=audit", by=AUDITOR)
    rows = await treasury.h.pool.fetch("select person_id from person_reads where purpose = 'audit'")
    assert [str(row["person_id"]) for row in rows] == [person["person_id"]] * 2


async def test_a_request_that_is_sent_twice_books_once(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    body = {"rupiah": 5_000, "source": "family", "occurred_on": "2026-02-09", "receipt_number": "T-1"}
    for _ in range(2):
        await treasury.h.post(
            f"/training/participants/{person}/deposits",
            body,
            "institution_staff",
            organisation=PRISON,
            headers={"idempotency-key": "one"},
        )
    assert await treasury.balances(person) == {"deposit": 5_000}


async def test_the_day_of_a_booking_is_the_local_day(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    for moment, day in (("2026-02-28T23:59:59+09:00", "2026-02-28"), ("2026-03-01T00:00:00+09:00", "2026-03-01")):
        treasury.h.clock.set(datetime.fromisoformat(moment).replace(microsecond=0))
        assert (await treasury.deposit(person, 1))["day"] == day
