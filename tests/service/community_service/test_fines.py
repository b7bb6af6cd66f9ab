"""A fine from the decision to its end: instalments, the due date, a seizure, and prison for the rest only then."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import Json
from tests.service.community_service.callers import CLERK, COUNSELLOR, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.test_breaches_decisions import DOCUMENT, PROPOSAL, pronounce, propose
from tests.support.harness import Harness

DUE, LATE, LATER = "2026-04-30", "2026-05-01", "2026-05-10"
RUPIAH = 5_000_000


async def fined(h: Harness, client: CommunityServiceClient) -> tuple[Json, Json]:
    """A sentence that is closed by a decision on a fine of Rp5,000,000 until the end of April, and the fine."""
    site = await scene.open_site(client)
    body = bodies.verdict(replaces={"fine_rupiah": RUPIAH})
    sentence = await pronounce(h, client, body, ordered_fine_rupiah=RUPIAH)
    breach = await propose(client, sentence, site)
    decision = {"decision": "fine", "rupiah": RUPIAH} | DOCUMENT
    assert (await client.decide_breach(breach["id"], decision, status=422))["title"] == "fine-due-date-missing"
    done = await client.decide_breach(breach["id"], decision | {"due_on": DUE})
    return sentence, await client.read_fine(done["fine_id"])


def paid(rupiah: int, number: str = "TT-1", on: str = PROPOSAL) -> Json:
    return {"paid_on": on, "rupiah": rupiah, "receipt_number": number}


def seized(rupiah: int, number: str = "BA-1", on: str = LATE) -> Json:
    return {"seized_on": on, "rupiah": rupiah, "document_number": number}


def prison(days: int, on: str = LATER) -> Json:
    return {"days": days, "document_number": "B-90", "document_date": on}


def go(h: Harness, day: str) -> None:
    h.clock.set(datetime.fromisoformat(f"{day}T10:00:00+09:00"))


async def kinds(h: Harness) -> list[str]:
    return [each for each in await scene.types(h) if each.startswith(("fine.", "record.fine"))]


async def test_instalments_until_it_is_paid(h: Harness, client: CommunityServiceClient) -> None:
    sentence, fine = await fined(h, client)
    assert (fine["state"], fine["rest_rupiah"], fine["due_on"], fine["decided_on"]) == ("open", RUPIAH, DUE, PROPOSAL)
    assert (await scene.balance(client, sentence))[0] == "closed"
    await client.pay_fine(fine["id"], paid(2_000_000))
    again = await client.pay_fine(fine["id"], paid(1, "TT-1"), status=409)
    assert (again["title"], again["rule"]) == ("receipt-already-recorded", "K6c")
    refused = await client.pay_fine(fine["id"], paid(3_000_001, "TT-2"), status=422)
    assert refused["title"] == "more-than-owed"
    assert "3.000.000" in refused["detail"] or "3,000,000" in refused["detail"]
    done = await client.pay_fine(fine["id"], paid(3_000_000, "TT-2"))
    assert (done["state"], done["settled_by"], done["rest_rupiah"]) == ("settled", "payment", 0)
    assert [each["rupiah"] for each in done["payments"]] == [2_000_000, 3_000_000]
    assert (await client.pay_fine(fine["id"], paid(1, "TT-3"), status=409))["title"] == "wrong-state"
    assert await kinds(h) == ["fine.paid", "fine.paid", "fine.settled"]


async def test_prison_comes_last_and_only_for_the_rest(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    await client.pay_fine(fine["id"], paid(1_500_000))
    assert (await client.seize_for_fine(fine["id"], seized(0, on=DUE), status=409))["title"] == "fine-not-overdue"
    assert (await client.order_substitute_prison(fine["id"], prison(1, DUE), status=409))["title"] == "fine-not-overdue"
    go(h, DUE)
    assert await h.tick() >= 0
    assert (await client.read_fine(fine["id"]))["state"] == "open", "the due date is the last day to pay"
    go(h, LATE)
    await h.tick()
    await h.tick()
    assert (await client.read_fine(fine["id"]))["state"] == "overdue"
    assert await kinds(h) == ["fine.paid", "fine.overdue"], "said once"
    go(h, LATER)
    refused = await client.order_substitute_prison(fine["id"], prison(4), status=409)
    assert (refused["title"], refused["rule"]) == ("seizure-comes-first", "K6c")
    seen = await client.seize_for_fine(fine["id"], seized(1_000_000))
    assert (seen["rest_rupiah"], seen["substitute_maximum"]) == (2_500_000, 3)
    refused = await client.order_substitute_prison(fine["id"], prison(4), status=422)
    assert refused["title"] == "more-than-unpaid"
    assert "81–82" in refused["article"]
    done = await client.order_substitute_prison(fine["id"], prison(3))
    assert (done["state"], done["settled_by"], done["substitute_days"]) == ("settled", "substitute_prison", 3)
    assert await kinds(h) == ["fine.paid", "fine.overdue", "record.fine-seized", "fine.settled"]
    fact = (await h.facts())[-1][1]
    assert (fact["prison_days"], fact["rest_rupiah"], fact["settled_by"]) == (3, 2_500_000, "substitute_prison")


async def test_what_was_seized_may_settle_it(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    go(h, LATER)
    await client.seize_for_fine(fine["id"], seized(0))
    assert (await client.seize_for_fine(fine["id"], seized(1), status=409))["title"] == "seizure-already-recorded"
    await client.pay_fine(fine["id"], paid(4_000_000, on=LATER))
    done = await client.seize_for_fine(fine["id"], seized(1_000_000, "BA-2"))
    assert (done["settled_by"], done["substitute_maximum"], len(done["seizures"])) == ("seizure", 0, 2)


async def test_a_verdict_that_falls_ends_the_fine(h: Harness, client: CommunityServiceClient) -> None:
    sentence, fine = await fined(h, client)
    go(h, LATER)
    await client.revoke(sentence["id"], {"change_number": "R1", "decided_on": LATE, "reason": "cassation"})
    assert (await client.pay_fine(fine["id"], paid(1), status=409))["title"] == "wrong-state"
    await h.tick()
    assert "fine.overdue" not in await kinds(h)


async def test_who_sees_and_records(h: Harness, client: CommunityServiceClient) -> None:
    sentence, fine = await fined(h, client)
    await client.pay_fine(fine["id"], paid(1), caller=COUNSELLOR, status=403)
    await client.pay_fine(fine["id"], paid(1), caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    await client.read_fine(fine["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    for caller in (PROSECUTOR, COUNSELLOR, CLERK):
        listed = (await client.list_fines(state="open", sentence_id=sentence["id"], caller=caller))["items"]
        assert [each["id"] for each in listed] == [fine["id"]]
    assert (await client.list_fines(caller=PROSECUTOR.at(OTHER_BAPAS)))["items"] == []
    assert (await client.pay_fine(sentence["id"], paid(1), status=404))["title"] == "not-found"


async def test_two_payments_at_once_never_pay_more_than_the_fine(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    answers = await asyncio.gather(
        *(client.raw.pay_fine(fine["id"], paid(2_000_000, f"TT-{number}")) for number in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422]
    assert (await client.read_fine(fine["id"]))["rest_rupiah"] == 1_000_000


@pytest.mark.parametrize(
    ("words", "constraint"),
    [
        (
            "insert into fine_payments select gen_random_uuid(), id, now(), 5000001, 'T', 'x', now(), 't' from fines",
            "fines_not_overpaid",
        ),
        (
            "insert into fine_seizures select gen_random_uuid(), id, due_on, 0, 'B', 'x', now(), 'b' from fines",
            "fine_seizures_after_due",
        ),
        ("update fines set state = 'settled'", "fines_settled"),
        ("update fines set state = 'settled', settled_by = 'payment'", "fines_settled_in_full"),
        (
            (
                "update fines set state = 'settled', settled_by = 'substitute_prison', substitute_days = 1,"
                " substitute_number = 'B', substitute_on = due_on + 1, substitute_ordered_by = 'x'"
            ),
            "fines_seizure_first",
        ),
        ("update breaches set reduced_fine_rupiah = 0", "fines_open_owes"),
        ("update breaches set reduced_fine_rupiah = 5000001", "breaches_reduced_only"),
        ("update fines set substitute_days = 1", "fines_substitute_stated"),
        ("update fines set due_on = '2026-01-01'", "fines_due_later"),
    ],
)
async def test_the_database_itself_holds_the_order(
    h: Harness, client: CommunityServiceClient, words: str, constraint: str
) -> None:
    await fined(h, client)
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute(words)
    assert error.value.constraint_name == constraint


async def test_payments_and_seizures_only_grow(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    await client.pay_fine(fine["id"], paid(1))
    for words in ("update fine_payments set rupiah = 2", "delete from fine_payments"):
        with pytest.raises(asyncpg.PostgresError) as error:
            await h.pool.execute(words)
        assert "only ever grows" in str(error.value) or "permission" in str(error.value)


async def test_older_rules_close_the_case_with_the_decision(h: Harness, client: CommunityServiceClient) -> None:
    body: Any = bodies.verdict(replaces={"fine_rupiah": RUPIAH})
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client, body)
    await scene.miss_days(client, sentence, site, "2026-03-02", "2026-03-03")
    breach = await client.warn(sentence["id"])
    await scene.miss_days(client, sentence, site, "2026-03-09")
    await client.propose_breach(breach["id"])
    done = await client.decide_breach(breach["id"], {"decision": "fine", "rupiah": RUPIAH})
    assert (done["fine_id"], (await client.list_fines())["items"]) == (None, [])
