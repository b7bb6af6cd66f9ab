"""What was written about somebody is not kept for a request that is sent again: the answer is read anew."""

from __future__ import annotations

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY
from tests.service.community_service.callers import BAPAS, COUNSELLOR, OTHER_BAPAS, SUPERVISOR, Caller
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def kept(h: Harness) -> str:
    """Everything that stands there of this key, bytes as text."""
    rows = await h.pool.fetch(
        "select k::text || encode(coalesce(body, ''), 'escape') from idempotency_keys as k where key = 'k1'"
    )
    assert rows
    return str(rows)


@pytest.mark.parametrize("caller", [SUPERVISOR, COUNSELLOR], ids=["supervisor", "counsellor"])
async def test_why_attendance_was_recorded_wrongly(h: Harness, client: CommunityServiceClient, caller: Caller) -> None:
    """A supervisor reads no corrections, and hears twice all the same that this one is recorded."""
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (monday,) = await scene.serve_days(client, sentence, site, MONDAY)
    keyed, body = client.with_headers(idempotency_key="k1"), bodies.correction(MONDAY, "08:00", "11:00")
    first = await keyed.propose_correction(monday, body, caller=caller)
    assert first["reason"] == body["reason"]
    assert await keyed.propose_correction(monday, body, caller=caller) == first
    assert first["id"] in await kept(h)
    assert body["reason"] not in await kept(h)


async def test_why_a_diversion_failed(h: Harness, client: CommunityServiceClient) -> None:
    made = await client.determine_diversion(bodies.determination())
    keyed = client.with_headers(idempotency_key="k1")
    first = await keyed.report_diversion_failure(made["id"], "tidak hadir")
    assert await keyed.report_diversion_failure(made["id"], "tidak hadir") == first
    assert "tidak hadir" in str(first)
    assert "tidak hadir" not in await kept(h)


@pytest.mark.parametrize("role", ["data_officer", "counsellor"])
async def test_a_request_about_ones_own_data(h: Harness, client: CommunityServiceClient, role: str) -> None:
    await scene.pronounce(client)
    body = {
        "person_id": str(await h.pool.fetchval("select person_id from persons")),
        "kind": "access",
        "received_at": "2026-03-01T07:00:00+09:00",
        "made_by": "person",
        "identity_check": "identity_card",
        "document": "12/PDP/2026",
    }
    mine = h.token(role, organisation=BAPAS, subject="pk") | {"idempotency-key": "k1"}
    answers = [await h.client.post("/community-service/data-requests", json=body, headers=mine) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[1].text
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert body["person_id"] not in await kept(h)
    other = h.token(role, organisation=OTHER_BAPAS, subject="pk") | {"idempotency-key": "k1"}
    answer = await h.client.post("/community-service/data-requests", json=body, headers=other)
    assert body["person_id"] not in answer.text, "a key is no way to what somebody else may know"
