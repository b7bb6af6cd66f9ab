"""A breach under today's rules: verification, two warnings, proposal, a decision within what the verdict ordered."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import asyncpg
import pytest

from services.community_service.events import CHILDREN
from services.community_service.rules import BOOK
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COUNSELLOR,
    JUDGE,
    KEJARI,
    OTHER_BAPAS,
    PROSECUTOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

SECOND_WARNING, PROPOSAL = "2026-03-10", "2026-03-17"
FOUND = {
    "asked": "person",
    "asked_on": TUESDAY,
    "means": "visit",
    "reason": "tidak ada alasan; ia menganggur di rumah",
    "finding": "unjustified",
}
DOCUMENT = {"document_number": "B-77/Q.1.10/Eku.3/03/2026", "document_date": PROPOSAL}


async def pronounce(h: Harness, client: CommunityServiceClient, body: Json | None = None, **ordered: Any) -> Json:
    """A sentence under today's rules, with what its verdict orders for a failure."""
    made = await scene.pronounce(client, body)
    fields = {"ordered_repeat_minutes": None, "ordered_prison_days": None, "ordered_fine_rupiah": None} | ordered
    words = ", ".join(f"{name} = {'null' if value is None else value}" for name, value in fields.items())
    await h.pool.execute(
        f"update sentences set rules_from = $2, {words} where id = $1", made["id"], BOOK.sets[-1].valid_from
    )
    return made


async def begin(client: CommunityServiceClient, sentence: Json, site: Json) -> Json:
    """Two failures, the verification, the first warning."""
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    await client.verify_breach(sentence["id"], FOUND)
    made: Json = await client.warn(sentence["id"])
    return made


async def propose(client: CommunityServiceClient, sentence: Json, site: Json) -> Json:
    """All of the ladder."""
    await begin(client, sentence, site)
    await scene.miss_days(client, sentence, site, SECOND_WARNING)
    breach = await client.warn(sentence["id"])
    await scene.miss_days(client, sentence, site, PROPOSAL)
    proposed: Json = await client.propose_breach(breach["id"])
    return proposed


async def stands(client: CommunityServiceClient, sentence: Json) -> str | None:
    seen: str | None = (await client.read_balance(sentence["id"]))["breach"]
    return seen


async def test_every_step_of_the_ladder(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=120)
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    assert await stands(client, sentence) == "verification_due"
    refused = await client.warn(sentence["id"], status=409)
    assert (refused["title"], refused["rule"]) == ("verification-comes-first", "K6")
    found = await client.verify_breach(sentence["id"], FOUND)
    assert (found["asked"], found["finding"]) == ("person", "unjustified")
    assert "reason" not in found
    assert await stands(client, sentence) == "warning_due"
    breach = await client.warn(sentence["id"])
    assert breach["id"] == found["breach_id"]
    assert await stands(client, sentence) == "warned"
    await scene.miss_days(client, sentence, site, "2026-03-09")
    assert (await client.warn(sentence["id"], status=422))["title"] == "too-soon"
    await scene.miss_days(client, sentence, site, SECOND_WARNING)
    assert await stands(client, sentence) == "warning_due"
    second = await client.warn(sentence["id"])
    assert (second["id"], second["state"]) == (breach["id"], "warned_twice")
    assert (await client.warn(sentence["id"], status=409))["title"] == "breach-open"
    assert (await client.propose_breach(breach["id"], status=422))["title"] == "no-failure-since-warning"
    await scene.miss_days(client, sentence, site, PROPOSAL)
    laid = await client.propose_breach(breach["id"])
    assert (laid["state"], laid["proposed_by_office"], len(laid["evidence"])) == ("proposed", "counsellor", 5)
    assert all(laid[f"{step}_at"] for step in ("verified", "warned", "warned_twice", "proposed"))
    assert [data["warning"] for type_, data in await h.facts() if type_.endswith("breach.warned")] == [1, 2]
    assert (await client.list_breaches(state="proposed"))["items"][0]["id"] == breach["id"]


