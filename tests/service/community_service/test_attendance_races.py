"""What meets in one moment: two hands on one session, and an agreement that ends while people are at work."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from services.agreements import events as agreements
from tests.service.community_service.oversight import balance_of
from tests.service.community_service.scene import (
    API,
    COUNSELLOR,
    MONDAY,
    SUPERVISOR,
    TUESDAY,
    agreement,
    attended,
    opened_site,
    placed,
    sentenced,
    session,
    signed_off,
    types,
)
from tests.support.harness import Harness


async def test_two_sign_off_one_session_at_once(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    path = f"{API}/sessions/{monday}/sign-off"
    who = [h.token("coordinator", subject=name) for name in ("a", "b", "c")]
    answers = await asyncio.gather(*(h.client.post(path, headers=headers) for headers in who))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert await balance_of(h, sentence) == ("active", 480, 240, 240)
    assert (await types(h)).count("attendance.signed-off") == 1


async def test_two_sessions_of_one_case_signed_off_at_once_complete_it_once(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    both = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    for day, each in zip((MONDAY, TUESDAY), both, strict=True):
        await attended(h, each["id"], f"{day}T08:00", f"{day}T12:00")
    headers = h.token("counsellor", **COUNSELLOR)
    answers = await asyncio.gather(
        *(h.client.post(f"{API}/sessions/{each['id']}/sign-off", headers=headers) for each in both)
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await balance_of(h, sentence) == ("completed", 480, 480, 0)
    assert (await types(h)).count("sentence.completed") == 1


async def test_an_agreement_ends_during_a_session(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    both = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    h.clock.set(datetime(2026, 3, 2, 3, tzinfo=UTC))
    path = f"{API}/sessions/{both[0]['id']}"
    await h.post(f"{path}/check-in", {"at": f"{MONDAY}T08:00:00+09:00"}, "supervisor", **SUPERVISOR)
    out, _ = await asyncio.gather(
        h.client.post(f"{path}/check-out", json={}, headers=h.token("supervisor", **SUPERVISOR)),
        agreement(h, agreements.CooperationAgreementExpired, "expired", 2),
    )
    assert out.status_code == 200
    assert (await signed_off(h, both[0]["id"]))["credited_minutes"] == 240
    seen = await h.get(f"{API}/sentences/{sentence['id']}", "auditor")
    assert (seen["state"], seen["needs_decision"]) == ("active", True), "what runs goes on and is flagged for decision"
    await attended(h, both[1]["id"], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    await signed_off(h, both[1]["id"])
    assert await balance_of(h, sentence) == ("completed", 480, 480, 0)
