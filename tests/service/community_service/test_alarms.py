"""Alarms from the facts of real cases: raised once, blocking completion, resolved by who is not involved."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from services.community_service.commands.waiting import measure
from services.community_service.metrics import ALARMS_OPEN, BREACHES_WAITING, CORRECTIONS_WAITING
from tests.service.community_service.oversight import (
    ABSENT,
    JAKSA,
    balance_of,
    correction,
    decided,
    open_alarms,
    proposed,
    resolved,
    served_days,
)
from tests.service.community_service.scene import (
    API,
    BAPAS,
    COUNSELLOR,
    MONDAY,
    OTHER_BAPAS,
    SUPERVISOR,
    TUESDAY,
    attended,
    opened_site,
    placed,
    sentenced,
    session,
    signed_off,
    types,
    verdict,
)
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import owner

FAR = {"latitude": -3.70, "longitude": 128.18}


async def both_days(h: Harness, sentence: dict[str, Any], site: dict[str, Any]) -> list[str]:
    made = await placed(h, sentence, site, session(MONDAY), session(TUESDAY))
    return [each["id"] for each in made["sessions"]]


async def far_away(h: Harness, **changes: Any) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Both days attended; on Monday the person left 1.1 km from the site."""
    site, sentence = await opened_site(h, **changes), await sentenced(h)
    ids = await both_days(h, sentence, site)
    await attended(h, ids[0], f"{MONDAY}T08:00", f"{MONDAY}T12:00", **FAR)
    await attended(h, ids[1], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    return site, sentence, ids


async def kinds(h: Harness) -> list[tuple[str, int, int]]:
    return [(alarm["kind"], alarm["measured"], alarm["allowed"]) for alarm in await open_alarms(h)]


async def test_an_open_alarm_blocks_completion_until_it_is_dismissed(h: Harness) -> None:
    _, sentence, ids = await far_away(h)
    for each in ids:
        await signed_off(h, each)
    assert await kinds(h) == [("far_from_site", 1111, 300)]
    assert await balance_of(h, sentence) == ("active", 480, 480, 0)
    await h.tick()
    (alarm,) = await open_alarms(h)
    done = await resolved(h, alarm)
    assert (done["state"], done["finding"], done["resolved_by"]) == ("resolved", "dismissed", "auditor-1")
    assert await balance_of(h, sentence) == ("completed", 480, 480, 0)
    facts = await h.facts()
    assert [type_ for type_, _ in facts].count("community-service.misuse.suspected") == 1, (
        "twice looked at, once raised"
    )
    assert [type_ for type_, _ in facts[-2:]] == [
        "community-service.misuse.resolved",
        "community-service.sentence.completed",
    ]
    assert (facts[-2][1]["finding"], facts[-2][1]["open_alarms"]) == ("dismissed", 0)
    assert "sudah diperiksa" not in str(facts)


async def test_a_confirmed_alarm_leads_to_a_correction_and_that_blocks_too(h: Harness) -> None:
    _, sentence, ids = await far_away(h)
    for each in ids:
        await signed_off(h, each)
    (alarm,) = await open_alarms(h)
    assert (await resolved(h, alarm, "confirmed", status=422))["title"] == "correction-needed"
    assert await resolved(h, alarm, "dismissed", status=422, correction=correction(MONDAY, **ABSENT))
    await resolved(h, alarm, "confirmed", correction=correction(MONDAY, **ABSENT))
    assert await balance_of(h, sentence) == ("active", 480, 480, 0)
    waiting = (await h.get(f"{API}/corrections?state=proposed", "auditor"))["items"]
    assert [each["proposed_by"] for each in waiting] == ["auditor-1"]
    await decided(h, waiting[0]["id"])
    assert await balance_of(h, sentence) == ("active", 480, 240, 240)
    assert (await resolved(h, alarm, status=409))["title"] == "wrong-state"


async def test_a_second_alarm_of_a_session_needs_no_second_correction(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, f"{MONDAY}T06:00", f"{MONDAY}T12:00", **FAR)
    first, second = await open_alarms(h)
    assert {first["kind"], second["kind"]} == {"outside_schedule", "far_from_site"}
    await resolved(h, first, "confirmed", correction=correction(MONDAY, "08:00", "09:00"))
    await resolved(h, second, "confirmed")
    assert await open_alarms(h) == []


async def test_whoever_is_involved_does_not_judge(h: Harness) -> None:
    site, _, ids = await far_away(h, supervisors=["sup", "sup-2"])
    await h.post(f"{API}/sessions/{ids[0]}/sign-off", None, "coordinator", subject="city")
    (alarm,) = await open_alarms(h)
    for hand in ("sup", "city", "pk", "sup-2"):
        refused = await resolved(h, alarm, status=403, subject=hand)
        assert refused["title"] == "involved-in-the-case", hand
    path, body = f"{API}/alarms/{alarm['id']}/resolution", {"finding": "dismissed", "note": "diperiksa"}
    await h.put(path, body, "prosecutor", status=403, organisation=OTHER_BAPAS, subject="far")
    await h.put(path, body, "counsellor", status=403, organisation=BAPAS, subject="pk-9")
    await h.put(path, body | {"note": "x"}, "prosecutor", status=422, **JAKSA)
    await h.put(path, body, "prosecutor", **JAKSA)
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("update alarms set resolved_by = 'sup'")
    assert error.value.constraint_name == "alarms_uninvolved"
    assert site["supervisors"] == ["sup", "sup-2"]
    await h.get(f"{API}/alarms/{alarm['id']}", "prosecutor", status=403, organisation=OTHER_BAPAS)
    assert (await h.get(f"{API}/alarms/{alarm['id']}", "prosecutor", **JAKSA))["note"] == "diperiksa"
    assert (await h.get(f"{API}/alarms?state=open", "prosecutor", organisation=OTHER_BAPAS))["items"] == []
    assert (await h.get(f"{API}/alarms?sentence_id={site['id']}", "prosecutor", **JAKSA))["items"] == []
    mine = await h.get(f"{API}/alarms?kind=far_from_site", "prosecutor", **JAKSA)
    assert [each["id"] for each in mine["items"]] == [alarm["id"]]


async def test_two_resolve_one_alarm_at_once(h: Harness) -> None:
    await far_away(h)
    (alarm,) = await open_alarms(h)
    path, body = f"{API}/alarms/{alarm['id']}/resolution", {"finding": "dismissed", "note": "diperiksa"}
    answers = await asyncio.gather(
        *(h.client.put(path, json=body, headers=h.token("auditor", subject=who)) for who in ("a", "b", "c"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await types(h)).count("misuse.resolved") == 1


async def test_at_two_places_at_once_in_one_case(h: Harness) -> None:
    one, other = await opened_site(h), await opened_site(h, name="Other", latitude=-3.60)
    sentence = await sentenced(h, verdict(hours_per_day=8, hours=16))
    first = (await placed(h, sentence, one, session(MONDAY, "08:00", "12:00")))["sessions"][0]["id"]
    second = (await placed(h, sentence, other, session(MONDAY, "12:00", "15:00")))["sessions"][0]["id"]
    await attended(h, first, f"{MONDAY}T08:00", f"{MONDAY}T12:30")
    await attended(h, second, f"{MONDAY}T12:10", f"{MONDAY}T15:00")
    assert await kinds(h) == [("two_places_at_once", 20, 0)]
    for each in (first, second):
        await signed_off(h, each)
    assert len(await open_alarms(h)) == 1


async def test_at_two_places_at_once_in_two_cases_is_raised_in_each(h: Harness) -> None:
    one, other = await opened_site(h), await opened_site(h, name="Other", latitude=-3.60)
    cases = [await sentenced(h, verdict(verdict_number=number, hours_per_day=8)) for number in ("1", "2")]
    first = (await placed(h, cases[0], one, session(MONDAY, "08:00", "12:00")))["sessions"][0]["id"]
    second = (await placed(h, cases[1], other, session(MONDAY, "12:00", "15:00")))["sessions"][0]["id"]
    await attended(h, first, f"{MONDAY}T08:00", f"{MONDAY}T12:30")
    await attended(h, second, f"{MONDAY}T12:10", f"{MONDAY}T15:00")
    assert [alarm["sentence_id"] for alarm in await open_alarms(h)] == [cases[1]["id"]]
    await signed_off(h, first)
    assert {alarm["sentence_id"] for alarm in await open_alarms(h)} == {case["id"] for case in cases}
    await signed_off(h, second)
    assert len(await open_alarms(h)) == 2


async def test_who_tries_to_sign_off_their_own_record_is_looked_into(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    path = f"{API}/sessions/{monday}/sign-off"
    for _ in range(2):
        refused = await h.post(path, None, "coordinator", status=403, subject="sup")
        assert refused["title"] == "second-person-needed"
    assert await kinds(h) == [("signed_alone", 1, 2)]
    assert (await types(h)).count("misuse.suspected") == 1
    assert (await signed_off(h, monday))["credited_minutes"] == 240


async def test_a_relative_is_noticed_before_and_after_it_is_declared(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    ids = await both_days(h, sentence, site)
    await attended(h, ids[0], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    path, body = f"{API}/sentences/{sentence['id']}/relations", {"subject": "sup", "relation": "sibling"}
    await h.put(path, body, "counsellor", status=403, organisation=OTHER_BAPAS)
    await h.put(path, body, "counsellor", **COUNSELLOR)
    assert await kinds(h) == [("signed_for_relative", 1, 0)]
    await h.put(path, body, "counsellor", **COUNSELLOR)
    await attended(h, ids[1], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    assert [kind for kind, _, _ in await kinds(h)] == ["signed_for_relative"] * 2
    assert "sibling" not in str(await h.facts())


async def test_a_site_that_turns_out_commercial(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    await served_days(h, sentence, site, MONDAY)
    path = f"{API}/sites/{site['id']}"
    await h.post(f"{path}/declaration-withdrawal", None, "counsellor", status=403, **COUNSELLOR)
    await h.post(f"{path}/declaration-withdrawal", None, "auditor", subject="auditor-1")
    await h.post(f"{path}/declaration-withdrawal", None, "auditor", subject="auditor-1")
    assert await kinds(h) == [("commercial_site", 1, 0)]
    seen = await h.get(path, "auditor")
    assert (seen["state"], seen["suspended_by"]) == ("suspended", "coordinator")
    refused = await h.put(f"{path}/resumption", None, "coordinator", status=422)
    assert (refused["title"], refused["rule"]) == ("commercial-site", "K3")
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("update sites set state = 'open', suspended_by = null")
    assert error.value.constraint_name == "sites_commercial_not_open"


async def test_the_very_same_minutes_again_and_again(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h, verdict(hours=24))
    days = (MONDAY, TUESDAY, "2026-03-09", "2026-03-10", "2026-03-16")
    await served_days(h, sentence, site, *days[:4])
    assert await kinds(h) == []
    last = await served_days(h, sentence, site, days[4])
    assert await kinds(h) == [("too_regular", 5, 4)]
    await resolved(h, (await open_alarms(h))[0])
    await decided(h, (await proposed(h, last[0], correction("2026-03-16", "08:00", "11:59")))["id"])
    assert await kinds(h) == [], "looked at again, the same cause is not raised again"


async def test_more_people_than_seats_are_noticed_even_where_the_database_is_told_to_let_them(
    h: Harness, databases: Databases
) -> None:
    site = await opened_site(h)
    ids = []
    for number in ("1", "2"):
        sentence = await sentenced(h, verdict(verdict_number=number, nik=f"817101010190000{number}"))
        ids.append((await placed(h, sentence, site))["sessions"][0]["id"])
    async with owner(databases, h) as conn:
        await conn.execute("alter table community_service.sessions drop constraint sessions_seat_within_capacity")
        await conn.execute("alter table community_service.sessions drop constraint sessions_slot_id_slot_capacity_fkey")
    await h.pool.execute("update sessions set slot_capacity = 1")
    for each in ids:
        await attended(h, each, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
        await signed_off(h, each)
    assert await kinds(h) == [("slot_overfull", 2, 1)]


async def test_an_alarm_after_completion_takes_nothing_back_by_itself(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    await served_days(h, sentence, site, MONDAY, TUESDAY)
    path = f"{API}/sentences/{sentence['id']}/relations"
    await h.put(path, {"subject": "pk", "relation": "parent"}, "coordinator", subject="city")
    assert len(await open_alarms(h)) == 2
    assert await balance_of(h, sentence) == ("completed", 480, 480, 0)
    for alarm in await open_alarms(h):
        await resolved(h, alarm)
    assert (await types(h)).count("sentence.completed") == 1


async def test_a_sign_off_meets_the_resolution_of_the_last_alarm(h: Harness) -> None:
    _, sentence, ids = await far_away(h)
    await signed_off(h, ids[0])
    (alarm,) = await open_alarms(h)
    answers = await asyncio.gather(
        h.client.post(f"{API}/sessions/{ids[1]}/sign-off", headers=h.token("counsellor", **COUNSELLOR)),
        h.client.put(
            f"{API}/alarms/{alarm['id']}/resolution",
            json={"finding": "dismissed", "note": "diperiksa"},
            headers=h.token("auditor", subject="auditor-1"),
        ),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await balance_of(h, sentence) == ("completed", 480, 480, 0)
    assert (await types(h)).count("sentence.completed") == 1


async def test_the_operator_sees_what_waits(h: Harness) -> None:
    _, _, ids = await far_away(h)
    await proposed(h, ids[1], correction(TUESDAY, "08:00", "11:00"))
    async with h.pool.acquire() as conn:
        assert await measure(conn, datetime(2026, 3, 3, tzinfo=UTC)) == 0
    assert ALARMS_OPEN.labels("far_from_site")._value.get() == 1
    assert ALARMS_OPEN.labels("too_regular")._value.get() == 0
    assert CORRECTIONS_WAITING._value.get() == 1
    assert BREACHES_WAITING.labels("proposed")._value.get() == 0
    assert SUPERVISOR["subject"] == "sup"
