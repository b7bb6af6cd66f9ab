"""Whoever sent something that was refused sees it with its rules and articles, and nobody else does."""

from __future__ import annotations

from tests.service.community_service import bodies, scene
from tests.service.community_service.callers import AUDITOR, BAPAS, CLERK, COUNSELLOR, KEJARI, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def test_a_court_sees_each_message_that_was_refused(h: Harness, client: CommunityServiceClient) -> None:
    await h.hear(bodies.pronouncement(hours=300), id="m-1")
    await h.hear(bodies.determined(hours=300), id="m-2")
    await scene.pronounce(client, bodies.verdict(verdict_number="20/2026", nik="8171010101900077"))
    await h.hear(bodies.amendment("A1", hours=300, verdict_number="20/2026"), id="m-3")
    seen = (await client.list_rejections())["items"]
    assert [(each["intake_event_id"], each["concerns"]) for each in seen] == [
        *(("m-3", "amendment"), ("m-2", "pronouncement"), ("m-1", "pronouncement")),
    ]
    change, determination, verdict = seen
    (rule,) = verdict["broken"][:1]
    assert (rule["slug"], rule["rule"]) == ("hours-out-of-range", "K4")
    assert "85(4)" in rule["article"]
    assert rule["texts"]["id"] == "Kerja sosial 8 sampai 240 jam; putusan menyebut 300 jam."
    assert rule["texts"]["en"].startswith("Community service is 8 to 240 hours")
    assert (determination["verdict_number"], determination["returned_verdict_id"]) == (None, None)
    assert change["broken"]
    returned = await client.read_returned_verdict(verdict["returned_verdict_id"], caller=CLERK)
    assert returned["verdict_number"] == verdict["verdict_number"]


async def test_rejections_come_in_pages(h: Harness, client: CommunityServiceClient) -> None:
    for number in range(3):
        await h.hear(bodies.pronouncement(hours=300, verdict_number=f"{number}/2026"), id=f"m-{number}")
    first = await client.list_rejections(limit=2)
    second = await client.list_rejections(limit=2, after=first["next"])
    ids = [each["intake_event_id"] for each in (*first["items"], *second["items"])]
    assert (ids, second["next"]) == (["m-2", "m-1", "m-0"], None)


async def test_each_office_sees_its_own(h: Harness, client: CommunityServiceClient) -> None:
    await h.hear(bodies.pronouncement(hours=300), id="m-1")
    await h.hear(bodies.pronouncement(hours=300, verdict_number="2/2026", prosecutor_code="kejari-lain"), id="m-2")
    counts = {
        caller: len((await client.list_rejections(caller=caller))["items"])
        for caller in (CLERK, PROSECUTOR, AUDITOR, CLERK.at(KEJARI), PROSECUTOR.at(BAPAS), CLERK.at(None))
    }
    assert list(counts.values()) == [2, 1, 2, 0, 0, 0]
    await client.list_rejections(caller=COUNSELLOR, status=403)
