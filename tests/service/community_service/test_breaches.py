"""A breach from the first absence to the prosecutor's decision, and what must hold on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from tests.service.community_service.oversight import (
    AUDITOR,
    JAKSA,
    absent,
    amendment,
    balance_of,
    corrected,
    correction,
    judged,
    laid_before,
    missed,
    warned,
)
from tests.service.community_service.scene import (
    API,
    COUNSELLOR,
    MONDAY,
    OTHER_BAPAS,
    PROSECUTOR,
    TUESDAY,
    attended,
    child,
    opened_site,
    placed,
    sentenced,
    session,
    signed_off,
    types,
    verdict,
)
from tests.support.harness import Harness

THIRD, FOURTH = "2026-03-09", "2026-03-10"


async def breach_of(h: Harness, sentence: dict[str, Any], site: dict[str, Any]) -> dict[str, Any]:
    """Two absences, the warning, a third absence, the proposal."""
    await missed(h, sentence, site, MONDAY, TUESDAY)
    breach = await warned(h, sentence)
    await missed(h, sentence, site, THIRD)
    return await laid_before(h, breach)


async def stands(h: Harness, sentence: dict[str, Any]) -> tuple[int, str | None]:
    seen = await h.get(f"{API}/sentences/{sentence['id']}/balance", "counsellor", **COUNSELLOR)
    return seen["failures"], seen["breach"]


async def test_from_the_first_absence_to_a_repeat(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    first = await missed(h, sentence, site, MONDAY)
    refused = await warned(h, sentence, status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "too-few-failures",
        "K6",
        "KUHP (UU 1/2023) art. 85(7)",
    )
    assert await stands(h, sentence) == (1, None)
    second = await missed(h, sentence, site, TUESDAY)
    assert await stands(h, sentence) == (2, "warning_due")
    breach = await warned(h, sentence)
    assert await stands(h, sentence) == (2, "warned")
    assert (breach["state"], breach["evidence"]) == ("warned", [])
    assert (await laid_before(h, breach, status=422))["title"] == "too-few-failures"
    third = await missed(h, sentence, site, THIRD)
    assert await stands(h, sentence) == (3, "proposal_due")
    laid = await laid_before(h, breach)
    assert await stands(h, sentence) == (3, "proposed")
    assert (laid["state"], laid["evidence"]) == ("proposed", sorted([*first, *second, *third]))
    proposal = (await h.facts())[-1][1]
    signed = await h.pool.fetch("select event_id from journal where type = 'community-service.attendance.signed-off'")
    assert {piece["fact_id"] for piece in proposal["evidence"]} == {str(row["event_id"]) for row in signed}
    done = await judged(h, breach, decision="repeat", hours=4, ends_on="2026-06-30")
    assert (done["state"], done["repeat_minutes"]) == ("decided", 240)
    assert await stands(h, sentence) == (0, None)
    assert await balance_of(h, sentence) == ("assigned", 720, 0, 720)
    seen = await h.get(f"{API}/sentences/{sentence['id']}", "auditor")
    assert (seen["repeat_minutes"], seen["ends_on"]) == (240, "2026-06-30")
    fact = (await h.facts())[-1][1]
    assert (fact["decision"], fact["ends_on"], fact["required_minutes"]) == ("repeat", "2026-06-30", 720)
    assert [t for t in await types(h) if t.startswith("breach.")] == [
        "breach.warned",
        "breach.proposed",
        "breach.decided",
    ]
    await placed(h, sentence, site, session("2026-06-29"))
    await h.hear(amendment(hours=9, decided_on=THIRD))
    seen = await h.get(f"{API}/sentences/{sentence['id']}", "auditor")
    assert (seen["required_minutes"], seen["ends_on"]) == (780, "2026-06-30"), "a change leaves the repeat as it is"


@pytest.mark.parametrize(
    ("replaces", "body", "figures"),
    [
        ({"prison_months": 4}, {"decision": "prison", "days": 120}, (120, None)),
        ({"fine_rupiah": 5_000_000}, {"decision": "fine", "rupiah": 5_000_000}, (None, 5_000_000)),
        ({"fine_rupiah": 5_000_000}, {"decision": "substitute_prison", "days": 30}, (30, None)),
    ],
)
async def test_prison_and_fine_close_the_sentence(
    h: Harness, replaces: dict[str, Any], body: dict[str, Any], figures: tuple[Any, Any]
) -> None:
    site, sentence = await opened_site(h), await sentenced(h, verdict(replaces=replaces))
    breach = await breach_of(h, sentence, site)
    done = await judged(h, breach, **body)
    assert (done["prison_days"], done["fine_rupiah"]) == figures
    assert (await balance_of(h, sentence))[0] == "closed"
    more = {"sentence_id": sentence["id"], "site_id": site["id"], "sessions": [session("2026-03-16")]}
    assert (await h.post(f"{API}/placements", more, "counsellor", status=409, **COUNSELLOR))["title"] == "wrong-state"
    assert (await warned(h, sentence, status=409))["title"] == "wrong-state"


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
async def test_the_limits_hold_for_the_decision_too(h: Harness, body: dict[str, Any], slug: str) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    breach = await breach_of(h, sentence, site)
    assert (await judged(h, breach, status=422, **body))["title"] == slug
    assert (await balance_of(h, sentence))[1] == 480


async def test_for_a_child_only_a_repeat(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h, child())
    days = (MONDAY, TUESDAY, THIRD, FOURTH)
    made = await placed(h, sentence, site, *(session(day, "14:00", "15:00") for day in days))
    ids = [each["id"] for each in made["sessions"]]

    async def miss(number: int) -> None:
        h.clock.set(datetime.fromisoformat(f"{days[number]}T15:05:00+09:00"))
        path = f"{API}/sessions/{ids[number]}/absence"
        await h.post(path, {"outcome": "unacceptable_absence"}, "supervisor", subject="sup")
        await signed_off(h, ids[number])

    for number in range(2):
        await miss(number)
    breach = await warned(h, sentence)
    await miss(2)
    refused = await laid_before(h, breach, status=422)
    assert (refused["title"], refused["rule"], refused["article"]) == (
        "child-too-few-failures",
        "C1",
        "UU 11/2012 art. 76",
    )
    await miss(3)
    await laid_before(h, breach)
    for body in ({"decision": "prison", "days": 10}, {"decision": "fine", "rupiah": 10}):
        refused = await judged(h, breach, status=422, **body)
        assert (refused["title"], refused["article"]) == ("child-repeats-only", "UU 11/2012 art. 76")
    await judged(h, breach, decision="repeat", hours=2)
    assert (await balance_of(h, sentence))[1] == 540
    assert "child" not in str([fact for _, fact in await h.facts() if fact.get("sentence_id") == sentence["id"]])


async def test_nothing_may_follow_and_a_decision_uses_up_its_evidence(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    breach = await breach_of(h, sentence, site)
    await judged(h, breach, decision="none")
    assert await balance_of(h, sentence) == ("assigned", 480, 0, 480)
    assert (await warned(h, sentence, status=422))["title"] == "too-few-failures"
    await missed(h, sentence, site, "2026-03-16", "2026-03-17")
    await warned(h, sentence)


async def test_evidence_that_falls_by_correction_carries_no_consequence(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    breach = await breach_of(h, sentence, site)
    await corrected(h, breach["evidence"][0], correction(MONDAY, outcome="acceptable_absence"))
    refused = await judged(h, breach, status=409, decision="repeat", hours=1)
    assert (refused["title"], refused["rule"]) == ("evidence-no-longer-holds", "K6")
    await judged(h, breach, decision="none")


async def test_an_absence_before_the_warning_does_not_carry_the_proposal(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    ids = await missed(h, sentence, site, MONDAY, TUESDAY)
    late = (await placed(h, sentence, site, session(THIRD, "08:00", "09:00")))["sessions"][0]["id"]
    h.clock.set(datetime.fromisoformat(f"{THIRD}T09:05:00+09:00"))
    breach = await warned(h, sentence)
    await absent(h, THIRD, late)
    refused = await laid_before(h, breach, status=422)
    assert (refused["title"], len(ids)) == ("no-failure-since-warning", 2)
    await missed(h, sentence, site, FOURTH)
    await laid_before(h, breach)


async def test_only_what_is_signed_off_and_enforceable_counts(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    await missed(h, sentence, site, MONDAY)
    made = (await placed(h, sentence, site, session(TUESDAY, "08:00", "09:00"), session(THIRD, "08:00", "09:00")))[
        "sessions"
    ]
    h.clock.set(datetime(2026, 3, 3, 4, tzinfo=UTC))
    body = {"outcome": "acceptable_absence", "reason": "sakit"}
    await h.post(f"{API}/sessions/{made[0]['id']}/absence", body, "supervisor", subject="sup")
    await signed_off(h, made[0]["id"])
    assert (await warned(h, sentence, status=422))["title"] == "too-few-failures"
    await attended(
        h, made[1]["id"], f"{THIRD}T08:00", f"{THIRD}T09:00", outcome="attended_failed_to_comply", behaviour="poor"
    )
    assert (await warned(h, sentence, status=422))["title"] == "too-few-failures"
    await signed_off(h, made[1]["id"])
    await warned(h, sentence)
    assert (await warned(h, sentence, status=409))["title"] == "breach-open"


async def test_who_may_do_what(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    await missed(h, sentence, site, MONDAY, TUESDAY)
    path = f"{API}/sentences/{sentence['id']}/breaches"
    await h.post(path, None, "counsellor", status=403, organisation=OTHER_BAPAS)
    await h.post(path, None, "prosecutor", status=403, **JAKSA)
    breach = await warned(h, sentence)
    await missed(h, sentence, site, THIRD)
    one = f"{API}/breaches/{breach['id']}"
    await h.put(f"{one}/proposal", None, "counsellor", status=403, organisation=OTHER_BAPAS)
    assert (await judged(h, breach, status=409, decision="none"))["title"] == "wrong-state"
    await laid_before(h, breach)
    body = {"decision": "none"}
    await h.put(f"{one}/decision", body, "prosecutor", status=403, organisation=OTHER_BAPAS)
    await h.put(f"{one}/decision", body, "counsellor", status=403, **COUNSELLOR)
    both = {"organisation": PROSECUTOR, "subject": "pk"}
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("update breaches set state = 'decided', decision = 'none', decided_by = 'pk'")
    assert (error.value.constraint_name, both["subject"]) == ("breaches_prosecutor_decides", "pk")
    await h.get(one, "counsellor", status=403, organisation=OTHER_BAPAS)
    assert (await h.get(one, "counsellor", **COUNSELLOR))["state"] == "proposed"
    waiting = await h.get(f"{API}/breaches?state=proposed", "prosecutor", **JAKSA)
    assert [item["id"] for item in waiting["items"]] == [breach["id"]]
    assert (await h.get(f"{API}/breaches", "prosecutor", organisation=OTHER_BAPAS))["items"] == []
    for query, count in (("", 1), (f"?sentence_id={sentence['id']}", 1), (f"?sentence_id={site['id']}", 0)):
        assert len((await h.get(f"{API}/breaches{query}", "auditor", **AUDITOR))["items"]) == count


async def test_the_database_itself_holds_the_decision_to_the_law(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    await breach_of(h, sentence, site)
    decision = "update breaches set state = 'decided', decided_by = 'jaksa', decision = "
    for words, constraint in (
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


async def test_two_prosecutors_decide_one_breach_at_once(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    breach = await breach_of(h, sentence, site)
    path = f"{API}/breaches/{breach['id']}/decision"
    bodies: tuple[dict[str, Any], ...] = (
        {"decision": "repeat", "hours": 4},
        {"decision": "prison", "days": 120},
        {"decision": "none"},
    )
    answers = await asyncio.gather(
        *(
            h.client.put(path, json=body, headers=h.token("prosecutor", organisation=PROSECUTOR, subject=f"j{number}"))
            for number, body in enumerate(bodies)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await types(h)).count("breach.decided") == 1
    won = next(body for body, answer in zip(bodies, answers, strict=True) if answer.status_code == 200)
    expected = {"repeat": ("assigned", 720), "prison": ("closed", 480), "none": ("assigned", 480)}
    assert (await balance_of(h, sentence))[:2] == expected[won["decision"]]


async def test_a_decision_meets_a_correction_of_its_evidence(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    breach = await breach_of(h, sentence, site)
    path = f"{API}/sessions/{breach['evidence'][0]}/corrections"
    fix = await h.post(path, correction(MONDAY, outcome="acceptable_absence"), "supervisor", subject="sup")
    decide, approve = await asyncio.gather(
        h.client.put(
            f"{API}/breaches/{breach['id']}/decision",
            json={"decision": "prison", "days": 120},
            headers=h.token("prosecutor", **JAKSA),
        ),
        h.client.put(
            f"{API}/corrections/{fix['id']}/decision",
            json={"decision": "approved"},
            headers=h.token("coordinator", subject="second"),
        ),
    )
    assert sorted((decide.status_code, approve.status_code)) == [200, 409]
    assert (await balance_of(h, sentence))[0] == ("closed" if decide.status_code == 200 else "assigned")
