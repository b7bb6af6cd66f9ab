"""A sentence lapses, and the head of the probation office ends the guidance. Nothing is left that nobody can decide."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import asyncpg
import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import GUIDANCE_END, LAPSE, MONDAY, TUESDAY
from tests.service.community_service.callers import (
    CLERK,
    COUNSELLOR,
    HEAD,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.test_fines import LATE, fined, go, paid
from tests.support.harness import Harness

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
LATER = datetime(2026, 4, 1, tzinfo=UTC)


async def test_a_lapse_frees_the_seats_and_says_why(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    h.clock.set(NOON)
    lapsed = await client.lapse(sentence["id"], LAPSE)
    assert (lapsed["state"], lapsed["lapse"]) == ("lapsed", LAPSE)
    assert await h.pool.fetchval("select array_agg(on_date::text) from sessions") == [MONDAY], "the day under way stays"
    assert await h.pool.fetchval("select scheduled_minutes from case_days where on_date = '2026-03-03'") == 0
    assert (await scene.types(h))[-2:] == ["sentence.lapsed", "session.cancelled"]
    assert (await h.facts())[-2][1]["ground"] == "clemency"
    other = await scene.pronounce(client, bodies.verdict(verdict_number="13/Pid.B/2026/PN Amb"))
    assert await scene.place(client, other, site, bodies.session(TUESDAY)), "the person's time is free"


async def test_the_same_lapse_again_is_answered_and_another_is_refused(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(NOON)
    answers = await asyncio.gather(*(client.lapse(sentence["id"], LAPSE) for _ in range(3)))
    assert {each["state"] for each in answers} == {"lapsed"}
    assert (await scene.types(h)).count("sentence.lapsed") == 1
    await client.lapse(sentence["id"], LAPSE | {"ground": "death"}, status=409)


async def test_a_completed_sentence_cannot_lapse(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.serve(client)
    h.clock.set(LATER)
    refused = await client.lapse(sentence["id"], LAPSE, status=409)
    assert refused["title"] == "wrong-state"


async def test_k9_who_dies_owes_no_fine_any_more(h: Harness, client: CommunityServiceClient) -> None:
    sentence, fine = await fined(h, client)
    go(h, LATE)
    await h.tick()
    assert (await client.list_waiting(kind="fine_overdue"))["items"]
    death = LAPSE | {"ground": "death", "document_date": LATE, "lapsed_on": LATE}
    assert (await client.lapse(sentence["id"], death))["state"] == "lapsed"
    assert (await client.list_waiting(kind="fine_overdue"))["items"] == [], "nobody waits for the money"
    assert (await client.pay_fine(fine["id"], paid(1), status=409))["title"] == "wrong-state"


async def test_k9_a_fine_that_is_paid_leaves_nothing_that_could_lapse(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence, fine = await fined(h, client)
    await client.pay_fine(fine["id"], paid(5_000_000))
    await client.lapse(sentence["id"], LAPSE | {"ground": "death"}, status=409)


async def test_k9_a_completed_sentence_in_review_lapses(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    ids = await scene.serve_days(client, sentence, site, MONDAY, TUESDAY)
    await scene.correct(client, ids[0], bodies.correction(MONDAY, "08:00", "09:00"))
    h.clock.set(LATER)
    assert (await client.read_sentence(sentence["id"]))["review"] == "open"
    lapsed = await client.lapse(sentence["id"], LAPSE)
    assert (lapsed["state"], lapsed["review"], lapsed["needs_decision"]) == ("lapsed", None, False)
    assert (await client.list_waiting(kind="review"))["items"] == []


async def test_k9_guidance_ends_again_when_a_reopened_sentence_is_over_again(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.serve_days(client, sentence, site, MONDAY, TUESDAY)
    await scene.receive(client, sentence)
    served = GUIDANCE_END | {"ground": "served", "document_date": TUESDAY, "ended_on": TUESDAY}
    early = await client.end_guidance(sentence["id"], served | {"ended_on": MONDAY}, status=422)
    assert early["title"] == "guidance-end-before-sentence"
    await client.end_guidance(sentence["id"], served)
    h.clock.set(datetime(2026, 3, 4, tzinfo=UTC))
    await h.hear(bodies.amendment(decided_on="2026-03-04", hours=12))
    await client.end_guidance(sentence["id"], served, status=409)
    await scene.serve_days(client, sentence, site, "2026-03-09")
    refused = await client.end_guidance(sentence["id"], served, status=422)
    assert refused["title"] == "guidance-end-before-sentence", "the old end is of the old completion"
    again = served | {"document_number": "BPS/11/2026", "document_date": "2026-03-09", "ended_on": "2026-03-09"}
    assert (await client.end_guidance(sentence["id"], again))["guidance_end"] == again
    assert (await scene.types(h)).count("guidance.ended") == 2
    other = await client.end_guidance(sentence["id"], again | {"document_number": "BPS/12/2026"}, status=409)
    assert other["title"] == "guidance-already-ended"


@pytest.mark.parametrize("caller", [PROSECUTOR.at(OTHER_BAPAS), COUNSELLOR, CLERK, HEAD])
async def test_only_the_prosecutor_of_the_case_states_a_lapse(client: CommunityServiceClient, caller: Caller) -> None:
    sentence = await scene.pronounce(client)
    client.h.clock.set(NOON)
    await client.lapse(sentence["id"], LAPSE, caller=caller, status=403)


async def test_an_open_breach_of_a_lapsed_case_waits_for_nobody(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    breach = await client.warn(sentence["id"])
    assert breach["moot"] is False
    h.clock.set(LATER)
    await client.lapse(sentence["id"], LAPSE)
    assert (await client.read_breach(breach["id"]))["moot"] is True
    await client.propose_breach(breach["id"], status=409)
    await client.warn(sentence["id"], status=409)


async def test_an_open_alarm_of_a_lapsed_case_can_still_be_confirmed(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY))
    far = {"latitude": -3.0, "longitude": 128.0}
    await scene.attend(client, placed["sessions"][0]["id"], f"{MONDAY}T08:00", f"{MONDAY}T12:00", **far)
    (alarm,) = await scene.open_alarms(client)
    h.clock.set(LATER)
    await client.lapse(sentence["id"], LAPSE)
    settled = await client.resolve_alarm(alarm["id"], "confirmed")
    assert settled["state"] == "resolved"


async def test_a_waiting_correction_of_a_lapsed_case_is_rejected_and_nothing_is_credited(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, waiting = await scene.serve_march(client)
    proposed = await client.propose_correction(waiting, bodies.correction(TUESDAY, "08:00", "11:00"))
    await client.lapse(sentence["id"], LAPSE)
    await client.sign_off(waiting, status=409)
    await client.decide_correction(proposed["id"], "approved", status=409)
    await client.decide_correction(proposed["id"], "rejected")
    assert (await client.list_corrections(state="proposed"))["items"] == []
    assert await scene.balance(client, sentence) == ("lapsed", 480, 240, 240)


async def test_no_amendment_brings_a_lapsed_sentence_back_and_its_sender_hears_why(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await client.lapse(sentence["id"], LAPSE)
    await client.amend(sentence["id"], {"change_number": "A1"} | bodies.TERMS, status=409)
    await h.hear(bodies.amendment())
    type_, fact = (await h.facts())[-1]
    assert (type_, [v["slug"] for v in fact["violations"]]) == ("community-service.sentence.rejected", ["wrong-state"])
    assert (await client.read_sentence(sentence["id"]))["state"] == "lapsed"


async def test_a_verdict_may_fall_after_the_lapse_and_nothing_follows_it(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await client.lapse(sentence["id"], LAPSE)
    await h.hear(bodies.revocation())
    seen = await client.read_sentence(sentence["id"])
    assert (seen["state"], seen["lapse"]["ground"]) == ("revoked", "clemency")
    await h.hear(bodies.amendment("A2", decided_on="2026-03-20"))
    assert (await client.read_sentence(sentence["id"]))["state"] == "revoked"


async def test_a_lapse_after_an_amendment_that_came_first(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(LATER)
    await h.hear(bodies.amendment())
    assert (await client.lapse(sentence["id"], LAPSE))["state"] == "lapsed"


async def test_the_database_holds_no_lapsed_sentence_without_its_ground_and_none_comes_back(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(NOON)
    with pytest.raises(asyncpg.CheckViolationError, match="without a ground"):
        await h.pool.execute("update sentences set state = 'lapsed'")
    await client.lapse(sentence["id"], LAPSE)
    with pytest.raises(asyncpg.CheckViolationError, match="has lapsed"):
        await h.pool.execute("update sentences set state = 'active'")


async def test_a_forecast_is_made_no_more(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(NOON)
    await client.lapse(sentence["id"], LAPSE)
    assert "sentence.at-risk" not in await scene.types(h)
    await h.tick()
    assert "sentence.at-risk" not in await scene.types(h)


# The end of the guidance


async def test_the_head_of_the_office_ends_the_guidance_of_a_lapsed_sentence(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(NOON)
    await client.end_guidance(sentence["id"], GUIDANCE_END, status=409)
    await client.lapse(sentence["id"], LAPSE)
    ended = await client.end_guidance(sentence["id"], GUIDANCE_END)
    assert ended["guidance_end"] == GUIDANCE_END
    assert await client.end_guidance(sentence["id"], GUIDANCE_END) == ended
    assert (await scene.types(h)).count("guidance.ended") == 1
    other = GUIDANCE_END | {"document_number": "BPS/10/2026"}
    refused = await client.end_guidance(sentence["id"], other, status=409)
    assert (refused["title"], refused["article"]) == ("guidance-already-ended", "UU 22/2022 art. 58")


async def test_guidance_ends_as_served_once_the_client_is_recorded_as_received(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence = await scene.serve(client)
    h.clock.set(LATER)
    served = GUIDANCE_END | {"ground": "served", "document_date": TUESDAY, "ended_on": TUESDAY}
    refused = await client.end_guidance(sentence["id"], served, status=409)
    assert (refused["title"], refused["rule"]) == ("not-received", "K10")
    assert (await scene.receive(client, sentence))["missing"] == [], "papers are entered late too"
    assert (await client.end_guidance(sentence["id"], served))["guidance_end"]["ground"] == "served"


@pytest.mark.parametrize("caller", [HEAD.at(OTHER_BAPAS), HEAD.at(KEJARI), COUNSELLOR, PROSECUTOR])
async def test_only_the_head_of_the_cases_office_ends_the_guidance(
    h: Harness, client: CommunityServiceClient, caller: Caller
) -> None:
    sentence = await scene.pronounce(client)
    h.clock.set(NOON)
    await client.lapse(sentence["id"], LAPSE)
    await client.end_guidance(sentence["id"], GUIDANCE_END, caller=caller, status=403)


async def test_the_head_sees_the_cases_of_the_office(client: CommunityServiceClient) -> None:
    sentence = await scene.pronounce(client)
    assert (await client.read_sentence(sentence["id"], caller=HEAD))["id"] == sentence["id"]
    assert len((await client.list_sentences(caller=HEAD))["items"]) == 1
    await client.read_sentence(sentence["id"], caller=HEAD.at(OTHER_BAPAS), status=403)
