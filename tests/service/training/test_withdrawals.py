"""Withdrawals for a need inside: two persons, a balance, a limit of the month, a receipt."""

from __future__ import annotations

import asyncio
from datetime import datetime

import asyncpg
import pytest

from services.training.rules import RULES
from tests.service.training.client import OTHER_PRISON, PRISON, STAFF, Caller, TrainingClient
from tests.service.training.treasury import Treasury, register

LIMIT = RULES.first.ledger.monthly_withdrawal


@pytest.fixture
async def treasury(ready: TrainingClient) -> Treasury:
    return Treasury(ready)


async def rich(treasury: Treasury, rupiah: int = 10 * LIMIT) -> str:
    person: str = (await register(treasury))["id"]
    await treasury.earn(person, rupiah)
    return person


async def test_ledger_46_a_second_person_pays_what_the_first_proposed(treasury: Treasury) -> None:
    person = await rich(treasury)
    asked = await treasury.propose(person, 250_000)
    found = await treasury.training.list_waiting(by=STAFF)
    assert [(i["kind"], i["detail_url"]) for i in found["items"]] == [
        ("withdrawal_proposed", f"/training/withdrawals/{asked['id']}")
    ]
    assert (await treasury.training.list_waiting(by=Caller("institution_staff", OTHER_PRISON)))["items"] == []
    assert (await treasury.decide(asked["id"], subject="clerk", status=403))["title"] == "second-person-needed"
    paid = await treasury.decide(asked["id"])
    assert (paid["state"], paid["receipt_number"], paid["limit_rupiah"]) == ("paid", "R-1", LIMIT)
    assert await treasury.balances(person) == {"wage": 10 * LIMIT - 250_000}
    assert (await treasury.decide(asked["id"], "R-2", subject="third", status=409))["title"] == "withdrawal-settled"
    await treasury.verify()


async def test_a_rejected_withdrawal_takes_nothing(treasury: Treasury) -> None:
    person = await rich(treasury, 5_000)
    asked = await treasury.propose(person, 5_000)
    assert (await treasury.decide(asked["id"], None, subject="clerk", status=403))["title"] == "second-person-needed"
    assert (await treasury.decide(asked["id"], None))["state"] == "rejected"
    assert await treasury.balances(person) == {"wage": 5_000}


@pytest.mark.parametrize("body", [{"decision": "pay"}, {"decision": "reject", "receipt_number": "R-1"}])
async def test_a_payment_has_a_receipt_and_a_rejection_none(treasury: Treasury, body: dict[str, str]) -> None:
    asked = await treasury.propose(await rich(treasury), 5_000)
    refused = await treasury.post(f"withdrawals/{asked['id']}/decision", body, subject="second", status=422)
    assert refused["title"] == "receipt-needed"


async def test_ledger_47_nobody_takes_more_than_there_is(treasury: Treasury) -> None:
    person = await rich(treasury, 5_000)
    assert (await treasury.propose(person, 5_001, status=409))["title"] == "balance-too-low"
    assert (await treasury.propose(person, 1, account="premium", status=409))["title"] == "balance-too-low"
    first, second = await treasury.propose(person, 5_000), await treasury.propose(person, 5_000)
    await treasury.decide(first["id"])
    assert (await treasury.decide(second["id"], "R-2", status=409))["title"] == "balance-too-low"


async def test_ledger_48_the_limit_counts_the_month_and_all_accounts(treasury: Treasury) -> None:
    person = await rich(treasury)
    await treasury.deposit(person, LIMIT)
    assert (await treasury.propose(person, LIMIT + 1, status=409))["title"] == "monthly-limit"
    await treasury.decide((await treasury.propose(person, LIMIT))["id"])
    treasury.h.clock.set(datetime.fromisoformat("2026-02-28T23:59:00+09:00"))
    refused = await treasury.propose(person, 1, account="deposit", status=409)
    assert (refused["title"], refused["rule"]) == ("monthly-limit", "P1")
    treasury.h.clock.set(datetime.fromisoformat("2026-03-01T00:00:00+09:00"))
    await treasury.decide((await treasury.propose(person, LIMIT, account="deposit"))["id"], "R-2")


