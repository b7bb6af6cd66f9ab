"""Money that comes after substitute prison was ordered, and money that was recorded wrongly: nothing is lost, and two
persons decide (K6c)."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.service.community_service.bodies import Json
from tests.service.community_service.callers import COORDINATOR, COUNSELLOR, OTHER_BAPAS, PROSECUTOR, SECOND_PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.test_fines import LATER, fined, go, kinds, paid, prison, seized
from tests.support.harness import Harness

REASON = "kuitansi milik perkara lain"


async def imprisoned(h: Harness, client: CommunityServiceClient, days: int = 5) -> Json:
    """Five days of prison are ordered for Rp5,000,000 of which nothing came in."""
    _, fine = await fined(h, client)
    go(h, LATER)
    await client.seize_for_fine(fine["id"], seized(0))
    made: Json = await client.order_substitute_prison(fine["id"], prison(days))
    return made


async def corrected(client: CommunityServiceClient, fine: Json, receipt: Json, rupiah: int | None) -> Json:
    body = {"receipt_id": receipt["id"], "rupiah": rupiah, "reason": REASON}
    proposed = await client.propose_fine_correction(fine["id"], body)
    await client.decide_fine_correction(proposed["id"])
    seen: Json = await client.read_fine(fine["id"])
    return seen


async def test_k6c_instalments_after_the_order_take_days_away_and_the_last_one_lifts_it(
    h: Harness, client: CommunityServiceClient
) -> None:
    fine = await imprisoned(h, client)
    seen = await client.pay_fine(fine["id"], paid(2_000_001, on=LATER))
    assert (seen["state"], seen["prison_days"], seen["substitute_days"], seen["rest_rupiah"]) == (
        *("settled", 3, 5),
        2_999_999,
    )
    assert (await client.pay_fine(fine["id"], paid(3_000_000, "TT-2", LATER), status=422))["title"] == "more-than-owed"
    seen = await client.pay_fine(fine["id"], paid(2_999_999, "TT-2", LATER))
    assert (seen["settled_by"], seen["prison_days"], seen["substitute_lifted_on"]) == ("payment", 0, LATER)
    assert (await kinds(h))[-5:] == [
        *("fine.paid", "fine.prison-changed"),
        *("fine.paid", "fine.prison-changed", "fine.settled"),
    ]
    assert (await h.facts())[-2][1]["prison_days"] == 0


async def test_k6c_two_last_payments_at_once_lift_the_order_once(h: Harness, client: CommunityServiceClient) -> None:
    fine = await imprisoned(h, client)
    answers = await asyncio.gather(
        *(client.raw.pay_fine(fine["id"], paid(5_000_000, f"TT-{number}", LATER)) for number in range(3))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert (await kinds(h)).count("fine.prison-changed") == 1
    assert (await client.read_fine(fine["id"]))["rest_rupiah"] == 0


@pytest.mark.parametrize(
    "again",
    [
        pytest.param("tt-1", id="K6c: capitals make no other receipt"),
        pytest.param("TT 01", id="K6c: spaces and leading zeros make no other receipt"),
        pytest.param("ＴＴ－１", id="K6c: full-width letters make no other receipt"),
        pytest.param("T\u200bT-1", id="K6c: something invisible makes no other receipt"),
    ],
)
async def test_the_same_receipt_in_another_spelling_is_the_same(
    h: Harness, client: CommunityServiceClient, again: str
) -> None:
    _, fine = await fined(h, client)
    await client.pay_fine(fine["id"], paid(1))
    assert (await client.pay_fine(fine["id"], paid(1, again), status=409))["title"] == "receipt-already-recorded"
    assert (await client.read_fine(fine["id"]))["paid_rupiah"] == 1
    await client.pay_fine(fine["id"], paid(1, "TT-11"))


async def test_k6c_the_same_seizure_in_another_spelling_is_the_same(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    go(h, LATER)
    await client.seize_for_fine(fine["id"], seized(1))
    refused = await client.seize_for_fine(fine["id"], seized(1, "ba 01"), status=409)
    assert refused["title"] == "seizure-already-recorded"


async def test_k6c_a_wrong_payment_is_corrected_by_a_second_person_and_the_figures_follow(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, fine = await fined(h, client)
    fine = await client.pay_fine(fine["id"], paid(5_000_000))
    assert fine["state"] == "settled"
    (receipt,) = fine["payments"]
    body = {"receipt_id": receipt["id"], "rupiah": 500_000, "reason": REASON}
    proposed = await client.propose_fine_correction(fine["id"], body)
    assert (await client.read_fine(fine["id"]))["rest_rupiah"] == 0, "one person changes nothing"
    again = await client.propose_fine_correction(fine["id"], body, status=409)
    assert again["title"] == "fine-correction-open"
    refused = await client.decide_fine_correction(proposed["id"], caller=PROSECUTOR, status=403)
    assert refused["title"] == "fine-corrector-decides"
    done = await client.decide_fine_correction(proposed["id"])
    assert (done["state"], done["decided_by"], done["recorded_rupiah"]) == ("approved", "jaksa-2", 5_000_000)
    seen = await client.read_fine(fine["id"])
    assert (seen["state"], seen["settled_by"], seen["rest_rupiah"], seen["paid_rupiah"]) == (
        *("open", None),
        *(4_500_000, 500_000),
    )
    (receipt,) = seen["payments"]
    assert (receipt["recorded_rupiah"], receipt["rupiah"]) == (5_000_000, 500_000), "the record stays"
    assert (await kinds(h))[-2:] == ["record.fine-correction-proposed", "fine.corrected"]
    assert (await client.decide_fine_correction(proposed["id"], status=409))["title"] == "wrong-state"
    seen = await corrected(client, seen, receipt, 5_000_000)
    assert (seen["state"], seen["settled_by"]) == ("settled", "payment"), "the latest correction holds"


async def test_k6c_a_fine_that_is_owed_again_is_overdue_again(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    fine = await client.pay_fine(fine["id"], paid(5_000_000))
    go(h, LATER)
    seen = await corrected(client, fine, fine["payments"][0], None)
    assert (seen["state"], seen["rest_rupiah"], seen["payments"][0]["never_came_in"]) == ("open", 5_000_000, True)
    await h.tick()
    assert (await client.read_fine(fine["id"]))["state"] == "overdue"
    assert (await client.order_substitute_prison(fine["id"], prison(5), status=409))["title"] == "seizure-comes-first"


async def test_k6c_prison_falls_with_its_only_seizure_and_is_ordered_anew_after_another(
    h: Harness, client: CommunityServiceClient
) -> None:
    fine = await imprisoned(h, client)
    seen = await corrected(client, fine, fine["seizures"][0], None)
    assert (seen["state"], seen["prison_days"], seen["substitute_lifted_on"]) == ("open", 0, LATER)
    assert (await client.order_substitute_prison(fine["id"], prison(5), status=409))["title"] == "seizure-comes-first"
    await client.seize_for_fine(fine["id"], seized(1_000_000, "BA-2", LATER))
    seen = await client.order_substitute_prison(fine["id"], prison(4))
    assert (seen["prison_days"], seen["substitute_days"], seen["substitute_lifted_on"]) == (4, 4, None)


async def test_k6c_a_correction_waits_in_sight_and_a_rejected_one_changes_nothing(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence, fine = await fined(h, client)
    fine = await client.pay_fine(fine["id"], paid(1_000_000))
    body = {"receipt_id": fine["payments"][0]["id"], "rupiah": None, "reason": REASON}
    for caller in (COUNSELLOR, COORDINATOR, PROSECUTOR.at(OTHER_BAPAS)):
        await client.propose_fine_correction(fine["id"], body, caller=caller, status=403)
    proposed = await client.propose_fine_correction(fine["id"], body)
    (item,) = (await client.list_waiting(kind="fine_correction", caller=SECOND_PROSECUTOR))["items"]
    assert (item["id"], item["waits_for"]) == (proposed["id"], "prosecutor")
    assert item["detail_url"] == f"/community-service/fine-corrections/{proposed['id']}"
    assert (await client.read_fine_correction(proposed["id"]))["reason"] == REASON
    await client.read_fine_correction(proposed["id"], caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    listed = await client.list_fine_corrections(sentence_id=sentence["id"], state="proposed")
    assert [each["id"] for each in listed["items"]] == [proposed["id"]]
    await client.decide_fine_correction(proposed["id"], "rejected")
    assert (await client.read_fine(fine["id"]))["rest_rupiah"] == 4_000_000
    assert (await client.list_waiting(kind="fine_correction"))["items"] == []
    assert (await kinds(h))[-1] == "record.fine-correction-rejected"
    facts = str(await h.facts())
    assert REASON not in facts, "the reason stays here"


async def test_k6c_two_decisions_at_once_count_once(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    fine = await client.pay_fine(fine["id"], paid(1_000_000))
    body = {"receipt_id": fine["payments"][0]["id"], "rupiah": 3_000_000, "reason": REASON}
    proposed = await client.propose_fine_correction(fine["id"], body)
    answers = await asyncio.gather(*(client.raw.decide_fine_correction(proposed["id"]) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await client.read_fine(fine["id"]))["paid_rupiah"] == 3_000_000


async def test_a_reason_holds_no_national_id_and_the_receipt_is_one_of_the_fine(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, fine = await fined(h, client)
    fine = await client.pay_fine(fine["id"], paid(1_000_000))
    body = {"receipt_id": fine["payments"][0]["id"], "rupiah": 1, "reason": "milik NIK 8171010101900001"}
    await client.propose_fine_correction(fine["id"], body, status=422)
    body |= {"reason": REASON, "receipt_id": fine["id"]}
    await client.propose_fine_correction(fine["id"], body, status=404)


@pytest.mark.parametrize(
    ("words", "constraint"),
    [
        (
            "update fine_corrections set state = 'approved', decided_by = 'jaksa', decided_at = now()",
            "fine_corrections_two_persons",
        ),
        (
            "update fine_corrections set state = 'approved', decided_by = 'x', decided_at = now()",
            "fines_open_owes",
        ),
        ("update fine_corrections set state = 'approved'", "fine_corrections_decided"),
    ],
)
async def test_the_database_itself_holds_two_persons_and_the_sums(
    h: Harness, client: CommunityServiceClient, words: str, constraint: str
) -> None:
    _, fine = await fined(h, client)
    fine = await client.pay_fine(fine["id"], paid(1_000_000))
    body = {"receipt_id": fine["payments"][0]["id"], "rupiah": 5_000_000, "reason": REASON}
    await client.propose_fine_correction(fine["id"], body, caller=SECOND_PROSECUTOR)
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute(words)
    assert error.value.constraint_name == constraint


@pytest.mark.parametrize(
    "words", ["update fine_corrections set rupiah = 1", "update fine_corrections set reason = 'x'"]
)
async def test_a_correction_stays_as_it_was_said(h: Harness, client: CommunityServiceClient, words: str) -> None:
    _, fine = await fined(h, client)
    fine = await client.pay_fine(fine["id"], paid(1_000_000))
    body = {"receipt_id": fine["payments"][0]["id"], "rupiah": 2, "reason": REASON}
    await client.propose_fine_correction(fine["id"], body)
    with pytest.raises(asyncpg.PostgresError, match="as it was said"):
        await h.pool.execute(words)


async def test_k6c_no_day_of_prison_is_shown_for_a_verdict_that_has_fallen(
    h: Harness, client: CommunityServiceClient
) -> None:
    fine = await imprisoned(h, client)
    change = {"change_number": "R1", "decided_on": "2026-05-04", "reason": "cassation"}
    await client.revoke((await client.list_sentences())["items"][0]["id"], change)
    seen = await client.read_fine(fine["id"])
    assert (seen["prison_days"], seen["substitute_maximum"], seen["substitute_days"]) == (0, 0, 5)
