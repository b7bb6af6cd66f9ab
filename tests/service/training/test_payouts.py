"""Pay-outs at release: all that is left, once, and what comes in later is owed too."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import asyncpg
import pytest

from services.training.commands.ledger import post_sale
from services.training.commands.splits import AddSplitRule, add_split_rule
from shared.messaging.events import Event
from shared.postgres.pool import Connection
from tests.service.training.client import AUDITOR, OTHER_PRISON, PRISON, STAFF, TrainingClient
from tests.service.training.treasury import SELLER, Treasury, register, register_twice, sale

NEW_RULE: dict[str, Any] = {"valid_from": "2026-02-09", "decree_number": "x", "decree_date": "2026-02-01"} | {
    "permille": {"premium": 1000},
    "remainder_to": "premium",
}


@pytest.fixture
async def treasury(ready: TrainingClient) -> Treasury:
    made = Treasury(ready)
    await made.add_rule()
    return made


async def waiting(treasury: Treasury) -> list[tuple[str, str]]:
    found = await treasury.training.list_waiting(by=STAFF)
    return [(item["kind"], item["detail_url"]) for item in found["items"]]


async def test_ledger_34_a_release_owes_all_that_is_left_and_it_waits_until_it_is_paid(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.sell(sale(person))
    await treasury.earn(person["id"], 40_000)
    await treasury.deposit(person["id"], 7_000)
    await treasury.release(person["id"])
    (due,) = await treasury.due()
    assert (due["wage"], due["premium"], due["deposit"], due["state"]) == (40_000, 50_000, 7_000, "due")
    assert due["unclaimed_from"] == "2026-03-11"
    assert await waiting(treasury) == [("payout_due", f"/training/payouts/{due['id']}")]
    paid = await treasury.pay(due["id"])
    assert (paid["state"], paid["wage"] + paid["premium"] + paid["deposit"]) == ("paid", 97_000)
    assert (await treasury.balances(person["id"]), await waiting(treasury)) == ({}, [])
    assert (await treasury.books())["cash"] == 97_000 - 7_000
    await treasury.verify()


async def test_a_release_of_long_ago_is_owed_and_unclaimed(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.sell(sale(person, on=date(2026, 1, 1)))
    await treasury.release(person["id"], date(2010, 1, 31))
    assert [(due["opened_on"], due["unclaimed_from"]) for due in await treasury.due()] == [("2010-01-31", "2010-03-02")]


async def test_ledger_35_a_pay_out_is_paid_once(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    await treasury.earn(person, 40_000)
    await treasury.release(person)
    (due,) = await treasury.due()
    await treasury.pay(due["id"])
    assert (await treasury.pay(due["id"], "K-2", status=409))["title"] == "payout-settled"


async def test_ledger_36_two_clerks_at_once_pay_once(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    await treasury.earn(person, 40_000)
    await treasury.release(person)
    (due,) = await treasury.due()

    async def pay(number: int) -> int:
        answer = await treasury.h.client.post(
            f"/training/payouts/{due['id']}/payment",
            json={"receipt_number": f"K-{number}"},
            headers=treasury.h.token("institution_staff", organisation=PRISON, subject=f"clerk-{number}"),
        )
        return answer.status_code

    assert sorted(await asyncio.gather(*(pay(number) for number in range(8)))) == [200, *[409] * 7]
    assert (await treasury.books())["cash"] == 40_000
    await treasury.verify()


async def test_ledger_37_who_has_nothing_is_owed_nothing_until_something_comes_in(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.release(person["id"])
    assert await treasury.due() == []
    await treasury.sell(sale(person))
    (due,) = await treasury.due()
    assert due["premium"] == 50_000
    await treasury.pay(due["id"])
    await treasury.sell(sale(person))
    await treasury.earn(person["id"], 1_000)
    (again,) = await treasury.due()
    assert (again["premium"], again["wage"]) == (50_000, 1_000)


async def test_ledger_38_a_released_person_neither_deposits_nor_withdraws(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    await treasury.earn(person, 40_000)
    asked = await treasury.propose(person, 10_000)
    await treasury.release(person)
    assert (await treasury.deposit(person, 1, status=409))["title"] == "not-here"
    assert (await treasury.propose(person, 1, status=409))["title"] == "not-here"
    assert (await treasury.decide(asked["id"], status=409))["title"] == "withdrawal-settled"
    lapsed = await treasury.get(f"withdrawals/{asked['id']}", by=AUDITOR)
    assert (lapsed["state"], (await treasury.due())[0]["wage"]) == ("lapsed", 40_000)


async def test_ledger_39_a_receipt_has_one_number(treasury: Treasury) -> None:
    for number in range(2):
        person = (await register(treasury))["id"]
        await treasury.earn(person, 40_000)
        await treasury.release(person)
        due = (await treasury.due())[0]
        refused = await treasury.pay(due["id"], "K-1", status=409 if number else 200)
    assert refused["title"] == "receipt-used"
    assert len(await treasury.due()) == 1


async def test_what_nobody_fetched_is_listed_with_the_day_from_which_it_is_unclaimed(treasury: Treasury) -> None:
    people = [(await register(treasury))["id"] for _ in range(3)]
    for person in people:
        await treasury.earn(person, 40_000)
        await treasury.release(person)
    first = await treasury.get(f"institutions/{PRISON}/payouts?limit=2")
    second = await treasury.get(f"institutions/{PRISON}/payouts?limit=2&after={first['next']}")
    assert [item["participant_id"] for page in (first, second) for item in page["items"]] == people
    assert second["next"] is None


async def test_the_database_keeps_a_paid_pay_out_and_one_that_is_due(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    await treasury.earn(person, 40_000)
    await treasury.release(person)
    (due,) = await treasury.due()
    pool = treasury.h.pool
    with pytest.raises(asyncpg.UniqueViolationError):
        await pool.execute(
            "insert into payouts (id, participant_id, institution_id, state, opened_on, opened_at)"
            " select gen_random_uuid(), participant_id, institution_id, 'due', opened_on, opened_at from payouts"
        )
    await treasury.pay(due["id"])
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("update payouts set receipt_number = 'K-9'")


async def test_ledger_40_money_moves_with_the_person_and_both_books_balance(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.sell(sale(person))
    await treasury.earn(person["id"], 40_000)
    asked = await treasury.propose(person["id"], 10_000)
    await treasury.transfer(person["id"], OTHER_PRISON)
    assert await treasury.places(person["id"]) == {
        (str(OTHER_PRISON), "premium"): 50_000,
        (str(OTHER_PRISON), "wage"): 40_000,
    }
    assert (await treasury.books())["transfers"] == 90_000
    assert await treasury.books(OTHER_PRISON) == {"transfers": -90_000}
    assert (await treasury.get(f"withdrawals/{asked['id']}"))["state"] == "lapsed"
    entries = (await treasury.get(f"institutions/{OTHER_PRISON}/ledger-entries", by=AUDITOR))["items"]
    assert [(entry["kind"], bool(entry["pair_id"])) for entry in entries] == [("moved_in", True)]
    await treasury.verify()


async def test_ledger_41_goods_that_are_sold_later_are_credited_where_the_maker_is(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.transfer(person["id"], OTHER_PRISON)
    await treasury.sell(sale(person))
    assert await treasury.places(person["id"]) == {(str(OTHER_PRISON), "premium"): 50_000}
    await treasury.transfer(person["id"], PRISON)
    await treasury.sell(sale(person))
    assert await treasury.places(person["id"]) == {(str(PRISON), "premium"): 100_000}
    await treasury.verify()


@pytest.mark.parametrize("before", [pytest.param(0, id="without an account yet"), pytest.param(1, id="with one")])
async def test_ledger_42_sales_during_a_transfer_lose_nothing(treasury: Treasury, before: int) -> None:
    person = await register(treasury)
    for _ in range(before):
        await treasury.sell(sale(person))
    await asyncio.gather(
        *(treasury.sell(sale(person)) for _ in range(4)),
        treasury.transfer(person["id"], OTHER_PRISON),
        *(treasury.sell(sale(person)) for _ in range(4)),
    )
    assert await treasury.places(person["id"]) == {(str(OTHER_PRISON), "premium"): (8 + before) * 50_000}
    await treasury.verify()


@pytest.mark.parametrize("before", [pytest.param(0, id="without an account yet"), pytest.param(1, id="with one")])
async def test_ledger_67_a_sale_waits_for_a_transfer_that_is_under_way_and_follows_it(
    treasury: Treasury, before: int
) -> None:
    person = await register(treasury)
    for _ in range(before):
        await treasury.sell(sale(person))
    await treasury.while_open(
        lambda conn: treasury.transferring(conn, person["id"], OTHER_PRISON), lambda: treasury.sell(sale(person))
    )
    assert await treasury.places(person["id"]) == {(str(OTHER_PRISON), "premium"): (1 + before) * 50_000}
    await treasury.verify()


async def test_ledger_68_a_transfer_waits_for_a_sale_that_is_under_way_and_takes_it_along(treasury: Treasury) -> None:
    person, now = await register(treasury), treasury.h.clock.now()
    await treasury.while_open(
        lambda conn: post_sale(conn, sale(person), SELLER, now), lambda: treasury.transfer(person["id"], OTHER_PRISON)
    )
    assert await treasury.places(person["id"]) == {(str(OTHER_PRISON), "premium"): 50_000}


async def test_ledger_69_a_sale_waits_for_a_release_that_is_under_way_and_is_owed(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.while_open(lambda conn: treasury.releasing(conn, person["id"]), lambda: treasury.sell(sale(person)))
    assert [due["premium"] for due in await treasury.due()] == [50_000]


async def test_ledger_70_a_sale_waits_for_a_new_rule_that_is_under_way_and_takes_it(treasury: Treasury) -> None:
    person, now = await register(treasury), treasury.h.clock.now()
    new = AddSplitRule.model_validate(NEW_RULE)

    async def add(conn: Connection) -> list[Event]:
        await add_split_rule(conn, PRISON, new, SELLER, now)
        return []

    await treasury.while_open(add, lambda: treasury.sell(sale(person)))
    assert await treasury.balances(person["id"]) == {"premium": 100_000}


async def test_ledger_71_a_rule_waits_for_a_sale_that_is_under_way_and_comes_too_late(treasury: Treasury) -> None:
    person, now = await register(treasury), treasury.h.clock.now()
    refused = await treasury.while_open(
        lambda conn: post_sale(conn, sale(person), SELLER, now), lambda: treasury.add_rule(**NEW_RULE, status=409)
    )
    assert refused["title"] == "split-rule-too-late"


async def test_ledger_61_two_entries_of_one_person_become_one_account(treasury: Treasury) -> None:
    gone, stays = await register_twice(treasury)
    await treasury.sell(sale(gone))
    await treasury.join(stays["id"], gone["id"])
    await treasury.sell(sale(gone))
    assert await treasury.balances(gone["id"]) == {}
    assert await treasury.places(stays["id"]) == {(str(OTHER_PRISON), "premium"): 100_000}
    await treasury.verify()


async def test_what_was_due_to_the_entry_that_is_gone_is_due_to_the_other(treasury: Treasury) -> None:
    gone, stays = await register_twice(treasury)
    await treasury.earn(gone["id"], 40_000)
    await treasury.release(stays["id"])
    await treasury.release(gone["id"])
    await treasury.join(stays["id"], gone["id"])
    assert await treasury.due() == []
    assert [due["wage"] for due in await treasury.due(OTHER_PRISON)] == [40_000]


async def test_ledger_62_who_comes_back_has_the_money_that_nobody_fetched(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.earn(person["id"], 40_000)
    await treasury.release(person["id"])
    (due,) = await treasury.due()
    await treasury.come_back(person["id"])
    assert (await treasury.pay(due["id"], status=409))["title"] == "payout-settled"
    assert (await treasury.due(), await waiting(treasury)) == ([], [])
    await treasury.sell(sale(person))
    assert await treasury.due() == [], "who is held is owed nothing by a release that is over"
    await treasury.deposit(person["id"], 5_000)
    await treasury.release(person["id"])
    assert [(d["wage"], d["premium"], d["deposit"]) for d in await treasury.due()] == [(40_000, 50_000, 5_000)]
    await treasury.verify()


async def test_ledger_43_a_withdrawal_and_a_pay_out_at_once_pay_what_there_is(treasury: Treasury) -> None:
    """Whichever is first: the withdrawal, and then the rest, or all of it at the release."""
    person = (await register(treasury))["id"]
    await treasury.earn(person, 40_000)
    asked = await treasury.propose(person, 30_000)

    async def decide() -> int:
        answer = await treasury.h.client.post(
            f"/training/withdrawals/{asked['id']}/decision",
            json={"decision": "pay", "receipt_number": "R-1"},
            headers=treasury.h.token("institution_staff", organisation=PRISON, subject="second"),
        )
        return answer.status_code

    async def leave() -> int:
        await treasury.release(person)
        (due,) = await treasury.due()
        return int((await treasury.pay(due["id"]))["wage"])

    decided, left = await asyncio.gather(decide(), leave())
    assert (decided, left) in {(200, 10_000), (409, 40_000)}
    assert (await treasury.books())["cash"] == 40_000
    await treasury.verify()


async def test_ledger_44_two_reversals_of_one_entry_at_once_reverse_it_once(treasury: Treasury) -> None:
    person = (await register(treasury))["id"]
    entry = (await treasury.deposit(person, 5_000))["id"]
    await treasury.deposit(person, 50_000)

    async def reverse(number: int) -> int:
        answer = await treasury.h.client.post(
            f"/training/ledger/entries/{entry}/reversal",
            json={"document_number": "BA-1"},
            headers=treasury.h.token("institution_staff", organisation=PRISON, subject=f"second-{number}"),
        )
        return answer.status_code

    assert sorted(await asyncio.gather(*(reverse(number) for number in range(6)))) == [201, *[409] * 5]
    assert await treasury.balances(person) == {"deposit": 50_000}


async def test_ledger_45_a_rule_and_a_sale_at_once_agree_on_the_rule(treasury: Treasury) -> None:
    """The new rule came first and counts, or it came too late."""
    maker = await register(treasury)

    async def add() -> bool:
        body = {
            "valid_from": "2026-02-09",
            "decree_number": "x",
            "decree_date": "2026-02-01",
            "permille": {"premium": 1000},
            "remainder_to": "premium",
        }
        answer = await treasury.h.client.post(
            f"/training/institutions/{PRISON}/split-rules",
            json=body,
            headers=treasury.h.token("institution_staff", organisation=PRISON),
        )
        return answer.status_code == 201

    added, _ = await asyncio.gather(add(), treasury.sell(sale(maker)))
    assert await treasury.balances(maker["id"]) == {"premium": 100_000 if added else 50_000}


async def test_sales_of_the_same_makers_at_once_neither_lose_nor_invent(treasury: Treasury) -> None:
    makers = [await register(treasury) for _ in range(3)]
    turns = [makers[n % 3 :] + makers[: n % 3] for n in range(12)]
    await asyncio.gather(*(treasury.sell(sale(*turn)) for turn in turns))
    sums = [(await treasury.balances(maker["id"]))["premium"] for maker in makers]
    assert sum(sums) == 12 * 50_000
    await treasury.verify()


async def test_the_sale_that_fails_later_leaves_nothing_in_the_ledger(treasury: Treasury) -> None:
    maker = await register(treasury)

    async def fail(conn: Connection) -> list[Event]:
        await post_sale(conn, sale(maker), SELLER, treasury.h.clock.now())
        raise RuntimeError("the stock was wrong")

    with pytest.raises(RuntimeError):
        await treasury.in_one(fail)
    assert await treasury.h.pool.fetchval("select count(*) from ledger_entries") == 0
