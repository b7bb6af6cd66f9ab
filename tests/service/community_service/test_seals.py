"""The community service seals its journal: what it publishes, and who may ask for what."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.service.community_service import bodies
from tests.service.community_service.client import API, CommunityServiceClient
from tests.support.harness import Harness
from tests.support.outsider import OUTSIDER


async def test_the_day_of_a_verdict_is_sealed_at_midnight_in_ambon(h: Harness, client: CommunityServiceClient) -> None:
    sentence = await client.pronounce(bodies.verdict(), status=201)
    h.clock.set(datetime(2026, 3, 1, 14, 59, tzinfo=UTC))
    assert await h.seal() == 0
    h.clock.set(datetime(2026, 3, 1, 15, 0, tzinfo=UTC))
    assert await h.seal() == 1
    type_, seal = (await h.facts())[-1]
    assert type_ == "community-service.journal.sealed"
    assert (seal["journal"], seal["day"], seal["number"]) == ("community-service", "2026-03-01", 1)
    assert seal["detail_url"] == f"{API}/journal/seals"

    (key,) = (await h.client.get(f"{API}/journal/keys")).json()
    public = OUTSIDER.public_key(key["public_key"])
    OUTSIDER.check_seals((await h.client.get(seal["detail_url"])).json()["items"], public)
    proof = await h.get(f"{API}/journal/{sentence['id']}/proof", "prosecutor")
    OUTSIDER.check_proof(proof, public)
    assert "verdict_number" not in str(proof), "a proof says nothing about the case"


async def test_who_may_ask_for_what(h: Harness, client: CommunityServiceClient) -> None:
    await h.get(f"{API}/journal/verification", "auditor")
    await h.get(f"{API}/journal/verification", "prosecutor", status=403)
    await h.get(f"{API}/journal/x/proof", "supervisor", status=403)
    await h.get(f"{API}/journal/x/proof", "prosecutor", status=404)
    assert (await h.client.get(f"{API}/journal/seals")).json() == {"items": [], "next": None}
    for odd in ("verification?key=%00", "seals?after=99999999999999999999", "x/proof?since=99999999999999999999"):
        assert (await h.client.get(f"{API}/journal/{odd}", headers=h.token("auditor"))).status_code == 422