async def test_ledger_49_what_was_proposed_before_is_judged_again_when_it_is_paid(treasury: Treasury) -> None:
    person = await rich(treasury)
    first, second = await treasury.propose(person, LIMIT), await treasury.propose(person, LIMIT)
    await treasury.decide(first["id"])
    assert (await treasury.decide(second["id"], "R-2", status=409))["title"] == "monthly-limit"


async def test_ledger_50_two_slips_at_once_stay_within_the_limit(treasury: Treasury) -> None:
    person = await rich(treasury)
    slips = [await treasury.propose(person, LIMIT // 2 + 1) for _ in range(4)]

    async def decide(number: int) -> int:
        answer = await treasury.h.client.post(
            f"/training/withdrawals/{slips[number]['id']}/decision",
            json={"decision": "pay", "receipt_number": f"R-{number}"},
            headers=treasury.h.token("institution_staff", organisation=PRISON, subject="second"),
        )
        return answer.status_code

    assert sorted(await asyncio.gather(*(decide(number) for number in range(4)))) == [200, 409, 409, 409]


async def test_a_transfer_within_the_month_does_not_open_the_limit_anew(treasury: Treasury) -> None:
    person = await rich(treasury)
    await treasury.decide((await treasury.propose(person, LIMIT))["id"])
    await treasury.transfer(person, OTHER_PRISON)
    by = Caller("institution_staff", OTHER_PRISON)
    body = {"account": "wage", "rupiah": 1, "need": "goods"}
    refused = await treasury.post(f"participants/{person}/withdrawals", body, by=by, status=409)
    assert refused["title"] == "monthly-limit"


async def test_ledger_51_a_reversed_withdrawal_no_longer_counts(treasury: Treasury) -> None:
    person = await rich(treasury)
    paid = await treasury.decide((await treasury.propose(person, LIMIT))["id"])
    await treasury.post(f"ledger/entries/{paid['entry_id']}/reversal", {"document_number": "BA-1"}, subject="third")
    assert await treasury.balances(person) == {"wage": 10 * LIMIT}
    assert (await treasury.get(f"withdrawals/{paid['id']}"))["state"] == "reversed"
    await treasury.propose(person, LIMIT)


async def test_a_receipt_is_used_once(treasury: Treasury) -> None:
    person = await rich(treasury)
    for number, status in (("R-1", 200), ("R-1", 409), ("r / 1", 409), ("R-11", 200)):
        asked = await treasury.propose(person, 500)
        answer = await treasury.decide(asked["id"], number, status=status)
        assert status == 200 or answer["title"] == "receipt-used", "another spelling is the same receipt"
    assert await treasury.balances(person) == {"wage": 10 * LIMIT - 1_000}


async def test_the_database_holds_two_persons_and_the_limit(treasury: Treasury) -> None:
    person = await rich(treasury)
    paid = await treasury.decide((await treasury.propose(person, LIMIT))["id"])
    pool = treasury.h.pool
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await pool.execute("update withdrawals set decided_by = proposed_by")
    assert caught.value.constraint_name == "withdrawals_two_persons"
    with pytest.raises(asyncpg.CheckViolationError) as caught:
        await pool.execute(
            "insert into withdrawals (id, participant_id, institution_id, account, rupiah, need, state, proposed_by,"
            " proposed_at, decided_by, decided_at, paid_on, limit_rupiah, receipt_number, entry_id)"
            " select gen_random_uuid(), participant_id, institution_id, account, 1, need, state, proposed_by,"
            " proposed_at, decided_by, decided_at, paid_on, limit_rupiah, 'R-9', entry_id from withdrawals"
        )
    assert caught.value.constraint_name == "withdrawals_monthly_limit"
    assert paid["state"] == "paid"