async def test_the_reason_in_words_stays_in_its_table_and_its_reads_are_logged(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=120)
    await begin(client, sentence, site)
    journal = await h.pool.fetch("select topic, data::text as data from journal where type like '%verified'")
    assert [(row["topic"], "menganggur" in row["data"]) for row in journal] == [(None, False)]
    assert (await client.read_verifications(sentence["id"], None, status=422))["title"] == "unreadable"
    await client.read_verifications(sentence["id"], "memutus", caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    await client.read_verifications(sentence["id"], "memutus", caller=CLERK, status=403)
    for caller in (PROSECUTOR, COUNSELLOR, JUDGE, AUDITOR):
        (seen,) = (await client.read_verifications(sentence["id"], "memutus", caller=caller))["items"]
        assert seen["reason"] == FOUND["reason"]
    assert await h.pool.fetchval("select count(*) from person_reads where purpose = 'memutus'") == 4


async def test_a_valid_reason_begins_no_breach_and_the_next_failure_is_asked_about_anew(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=120)
    ids = await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    found = await client.verify_breach(sentence["id"], FOUND | {"finding": "justified"})
    assert found["breach_id"] is None
    assert (await client.warn(sentence["id"], status=409))["title"] == "verification-comes-first"
    await scene.correct(
        client, ids[0], bodies.correction(MONDAY, outcome="acceptable_absence", reason="sakit, menurut ibunya")
    )
    assert (await client.verify_breach(sentence["id"], FOUND, status=422))["title"] == "too-few-failures"


@pytest.mark.parametrize(
    ("ordered", "body", "slug"),
    [
        pytest.param({"ordered_repeat_minutes": 480}, {"decision": "prison", "days": 1}, "not-ordered", id="K6b"),
        pytest.param({"ordered_prison_days": 120}, {"decision": "repeat", "hours": 1}, "not-ordered", id="K6a"),
        pytest.param(
            {"ordered_repeat_minutes": 240}, {"decision": "repeat", "hours": 5}, "more-than-ordered", id="hours"
        ),
        pytest.param(
            {"ordered_prison_days": 120, "detained_days": 40},
            {"decision": "prison", "days": 81},
            "more-than-after-detention",
            id="art. 61",
        ),
        pytest.param(
            {"ordered_prison_days": 120}, {"decision": "substitute_prison", "days": 1}, "not-ordered", id="K6c"
        ),
    ],
)
async def test_what_the_verdict_did_not_order(
    h: Harness, client: CommunityServiceClient, ordered: dict[str, Any], body: Json, slug: str
) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, **ordered)
    breach = await propose(client, sentence, site)
    refused = await client.decide_breach(breach["id"], body | DOCUMENT, status=422)
    assert (refused["title"], refused["rule"]) == (slug, "K6")
    assert "85(9)c" in refused["article"]
    amounts = {"hours": "repeat_minutes = 60 * ", "days": "prison_days = "}
    field, amount = next((name, body[name]) for name in amounts if name in body)
    more = ", ends_on = '2026-06-30'" if field == "hours" else ""
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute(
            f"update breaches set state = 'decided', decision = '{body['decision']}', {amounts[field]}{amount}{more}"
        )
    assert error.value.constraint_name in ("breaches_within_the_order", "breaches_within_the_verdict")


