"""What whoever decides about a breach looks at: the failures, whether they still hold, and how much may be ordered."""

from __future__ import annotations

from datetime import datetime

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import BAPAS, CLERK, COUNSELLOR, JUDGE, OTHER_BAPAS, PROSECUTOR, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.test_breaches_decisions import DOCUMENT, FOUND, PROPOSAL, begin, pronounce, propose
from tests.support.harness import Harness


def of(seen: Json, decision: str) -> Json:
    (found,) = (each for each in seen["alternatives"] if each["decision"] == decision)
    made: Json = found
    return made


async def test_the_failures_stand_with_their_sites_and_the_steps_before_them(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=90)
    breach = await propose(client, sentence, site)
    seen = await client.read_evidence(breach["id"])
    assert [(each["starts_at"][:10], each["after"], each["stands"]) for each in seen["sessions"]] == [
        ("2026-03-01", None, True),
        ("2026-03-02", None, True),
        ("2026-03-09", "warned", True),
        ("2026-03-16", "warned_twice", True),
    ]
    assert {each["site_name"] for each in seen["sessions"]} == {"SD Negeri 64"}
    assert {each["session_id"] for each in seen["sessions"]} == set(breach["evidence"])
    assert (seen["standing"], seen["needed"], seen["decides"]) == (4, 4, ["prosecutor"])
    assert (seen["documented"], seen["document_from"]) == (True, PROPOSAL)
    assert (seen["ends_from"], seen["ends_until"], seen["due_from"]) == ("2026-05-31", "2026-09-13", PROPOSAL)
    (asked,) = seen["verifications"]
    assert (asked["finding"], "reason" in asked) == ("unjustified", False)


async def test_each_alternative_has_its_maximum_and_its_article(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=90, detained_days=20)
    breach = await propose(client, sentence, site)
    seen = await client.read_evidence(breach["id"])
    prison = of(seen, "prison")
    assert {name: prison[name] for name in ("maximum", "unit", "ordered", "replaced", "already", "refused")} == {
        "maximum": 70,
        "unit": "days",
        "ordered": 90,
        "replaced": 120,
        "already": 20,
        "refused": None,
    }
    assert (prison["rule"], "61" in prison["article"]) == ("K6", True)
    repeat = of(seen, "repeat")
    assert (repeat["maximum"], repeat["refused"]["slug"]) == (0, "not-ordered")
    assert "diperintahkan: menjalani pidana penjara yang diganti" in repeat["refused"]["texts"]["id"]
    assert of(seen, "substitute_prison")["refused"]["rule"]
    more = {"decision": "prison", "days": 71, **DOCUMENT}
    assert (await client.decide_breach(breach["id"], more, status=422))["title"] == "more-than-after-detention"
    await client.decide_breach(breach["id"], more | {"days": 70})


async def test_a_fine_says_what_prison_stands_for_it(h: Harness, client: CommunityServiceClient) -> None:
    body = bodies.verdict(replaces={"fine_rupiah": 4_500_000}, sanctions={"fine_rupiah": 4_500_000})
    site, sentence = await scene.open_site(client), await pronounce(h, client, body, ordered_fine_rupiah=3_500_000)
    fine = of(await client.read_evidence((await propose(client, sentence, site))["id"]), "fine")
    assert (fine["maximum"], fine["unit"], fine["substitute_days"]) == (3_500_000, "rupiah", 4)


async def test_what_was_corrected_no_longer_stands(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=90)
    breach = await propose(client, sentence, site)
    monday = (await client.read_evidence(breach["id"]))["sessions"][0]["session_id"]
    excused = {"outcome": "acceptable_absence", "reason": "sakit"}
    proposed = await client.propose_correction(monday, bodies.correction(MONDAY, **excused))
    waits = await client.read_evidence(breach["id"])
    assert (waits["standing"], waits["sessions"][0]["under_correction"]) == (4, True)
    await client.decide_correction(proposed["id"])
    seen = await client.read_evidence(breach["id"])
    assert (seen["standing"], seen["sessions"][0]["stands"], seen["sessions"][0]["corrected"]) == (3, False, True)


async def test_before_the_proposal_it_shows_the_failures_so_far(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=90)
    breach = await begin(client, sentence, site)
    seen = await client.read_evidence(breach["id"], caller=COUNSELLOR)
    assert (len(seen["sessions"]), seen["document_from"]) == (2, None)


async def test_of_a_child_the_judge_decides_and_only_a_repeat(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, bodies.child_verdict())
    placed = await scene.place(
        client, sentence, site, *(bodies.session(d, "14:00", "15:00") for d in (MONDAY, TUESDAY))
    )
    for day, each in zip((MONDAY, TUESDAY), placed["sessions"], strict=True):
        h.clock.set(datetime.fromisoformat(f"{day}T15:05:00+09:00"))
        await client.record_absence(each["id"])
        await client.sign_off(each["id"])
    found = await client.verify_breach(sentence["id"], FOUND)
    seen = await client.read_evidence(found["breach_id"], caller=JUDGE)
    assert seen["decides"] == ["supervising_judge", "court_clerk"]
    assert (of(seen, "repeat")["maximum"], of(seen, "repeat")["rule"]) == (7, "C5")
    assert {each["refused"]["slug"] for each in seen["alternatives"] if each["refused"]} == {"child-repeats-only"}


async def test_only_the_offices_of_the_case_read_it(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=90)
    breach = await begin(client, sentence, site)
    for caller in (CLERK, JUDGE, PROSECUTOR):
        await client.read_evidence(breach["id"], caller=caller)
    for caller in (COUNSELLOR.at(OTHER_BAPAS), PROSECUTOR.at(BAPAS), SUPERVISOR):
        await client.read_evidence(breach["id"], caller=caller, status=403)
    await client.read_evidence(BAPAS, status=404)
