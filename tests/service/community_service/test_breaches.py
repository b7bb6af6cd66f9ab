"""A breach from the first absence to the prosecutor's decision, and what must hold on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from services.community_service.events import CHILDREN
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import CLERK, COUNSELLOR, JUDGE, KEJARI, OTHER_BAPAS, PROSECUTOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

THIRD, FOURTH = "2026-03-09", "2026-03-10"


async def breach_of(client: CommunityServiceClient, sentence: dict[str, Any], site: dict[str, Any]) -> dict[str, Any]:
    """Two absences, the warning, a third absence, the proposal."""
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    breach = await client.warn(sentence["id"])
    await scene.miss_days(client, sentence, site, THIRD)
    proposed: dict[str, Any] = await client.propose_breach(breach["id"])
    return proposed


async def stands(client: CommunityServiceClient, sentence: dict[str, Any]) -> tuple[int, str | None]:
    seen = await client.read_balance(sentence["id"], caller=COUNSELLOR)
    return seen["failures"], seen["breach"]


async def test_from_the_first_absence_to_a_repeat(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    first = await scene.miss_days(client, sentence, site, MONDAY)
    refused = await client.warn(sentence["id"], status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "too-few-failures",
        "K6",
        "configuration; KUHP (UU 1/2023) art. 85(7)",
    )
    assert await stands(client, sentence) == (1, None)
    second = await scene.miss_days(client, sentence, site, TUESDAY)
    assert await stands(client, sentence) == (2, "warning_due")
    breach = await client.warn(sentence["id"])
    assert await stands(client, sentence) == (2, "warned")
    assert (breach["state"], breach["evidence"]) == ("warned", [])
    assert (await client.propose_breach(breach["id"], status=422))["title"] == "too-few-failures"
    third = await scene.miss_days(client, sentence, site, THIRD)
    assert await stands(client, sentence) == (3, "proposal_due")
    laid = await client.propose_breach(breach["id"])
    assert await stands(client, sentence) == (3, "proposed")
    assert (laid["state"], laid["evidence"]) == ("proposed", sorted([*first, *second, *third]))
    proposal = (await h.facts())[-1][1]
    signed = await h.pool.fetch("select event_id from journal where type = 'community-service.attendance.signed-off'")
    assert {piece["fact_id"] for piece in proposal["evidence"]} == {str(row["event_id"]) for row in signed}
    done = await client.decide_breach(breach["id"], {"decision": "repeat", "hours": 4, "ends_on": "2026-06-30"})
    assert (done["state"], done["repeat_minutes"]) == ("decided", 240)
    assert await stands(client, sentence) == (0, None)
    assert await scene.balance(client, sentence) == ("assigned", 720, 0, 720)
    seen = await client.read_sentence(sentence["id"])
    assert (seen["repeat_minutes"], seen["ends_on"]) == (240, "2026-06-30")
    fact = (await h.facts())[-1][1]
    assert (fact["decision"], fact["ends_on"], fact["required_minutes"]) == ("repeat", "2026-06-30", 720)
    assert [t for t in await scene.types(h) if t.startswith("breach.")] == [
        "breach.warned",
        "breach.proposed",
        "breach.decided",
    ]
    await scene.place(client, sentence, site, bodies.session("2026-06-29"))
    await h.hear(bodies.amendment(hours=9, decided_on=THIRD))
    seen = await client.read_sentence(sentence["id"])
    assert (seen["required_minutes"], seen["ends_on"]) == (780, "2026-06-30"), "a change leaves the repeat as it is"
    await h.hear(bodies.amendment("A2", hours=9, decided_on=THIRD, supersedes="A1", sanctions={"repeat_hours": 1}))
    seen = await client.read_sentence(sentence["id"])
    assert (seen["required_minutes"], seen["repeat_minutes"]) == (600, 60), "no more than the verdict orders now"
    await h.hear(bodies.amendment("A3", hours=9, decided_on=THIRD, supersedes="A2", sanctions={"repeat_hours": 9}))
    assert (await client.read_sentence(sentence["id"]))["repeat_minutes"] == 240, "nor than was decided"


@pytest.mark.parametrize(
    ("replaces", "body", "figures"),
    [
        ({"prison_months": 4}, {"decision": "prison", "days": 120}, (120, None)),
        ({"fine_rupiah": 5_000_000}, {"decision": "fine", "rupiah": 5_000_000}, (None, 5_000_000)),
        ({"fine_rupiah": 5_000_000}, {"decision": "substitute_prison", "days": 5}, (5, None)),
    ],
)
async def test_prison_and_fine_close_the_sentence(
    client: CommunityServiceClient, replaces: dict[str, Any], body: dict[str, Any], figures: tuple[Any, Any]
) -> None:
    site, sentence = (
        await scene.open_site(client),
        await scene.pronounce_before(client, bodies.verdict(replaces=replaces)),
    )
    breach = await breach_of(client, sentence, site)
    done = await client.decide_breach(breach["id"], body)
    assert (done["prison_days"], done["fine_rupiah"]) == figures
    assert (await scene.balance(client, sentence))[0] == "closed"
    more = {"sentence_id": sentence["id"], "site_id": site["id"], "sessions": [bodies.session("2026-03-16")]}
    assert (await client.confirm_placement(more, status=409))["title"] == "wrong-state"
    assert (await client.warn(sentence["id"], status=409))["title"] == "wrong-state"


@pytest.mark.parametrize(
    ("body", "slug"),
    [
        ({"decision": "prison", "days": 121}, "more-than-replaced"),
        ({"decision": "fine", "rupiah": 1}, "more-than-replaced"),
        ({"decision": "substitute_prison", "days": 1}, "more-than-replaced"),
        ({"decision": "repeat", "hours": 9}, "more-than-replaced"),
        ({"decision": "repeat", "hours": 8, "ends_on": "2026-05-30"}, "extension-out-of-range"),
        ({"decision": "repeat", "hours": 8, "ends_on": "2026-09-09"}, "extension-out-of-range"),
        ({"decision": "repeat"}, "unreadable"),
        ({"decision": "prison", "days": 10, "hours": 1}, "unreadable"),
        ({"decision": "none", "hours": 1}, "unreadable"),
        ({"decision": "prison", "days": 10, "ends_on": "2026-06-01"}, "unreadable"),
    ],
)
async def test_the_limits_hold_for_the_decision_too(
    client: CommunityServiceClient, body: dict[str, Any], slug: str
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    breach = await breach_of(client, sentence, site)
    assert (await client.decide_breach(breach["id"], body, status=422))["title"] == slug
    assert (await scene.balance(client, sentence))[1] == 480


async def test_for_a_child_only_a_repeat(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client, bodies.child_verdict())
    days = (MONDAY, TUESDAY, THIRD, FOURTH)
    made = await scene.place(client, sentence, site, *(bodies.session(day, "14:00", "15:00") for day in days))
    ids = [each["id"] for each in made["sessions"]]

    async def miss(number: int) -> None:
        h.clock.set(datetime.fromisoformat(f"{days[number]}T15:05:00+09:00"))
        await client.record_absence(ids[number])
        await client.sign_off(ids[number])

    for number in range(2):
        await miss(number)
    breach = await client.warn(sentence["id"])
    await miss(2)
    refused = await client.propose_breach(breach["id"], status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "child-too-few-failures",
        "C5",
        "configuration; UU 11/2012 art. 76(2)",
    )
    await miss(3)
    await client.propose_breach(breach["id"])
    law = "UU 11/2012 art. 76(2)–(3); PP 58/2022 art. 15(2)"
    repeat = {"decision": "repeat", "hours": 2}
    refused = await client.decide_breach(breach["id"], repeat, caller=PROSECUTOR, status=403)
    assert (refused["title"], refused["rule"], refused["article"]) == ("judge-decides", "C5", law)
    await client.decide_breach(breach["id"], repeat, caller=JUDGE.at(KEJARI), status=403)
    for body in ({"decision": "prison", "days": 10}, {"decision": "fine", "rupiah": 10}):
        refused = await client.decide_breach(breach["id"], body, caller=JUDGE, status=422)
        assert (refused["title"], refused["article"]) == ("child-repeats-only", law)
    refused = await client.decide_breach(breach["id"], repeat, caller=CLERK, status=422)
    assert refused["title"] == "decision-not-documented"
    document = {"document_number": "4/Pen/2026", "document_date": FOURTH, "judge": "Hakim Contoh"}
    done = await client.decide_breach(breach["id"], repeat | document, caller=CLERK)
    assert (done["proposed_by_office"], done["decided_by_office"]) == ("guidance_official", "court_clerk")
    assert (done["document_number"], done["judge"]) == ("4/Pen/2026", "Hakim Contoh")
    assert (await scene.balance(client, sentence))[1] == 540
    shared = await h.pool.fetch("select topic, data::text from journal where key = $1", sentence["id"])
    assert {row["topic"] for row in shared} <= {CHILDREN, None}
    assert not [row["data"] for row in shared if "child" in row["data"]]


async def test_nothing_may_follow_and_a_decision_uses_up_its_evidence(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    breach = await breach_of(client, sentence, site)
    await client.decide_breach(breach["id"], {"decision": "none"})
    assert await scene.balance(client, sentence) == ("assigned", 480, 0, 480)
    assert (await client.warn(sentence["id"], status=422))["title"] == "too-few-failures"
    await scene.miss_days(client, sentence, site, "2026-03-16", "2026-03-17")
    await client.warn(sentence["id"])


async def test_evidence_that_falls_by_correction_carries_no_consequence(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    breach = await breach_of(client, sentence, site)
    await scene.correct(client, breach["evidence"][0], bodies.correction(MONDAY, outcome="acceptable_absence"))
    refused = await client.decide_breach(breach["id"], {"decision": "repeat", "hours": 1}, status=409)
    assert (refused["title"], refused["rule"]) == ("evidence-no-longer-holds", "K6")
    await client.decide_breach(breach["id"], {"decision": "none"})


async def test_an_absence_before_the_warning_does_not_carry_the_proposal(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    ids = await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    late = (await scene.place(client, sentence, site, bodies.session(THIRD, "08:00", "09:00")))["sessions"][0]["id"]
    h.clock.set(datetime.fromisoformat(f"{THIRD}T09:05:00+09:00"))
    breach = await client.warn(sentence["id"])
    await scene.miss(client, THIRD, late)
    refused = await client.propose_breach(breach["id"], status=422)
    assert (refused["title"], len(ids)) == ("no-failure-since-warning", 2)
    await scene.miss_days(client, sentence, site, FOURTH)
    await client.propose_breach(breach["id"])


async def test_only_what_is_signed_off_and_enforceable_counts(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    await scene.miss_days(client, sentence, site, MONDAY)
    made = (
        await scene.place(
            client, sentence, site, bodies.session(TUESDAY, "08:00", "09:00"), bodies.session(THIRD, "08:00", "09:00")
        )
    )["sessions"]
    h.clock.set(datetime(2026, 3, 3, 4, tzinfo=UTC))
    await client.record_absence(made[0]["id"], "acceptable_absence", "sakit")
    await client.sign_off(made[0]["id"])
    assert (await client.warn(sentence["id"], status=422))["title"] == "too-few-failures"
    await scene.attend(
        client, made[1]["id"], f"{THIRD}T08:00", f"{THIRD}T09:00", outcome="attended_failed_to_comply", behaviour="poor"
    )
    assert (await client.warn(sentence["id"], status=422))["title"] == "too-few-failures"
    await client.sign_off(made[1]["id"])
    await client.warn(sentence["id"])
    assert (await client.warn(sentence["id"], status=409))["title"] == "breach-open"


async def test_who_may_do_what(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    await scene.miss_days(client, sentence, site, MONDAY, TUESDAY)
    await client.warn(sentence["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.warn(sentence["id"], caller=PROSECUTOR, status=403)
    breach = await client.warn(sentence["id"])
    await scene.miss_days(client, sentence, site, THIRD)
    await client.propose_breach(breach["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    assert (await client.decide_breach(breach["id"], {"decision": "none"}, status=409))["title"] == "wrong-state"
    await client.propose_breach(breach["id"])
    body = {"decision": "none"}
    await client.decide_breach(breach["id"], body, caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    await client.decide_breach(breach["id"], body, caller=COUNSELLOR, status=403)
    both = {"organisation": KEJARI, "subject": "pk"}
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("insert into breach_steps select id, 'decided', 'pk', now() from breaches")
    assert (error.value.constraint_name, both["subject"]) == ("breaches_prosecutor_decides", "pk")
    with pytest.raises(asyncpg.ForeignKeyViolationError) as nobody:
        await h.pool.execute("update breaches set state = 'decided', decision = 'none'")
    assert nobody.value.constraint_name == "breaches_step_taken"
    await client.read_breach(breach["id"], caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    assert (await client.read_breach(breach["id"]))["state"] == "proposed"
    waiting = await client.list_breaches(state="proposed", caller=PROSECUTOR)
    assert [item["id"] for item in waiting["items"]] == [breach["id"]]
    assert (await client.list_breaches(caller=PROSECUTOR.at(OTHER_BAPAS)))["items"] == []
    assert len((await client.list_breaches())["items"]) == 1
    for case, count in ((sentence, 1), (site, 0)):
        assert len((await client.list_breaches(sentence_id=case["id"]))["items"]) == count


async def test_the_database_itself_holds_the_decision_to_the_law(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    await breach_of(client, sentence, site)
    decision = "update breaches set state = 'decided', decision = "
    for words, constraint in (
        ("'none', decided_by_office = 'supervising_judge'", "breaches_right_office"),
        ("'none', decided_by_office = 'court_clerk'", "breaches_right_office"),
        ("'none', document_number = 'B-1'", "breaches_document"),
        ("'none', due_on = '2026-06-30'", "breaches_due_date"),
        ("'prison', prison_days = 121", "breaches_within_the_verdict"),
        ("'fine', fine_rupiah = 1", "breaches_within_the_verdict"),
        ("'substitute_prison', prison_days = 1", "breaches_within_the_verdict"),
        ("'repeat', ends_on = '2026-06-30', repeat_minutes = 481", "breaches_within_the_verdict"),
        ("'prison'", "breaches_days_stated"),
    ):
        with pytest.raises(asyncpg.CheckViolationError) as error:
            await h.pool.execute(decision + words)
        assert error.value.constraint_name == constraint, words
    await h.pool.execute("update sentences set regime = 'child', daily_cap_minutes = 180")
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute(decision + "'prison', prison_days = 1")
    assert error.value.constraint_name == "breaches_child_repeats_only"
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute(decision + "'none', decided_by_office = 'prosecutor'")
    assert error.value.constraint_name == "breaches_right_office"


async def test_two_prosecutors_decide_one_breach_at_once(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    breach = await breach_of(client, sentence, site)
    bodies: tuple[dict[str, Any], ...] = (
        {"decision": "repeat", "hours": 4},
        {"decision": "prison", "days": 120},
        {"decision": "none"},
    )
    answers = await asyncio.gather(
        *(
            client.raw.decide_breach(breach["id"], body, caller=PROSECUTOR.named(f"j{number}"))
            for number, body in enumerate(bodies)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await scene.types(h)).count("breach.decided") == 1
    won = next(body for body, answer in zip(bodies, answers, strict=True) if answer.status_code == 200)
    expected = {"repeat": ("assigned", 720), "prison": ("closed", 480), "none": ("assigned", 480)}
    assert (await scene.balance(client, sentence))[:2] == expected[won["decision"]]


async def test_a_decision_meets_a_correction_of_its_evidence(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce_before(client)
    breach = await breach_of(client, sentence, site)
    fix = await client.propose_correction(
        breach["evidence"][0], bodies.correction(MONDAY, outcome="acceptable_absence")
    )
    decide, approve = await asyncio.gather(
        client.raw.decide_breach(breach["id"], {"decision": "prison", "days": 120}),
        client.raw.decide_correction(fix["id"]),
    )
    assert sorted((decide.status_code, approve.status_code)) == [200, 409]
    assert (await scene.balance(client, sentence))[0] == ("closed" if decide.status_code == 200 else "assigned")