async def test_prison_is_what_detention_has_left(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await pronounce(h, client, ordered_prison_days=120, detained_days=40)
    breach = await propose(client, sentence, site)
    body = {"decision": "prison", "days": 80}
    assert (await client.decide_breach(breach["id"], body, status=422))["title"] == "decision-not-documented"
    early = body | DOCUMENT | {"document_date": "2026-03-16"}
    assert (await client.decide_breach(breach["id"], early, status=422))["title"] == "document-date-out-of-range"
    done = await client.decide_breach(breach["id"], body | DOCUMENT)
    assert (done["decided_by_office"], done["document_number"]) == ("prosecutor", DOCUMENT["document_number"])
    assert (await scene.balance(client, sentence))[0] == "closed"
    fact = (await h.facts())[-1][1]
    assert (fact["document_number"], fact["document_date"]) == (DOCUMENT["document_number"], PROPOSAL)


async def test_who_proposed_does_not_decide(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=120)
    breach = await propose(client, sentence, site)
    body = {"decision": "none"} | DOCUMENT
    refused = await client.decide_breach(breach["id"], body, caller=PROSECUTOR.named("pk"), status=403)
    assert refused["title"] == "proposer-decides"
    for caller in (JUDGE, CLERK):
        refused = await client.decide_breach(breach["id"], body, caller=caller, status=403)
        assert (refused["title"], refused["article"]) == ("prosecutor-decides", "KUHP (UU 1/2023) art. 85(7)")


async def test_c5_the_judge_decides_about_a_child_and_no_fact_names_the_determination(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, bodies.child_verdict())
    days = (MONDAY, TUESDAY, SECOND_WARNING, PROPOSAL)
    made = await scene.place(client, sentence, site, *(bodies.session(day, "14:00", "15:00") for day in days))

    async def miss(number: int) -> None:
        h.clock.set(datetime.fromisoformat(f"{days[number]}T15:05:00+09:00"))
        await client.record_absence(made["sessions"][number]["id"])
        await client.sign_off(made["sessions"][number]["id"])

    await miss(0)
    await miss(1)
    await client.verify_breach(sentence["id"], FOUND | {"asked": "parent_or_guardian"})
    breach = await client.warn(sentence["id"])
    await miss(2)
    await client.warn(sentence["id"])
    await miss(3)
    await client.propose_breach(breach["id"])
    body = {"decision": "repeat", "hours": 7, "document_number": "4/Pen.Pid.Sus-Anak/2026", "document_date": PROPOSAL}
    assert (await client.decide_breach(breach["id"], body, status=403))["title"] == "judge-decides"
    seen = {
        caller.role: [
            each["waits_for"] for each in (await client.list_waiting(caller=caller, kind="breach_proposed"))["items"]
        ]
        for caller in (JUDGE, AUDITOR, PROSECUTOR, Caller("operator"))
    }
    judge = ["supervising_judge"]
    assert seen == {"supervising_judge": judge, "auditor": judge, "prosecutor": judge, "operator": ["prosecutor"]}
    await client.decide_breach(breach["id"], body, caller=JUDGE.at(KEJARI), status=403)
    refused = await client.decide_breach(breach["id"], body | {"hours": 8}, caller=JUDGE, status=422)
    assert (refused["title"], refused["rule"]) == ("child-repeats-at-most", "C5")
    done = await client.decide_breach(breach["id"], body, caller=JUDGE)
    assert (done["decided_by_office"], done["repeat_minutes"]) == ("supervising_judge", 420)
    said = await h.pool.fetch("select topic, data::text as data from journal where key = $1", sentence["id"])
    assert {row["topic"] for row in said} <= {CHILDREN, None}
    assert not [row["data"] for row in said if "Pen.Pid" in row["data"] or "child" in row["data"]]


async def test_two_prosecutors_decide_at_once(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    sentence = await pronounce(h, client, ordered_prison_days=120, ordered_repeat_minutes=480)
    breach = await propose(client, sentence, site)
    answers = await asyncio.gather(
        client.raw.decide_breach(breach["id"], {"decision": "prison", "days": 1} | DOCUMENT),
        client.raw.decide_breach(
            breach["id"], {"decision": "repeat", "hours": 1} | DOCUMENT, caller=PROSECUTOR.named("j2")
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_two_warnings_at_once_are_one(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=120)
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    asked = await asyncio.gather(*(client.raw.verify_breach(sentence["id"], FOUND) for _ in range(3)))
    assert sorted(answer.status_code for answer in asked) == [201, 409, 409]
    warned = await asyncio.gather(*(client.raw.warn(sentence["id"]) for _ in range(3)))
    assert sorted(answer.status_code for answer in warned) == [201, 422, 422]


async def test_a_correction_of_the_evidence_comes_before_the_decision(
    h: Harness, client: CommunityServiceClient
) -> None:
    """Who was in hospital goes to no prison because the correction was slow."""
    site, sentence = await scene.open_site(client), await pronounce(h, client, ordered_prison_days=120)
    breach = await propose(client, sentence, site)
    fix = await client.propose_correction(
        breach["evidence"][0], bodies.correction(MONDAY, outcome="acceptable_absence", reason="opname")
    )
    prison = {"decision": "prison", "days": 100} | DOCUMENT
    assert (await client.decide_breach(breach["id"], prison, status=409))["title"] == "evidence-under-correction"
    await client.decide_correction(fix["id"])
    assert (await client.decide_breach(breach["id"], prison, status=409))["title"] == "evidence-no-longer-holds"


async def test_a_change_that_says_nothing_of_detention_forgets_none_of_it(
    h: Harness, client: CommunityServiceClient
) -> None:
    sanctions = {"prison_days": 120}
    sentence = await scene.pronounce(client, bodies.verdict(detained_days=60, sanctions=sanctions))
    await h.hear(bodies.amendment(hours=8, decided_on="2026-02-27", ground="correction", sanctions=sanctions))
    assert (await client.read_sentence(sentence["id"]))["detained_days"] == 60
    await h.hear(bodies.amendment("A2", hours=8, decided_on="2026-02-28", sanctions=sanctions, detained_days=0))
    assert (await client.read_sentence(sentence["id"]))["detained_days"] == 0
