"""An amended verdict that comes after a breach has closed its sentence is applied to what was ordered, or held.

Changes that nobody can apply are set aside by a person, and their sender hears so."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from services.community_service import justice
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import Json
from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    COURT,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.test_amendments import BY_HAND
from tests.service.community_service.test_breaches_decisions import DOCUMENT, pronounce, propose
from tests.service.community_service.test_fines import LATER, fined, go, paid, prison, seized
from tests.support.harness import Harness

ON = "2026-05-04"


async def imprisoned(h: Harness, client: CommunityServiceClient, days: int = 120) -> tuple[Json, Json]:
    """A sentence that is closed by a decision on so many days of prison, and the breach."""
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=120)
    breach = await propose(client, sentence, site)
    done = await client.decide_breach(breach["id"], {"decision": "prison", "days": days} | DOCUMENT)
    go(h, LATER)
    return sentence, done


def lower(number: str = "A1", **changes: Any) -> justice.SentenceAmended:
    """90 days of prison are replaced, and ordered, instead of 120."""
    stated = {"replaces": {"prison_days": 90}, "sanctions": {"prison_days": 90}, "hours": 8, "decided_on": ON}
    return bodies.amendment(number, **(stated | changes))


NO_PRISON: Json = {"sanctions": {"repeat_hours": 8}}


async def answers(h: Harness) -> list[tuple[str, list[str]]]:
    facts = [fact for type_, fact in await h.facts() if type_ == "community-service.verdict-change.answered"]
    return [(fact["outcome"], [reason["slug"] for reason in fact["reasons"]]) for fact in facts]


async def held(client: CommunityServiceClient) -> list[Json]:
    items: list[Json] = (await client.list_waiting(kind="verdict_change_held", caller=PROSECUTOR))["items"]
    return items


async def test_k6_prison_that_was_ordered_follows_a_lower_verdict_and_its_sender_hears_so(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence, breach = await imprisoned(h, client)
    await h.hear(lower())
    await h.hear(lower())
    seen = await client.read_breach(breach["id"])
    assert (seen["prison_days"], seen["reduced_prison_days"]) == (120, 90), "the decision stays on record"
    assert (await client.read_sentence(sentence["id"]))["replaced_prison_days"] == 90
    assert (await scene.balance(client, sentence))[0] == "closed"
    assert (await scene.types(h))[-3:] == ["sentence.amended", "breach.reduced", "verdict-change.answered"]
    assert await answers(h) == [("applied", [])]
    await h.hear(lower("A2", replaces={"prison_days": 60}, sanctions={"prison_days": 60}, decided_on="2026-05-05"))
    assert (await client.read_breach(breach["id"]))["reduced_prison_days"] == 60
    assert await held(client) == []


async def test_k6c_the_fine_and_its_prison_follow_a_lower_verdict(h: Harness, client: CommunityServiceClient) -> None:
    _, fine = await fined(h, client)
    go(h, LATER)
    await client.pay_fine(fine["id"], paid(1_000_000, on=LATER))
    await client.seize_for_fine(fine["id"], seized(0))
    assert (await client.order_substitute_prison(fine["id"], prison(4)))["prison_days"] == 4
    await h.hear(lower(replaces={"fine_rupiah": 3_000_000}, sanctions={"fine_rupiah": 3_000_000}))
    seen = await client.read_fine(fine["id"])
    assert (seen["fine_rupiah"], seen["decided_rupiah"], seen["rest_rupiah"], seen["prison_days"]) == (
        *(3_000_000, 5_000_000),
        *(2_000_000, 2),
    )
    await h.hear(
        lower("A2", replaces={"fine_rupiah": 1_000_000}, sanctions={"fine_rupiah": 1_000_000}, decided_on="2026-05-05")
    )
    seen = await client.read_fine(fine["id"])
    assert (seen["rest_rupiah"], seen["prison_days"], seen["settled_by"]) == (0, 0, "amendment")
    assert seen["substitute_lifted_on"] == LATER
    assert (await scene.types(h))[-4:] == [
        *("breach.reduced", "fine.prison-changed", "fine.settled", "verdict-change.answered")
    ]
    refused = await client.pay_fine(fine["id"], paid(1, "TT-9", LATER), status=409)
    assert refused["title"] == "wrong-state"


@pytest.mark.parametrize(
    ("stated", "slug"),
    [
        pytest.param({"replaces": {"prison_days": 121}}, "raises-after-decision", id="K6: a day more"),
        pytest.param({"hours": 9}, "raises-after-decision", id="K6: an hour more"),
        pytest.param(NO_PRISON, "no-longer-ordered", id="K6: prison is no longer ordered"),
    ],
)
async def test_what_does_not_fit_waits_in_sight_for_the_prosecutor_and_its_sender_hears_so(
    h: Harness, client: CommunityServiceClient, stated: Json, slug: str
) -> None:
    sentence, breach = await imprisoned(h, client)
    await h.hear(lower(**stated))
    await h.hear(lower(**stated))
    assert await answers(h) == [("held", [slug])]
    assert "sentence.rejected" not in await scene.types(h)
    assert (await client.read_breach(breach["id"]))["reduced_prison_days"] is None
    h.clock.set(datetime.fromisoformat("2026-05-20T11:00:00+09:00"))
    (item,) = await held(client)
    assert (item["waits_for"], item["organisation_id"], item["age_days"]) == ("prosecutor", str(KEJARI), 10)
    assert item["detail_url"] == f"/community-service/verdict-changes/{item['id']}"
    for caller in (PROSECUTOR, CLERK, AUDITOR):
        change = await client.read_verdict_change(item["id"], caller=caller)
        assert (change["state"], change["held_for"], change["sentence_id"]) == ("held", slug, sentence["id"])
    await client.read_verdict_change(item["id"], caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    seen = await client.read_sentence(sentence["id"])
    assert (seen["held_changes"], seen["needs_decision"]) == ([item["id"]], True)


async def test_k6_by_hand_it_is_held_too(h: Harness, client: CommunityServiceClient) -> None:
    sentence, _ = await imprisoned(h, client)
    by_hand = BY_HAND | {"decided_on": ON, "hours": 9, "replaces": {"prison_days": 90}}
    seen = await client.amend(sentence["id"], by_hand)
    assert len(seen["held_changes"]) == 1
    assert (await client.amend(sentence["id"], by_hand))["held_changes"] == seen["held_changes"]
    assert await answers(h) == [("held", ["raises-after-decision"])]
    assert (await h.facts())[-1][1]["intake_event_id"] is None


async def test_k6_the_prosecutor_applies_a_held_change_and_it_only_ever_lowers(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence, breach = await imprisoned(h, client)
    await h.hear(lower(**NO_PRISON))
    (item,) = await held(client)
    for caller in (PROSECUTOR.at(OTHER_BAPAS), CLERK, COORDINATOR):
        await client.apply_verdict_change(item["id"], caller=caller, status=403)
    answered = await asyncio.gather(*(client.raw.apply_verdict_change(item["id"]) for _ in range(3)))
    assert sorted(each.status_code for each in answered) == [200, 409, 409]
    assert (await client.read_breach(breach["id"]))["reduced_prison_days"] == 0
    done = await client.read_verdict_change(item["id"], caller=PROSECUTOR)
    assert (done["state"], done["settled_by"]) == ("applied", "jaksa")
    assert await answers(h) == [("held", ["no-longer-ordered"]), ("applied", [])]
    assert (await client.read_sentence(sentence["id"]))["held_changes"] == []
    await h.hear(lower("A2", decided_on="2026-05-05"))
    assert (await answers(h))[-1] == ("applied", [])
    assert (await client.read_breach(breach["id"]))["reduced_prison_days"] == 0, "nothing brings it back"


async def test_k6_a_held_change_is_dismissed_with_a_reason_and_its_sender_hears_so(
    h: Harness, client: CommunityServiceClient
) -> None:
    sentence, breach = await imprisoned(h, client)
    await h.hear(lower(hours=9))
    (item,) = await held(client)
    await client.dismiss_verdict_change(item["id"], caller=COUNSELLOR, status=403)
    await client.dismiss_verdict_change(item["id"], caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    await client.dismiss_verdict_change(item["id"], "NIK 8171010101900001", caller=PROSECUTOR, status=422)
    reason = "pidana penjara sudah dijalani"
    done = await client.dismiss_verdict_change(item["id"], reason, caller=PROSECUTOR)
    assert (done["state"], done["settled_by"], done["dismissal_reason"]) == ("dismissed", "jaksa", reason)
    assert await held(client) == []
    assert (await scene.types(h))[-2:] == ["record.verdict-change-dismissed", "verdict-change.answered"]
    assert (await answers(h))[-1] == ("dismissed", [])
    assert reason not in str(await h.facts()), "the reason stays here"
    again = await client.dismiss_verdict_change(item["id"], caller=PROSECUTOR, status=409)
    assert again["title"] == "wrong-state"
    assert (await client.read_breach(breach["id"]))["reduced_prison_days"] is None
    assert (await client.read_sentence(sentence["id"]))["held_changes"] == []


async def test_k6_a_later_change_that_fits_is_applied_beside_one_that_is_held(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, breach = await imprisoned(h, client)
    await h.hear(lower("A1", hours=9))
    await h.hear(lower("A2", decided_on="2026-05-05"))
    assert (await client.read_breach(breach["id"]))["reduced_prison_days"] == 90
    (item,) = await held(client)
    refused = await client.apply_verdict_change(item["id"], status=409)
    assert refused["title"] == "change-superseded", "the later one holds"
    await client.dismiss_verdict_change(item["id"])


async def test_k6_two_lower_verdicts_at_once_leave_the_lower_one(h: Harness, client: CommunityServiceClient) -> None:
    _, breach = await imprisoned(h, client)
    fewest = lower("A2", replaces={"prison_days": 60}, sanctions={"prison_days": 60}, decided_on="2026-05-05")
    await asyncio.gather(h.hear(lower()), h.hear(fewest))
    assert (await client.read_breach(breach["id"]))["reduced_prison_days"] == 60


async def test_k9_after_a_lapse_a_change_goes_back_to_its_sender(h: Harness, client: CommunityServiceClient) -> None:
    sentence, _ = await fined(h, client)
    go(h, LATER)
    death = bodies.LAPSE | {"ground": "death", "document_date": LATER, "lapsed_on": LATER}
    await client.lapse(sentence["id"], death)
    await h.hear(lower(replaces={"fine_rupiah": 1}, sanctions={"fine_rupiah": 1}))
    assert (await scene.types(h))[-1] == "sentence.rejected"
    assert await held(client) == []


# Changes that never meet their verdict, and those that a later one of the same day supersedes


async def test_a_change_that_never_meets_its_verdict_is_dismissed_by_a_clerk_of_its_court(
    h: Harness, client: CommunityServiceClient
) -> None:
    go(h, LATER)
    await h.hear(bodies.amendment())
    (item,) = (await client.list_waiting(kind="verdict_change", caller=CLERK))["items"]
    for caller in (CLERK.at(OTHER_BAPAS), PROSECUTOR, COUNSELLOR):
        await client.dismiss_verdict_change(item["id"], caller=caller, status=403)
    assert (await client.apply_verdict_change(item["id"], status=409))["title"] == "wrong-state"
    done = await client.dismiss_verdict_change(item["id"])
    assert (done["state"], done["settled_by"]) == ("dismissed", "clerk")
    assert (await client.list_waiting(kind="verdict_change", caller=CLERK))["items"] == []
    type_, fact = (await h.facts())[-1]
    assert (type_, fact["outcome"], fact["concerns"], fact["verdict_number"]) == (
        *("community-service.verdict-change.answered", "dismissed"),
        *("amendment", None),
    )
    await h.hear(bodies.pronouncement())
    assert (await scene.types(h))[-1] == "sentence.assigned", "what was set aside is not applied"
    await h.hear(bodies.amendment())
    assert (await scene.types(h))[-1] == "sentence.amended", "sent again, it is a change like any other"


async def test_a_change_that_names_an_unknown_court_is_dismissed_by_a_coordinator(
    h: Harness, client: CommunityServiceClient
) -> None:
    go(h, LATER)
    await h.hear(bodies.amendment(court_code="pn-anywhere"))
    (item,) = (await client.list_waiting(kind="verdict_change", caller=COORDINATOR))["items"]
    await client.dismiss_verdict_change(item["id"], caller=CLERK.at(COURT), status=403)
    assert (await client.dismiss_verdict_change(item["id"], caller=COORDINATOR))["state"] == "dismissed"


async def test_a_verdict_and_a_dismissal_at_once_leave_one_answer(h: Harness, client: CommunityServiceClient) -> None:
    go(h, LATER)
    await h.hear(bodies.amendment())
    (item,) = (await client.list_waiting(kind="verdict_change", caller=CLERK))["items"]
    done, _ = await asyncio.gather(client.raw.dismiss_verdict_change(item["id"]), h.hear(bodies.pronouncement()))
    amended = "sentence.amended" in await scene.types(h)
    assert (done.status_code, amended) in ((200, False), (409, True))


@pytest.mark.parametrize("first", ["9/Pid/2026/PT Amb", "8/Pid/2026/PT Amb"])
async def test_a_change_that_another_of_the_same_day_supersedes_tells_its_sender_so(
    h: Harness, client: CommunityServiceClient, first: str
) -> None:
    go(h, LATER)
    await scene.pronounce(client)
    await h.hear(bodies.amendment("10/Pid/2026/PT Amb", decided_on="2026-03-20"))
    await h.hear(bodies.amendment(first, decided_on="2026-03-20", hours=20))
    assert await answers(h) == [("superseded", ["change-superseded"])]
    assert "2026-03-20" in (await h.facts())[-1][1]["reasons"][0]["detail"]


@pytest.mark.parametrize(
    ("words", "constraint"),
    [
        ("update verdict_changes set state = 'held'", "verdict_changes_held"),
        ("update verdict_changes set state = 'dismissed', settled_at = now()", "verdict_changes_dismissed"),
        ("update verdict_changes set settled_at = now()", "verdict_changes_settled"),
    ],
)
async def test_the_database_itself_holds_why_a_change_waits_or_was_set_aside(
    h: Harness, words: str, constraint: str
) -> None:
    await h.hear(bodies.amendment())
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute(words)
    assert error.value.constraint_name in (constraint, "verdict_changes_of_a_sentence")
