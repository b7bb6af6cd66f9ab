"""What meets in one moment: two hands on one session, and an agreement that ends while people are at work."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from services.agreements import events as agreements
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import COORDINATOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def test_two_sign_off_one_session_at_once(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    answers = await asyncio.gather(
        *(client.raw.sign_off(monday, caller=COORDINATOR.named(name)) for name in ("a", "b", "c"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await scene.balance(client, sentence) == ("active", 480, 240, 240)
    assert (await scene.types(h)).count("attendance.signed-off") == 1


async def test_two_sessions_of_one_case_signed_off_at_once_complete_it_once(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    both = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    for day, each in zip((MONDAY, TUESDAY), both, strict=True):
        await scene.attend(client, each["id"], f"{day}T08:00", f"{day}T12:00")
    answers = await asyncio.gather(*(client.raw.sign_off(each["id"]) for each in both))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert (await scene.types(h)).count("sentence.completed") == 1


async def test_an_agreement_ends_during_a_session(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    both = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    h.clock.set(datetime(2026, 3, 2, 3, tzinfo=UTC))
    await client.check_in(both[0]["id"], {"at": f"{MONDAY}T08:00:00+09:00"})
    out, _ = await asyncio.gather(
        client.raw.check_out(both[0]["id"]),
        scene.announce_agreement(h, agreements.CooperationAgreementExpired, "expired", 2),
    )
    assert out.status_code == 200
    assert (await client.sign_off(both[0]["id"]))["credited_minutes"] == 240
    seen = await client.read_sentence(sentence["id"])
    assert (seen["state"], seen["needs_decision"]) == ("active", True), "what runs goes on and is flagged for decision"
    await scene.attend(client, both[1]["id"], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    await client.sign_off(both[1]["id"])
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
