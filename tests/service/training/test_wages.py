"""Wages of a month: a whole list at once, and each line has its answer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.service.training.client import OTHER_PRISON, PRISON, TrainingClient
from tests.service.training.treasury import Treasury, register


@pytest.fixture
async def treasury(ready: TrainingClient) -> Treasury:
    return Treasury(ready)


def line(participant: Any, rupiah: Any = 50_000) -> dict[str, Any]:
    return {"participant_id": participant["id"], "rupiah": rupiah}


async def answers(treasury: Treasury, *lines: Any, **changes: Any) -> list[str]:
    found = (await treasury.book_wages(list(lines), **changes))["answers"]
    return [answer["slug"] or answer["result"] for answer in found]


async def test_ledger_52_a_list_is_booked_line_by_line(treasury: Treasury) -> None:
    one, other = await register(treasury), await register(treasury)
    child = await register(treasury, birth_date="2010-01-01")
    stranger = await register(treasury, OTHER_PRISON)
    assert await answers(
        treasury,
        line(one),
        line(child),
        line(stranger),
        line(one, 60_000),
        line(other, -1),
        {"rupiah": 5},
        line(other, 70_000),
    ) == [
        "booked",
        "child-earns-nothing",
        "not-of-institution",
        "wage-line-repeated",
        "wage-line-unreadable",
        "wage-line-unreadable",
        "booked",
    ]
    assert await treasury.balances(one["id"]) == {"wage": 50_000}
    assert await treasury.balances(other["id"]) == {"wage": 70_000}
    assert await treasury.books() == {"wage_cost": -120_000}
    await treasury.verify()


async def test_ledger_53_the_same_list_again_books_nothing_twice(treasury: Treasury) -> None:
    one = await register(treasury)
    assert await answers(treasury, line(one)) == ["booked"]
    assert await answers(treasury, line(one)) == ["unchanged"]
    assert await answers(treasury, line(one, 50_001)) == ["wage-booked"]
    assert await answers(treasury, line(one), work="cooking") == ["booked"]
    assert await answers(treasury, line(one), month="2026-01") == ["booked"]
    assert await treasury.balances(one["id"]) == {"wage": 150_000}


async def test_ledger_54_two_clerks_with_the_same_list_book_it_once(treasury: Treasury) -> None:
    people = [await register(treasury) for _ in range(5)]
    lists = [[line(person) for person in people], [line(person) for person in reversed(people)]]
    await asyncio.gather(*(treasury.book_wages(lists[number % 2]) for number in range(6)))
    assert await treasury.books() == {"wage_cost": -250_000}
    await treasury.verify()


async def test_ledger_55_a_reversed_wage_is_booked_anew_with_the_right_sum(treasury: Treasury) -> None:
    one = await register(treasury)
    await treasury.book_wages([line(one, 500_000)])
    (entry,) = (await treasury.get(f"institutions/{PRISON}/ledger-entries?kind=wage"))["items"]
    assert (entry["category"], entry["document"]) == ("sewing", "UPAH-02/2026")
    path = f"ledger/entries/{entry['id']}/reversal"
    await treasury.post(path, {"document_number": "BA-1"}, subject="second")
    assert await answers(treasury, line(one, 50_000)) == ["booked"]
    assert await treasury.balances(one["id"]) == {"wage": 50_000}


async def test_the_wage_of_who_was_transferred_follows(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.transfer(person["id"], OTHER_PRISON)
    assert await answers(treasury, line(person)) == ["booked"]
    assert await treasury.places(person["id"]) == {(str(OTHER_PRISON), "wage"): 50_000}
    await treasury.verify()


async def test_nobody_has_a_wage_of_a_month_after_they_left_or_before_they_came(treasury: Treasury) -> None:
    released, moved = await register(treasury), await register(treasury)
    await treasury.training.release(released["id"])
    await treasury.training.transfer(moved["id"])
    treasury.h.clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    both = line(released), line(moved)
    assert await answers(treasury, *both, month="2026-02") == ["booked", "booked"]
    assert await answers(treasury, *both, month="2026-03") == ["not-held-that-month", "not-held-that-month"]
    too_early = await answers(treasury, line(moved), month="2026-01", institution=OTHER_PRISON)
    assert too_early == ["not-held-that-month"]
    assert await answers(treasury, line(moved), month="2026-03", institution=OTHER_PRISON) == ["booked"]


@pytest.mark.parametrize(
    "changes", [{"month": "2026-03"}, {"month": "2026-13"}, {"work": "Jahit 8171010101900001"}, {"lines": []}]
)
async def test_what_is_no_month_and_no_work_is_refused(treasury: Treasury, changes: dict[str, Any]) -> None:
    body = {"lines": [line(await register(treasury))]} | changes
    await treasury.book_wages(body.pop("lines"), status=422, **body)


async def test_no_nik_in_the_code_of_a_work(treasury: Treasury) -> None:
    line = {"participant_id": (await register(treasury))["id"], "rupiah": 1}
    await treasury.book_wages([line], work="x8171010101900001", status=422)


async def test_a_refusal_does_not_say_what_somebody_got(treasury: Treasury) -> None:
    person = await register(treasury)
    await treasury.earn(person["id"], 777_123, work="sewing")
    found = await treasury.book_wages([{"participant_id": person["id"], "rupiah": 1}])
    assert found["answers"][0]["slug"] == "wage-booked"
    assert "777" not in str(found)
