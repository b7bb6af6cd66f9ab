"""Alarms from the facts of real cases: raised once, blocking completion, resolved by who is not involved."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.community_service.commands import attendance
from shared.edge.access import Actor
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import owner

FAR = {"latitude": -3.70, "longitude": 128.18}


async def both_days(client: CommunityServiceClient, sentence: dict[str, Any], site: dict[str, Any]) -> list[str]:
    made = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    return [each["id"] for each in made["sessions"]]


async def far_away(client: CommunityServiceClient, **changes: Any) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Both days attended; on Monday the person left 1.1 km from the site."""
    site, sentence = await scene.open_site(client, **changes), await scene.pronounce(client)
    ids = await both_days(client, sentence, site)
    await scene.attend(client, ids[0], f"{MONDAY}T08:00", f"{MONDAY}T12:00", **FAR)
    await scene.attend(client, ids[1], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    return site, sentence, ids


async def kinds(client: CommunityServiceClient) -> list[tuple[str, int, int]]:
    return [(alarm["kind"], alarm["measured"], alarm["allowed"]) for alarm in await scene.open_alarms(client)]


async def test_an_open_alarm_blocks_completion_until_it_is_dismissed(
    h: Harness, client: CommunityServiceClient
) -> None:
    _, sentence, ids = await far_away(client)
    for each in ids:
        await client.sign_off(each)
    assert await kinds(client) == [("far_from_site", 1111, 300)]
    assert await scene.balance(client, sentence) == ("active", 480, 480, 0)
    await h.tick()
    (alarm,) = await scene.open_alarms(client)
    done = await client.resolve_alarm(alarm["id"])
    assert (done["state"], done["finding"], done["resolved_by"]) == ("resolved", "dismissed", "auditor-1")
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
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


async def test_a_confirmed_alarm_leads_to_a_correction_and_that_blocks_too(client: CommunityServiceClient) -> None:
    _, sentence, ids = await far_away(client)
    for each in ids:
        await client.sign_off(each)
    (alarm,) = await scene.open_alarms(client)
    assert (await client.resolve_alarm(alarm["id"], "confirmed", status=422))["title"] == "correction-needed"
    assert await client.resolve_alarm(
        alarm["id"], "dismissed", status=422, correction=bodies.correction(MONDAY, **bodies.ABSENT)
    )
    await client.resolve_alarm(alarm["id"], "confirmed", correction=bodies.correction(MONDAY, **bodies.ABSENT))
    assert await scene.balance(client, sentence) == ("active", 480, 480, 0)
    waiting = (await client.list_corrections(state="proposed"))["items"]
    assert [each["proposed_by"] for each in waiting] == ["auditor-1"]
    await client.decide_correction(waiting[0]["id"])
    assert await scene.balance(client, sentence) == ("active", 480, 240, 240)
    assert (await client.resolve_alarm(alarm["id"], status=409))["title"] == "wrong-state"


async def test_a_second_alarm_of_a_session_needs_no_second_correction(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, f"{MONDAY}T06:00", f"{MONDAY}T12:00", **FAR)
    first, second = await scene.open_alarms(client)
    assert {first["kind"], second["kind"]} == {"outside_schedule", "far_from_site"}
    await client.resolve_alarm(first["id"], "confirmed", correction=bodies.correction(MONDAY, "08:00", "09:00"))
    await client.resolve_alarm(second["id"], "confirmed")
    assert await scene.open_alarms(client) == []


async def test_whoever_is_involved_does_not_judge(h: Harness, client: CommunityServiceClient) -> None:
    site, _, ids = await far_away(client, supervisors=["sup", "sup-2"])
    await client.sign_off(ids[0], caller=COORDINATOR.named("city"))
    (alarm,) = await scene.open_alarms(client)
    for hand in ("sup", "city", "pk", "sup-2"):
        refused = await client.resolve_alarm(alarm["id"], status=403, caller=AUDITOR.named(hand))
        assert refused["title"] == "involved-in-the-case", hand
    body: dict[str, Any] = {"finding": "dismissed", "note": "diperiksa"}
    await client.resolve_alarm(alarm["id"], **body, caller=PROSECUTOR.at(OTHER_BAPAS).named("far"), status=403)
    await client.resolve_alarm(alarm["id"], **body, caller=COUNSELLOR.named("pk-9"), status=403)
    await client.resolve_alarm(alarm["id"], **(body | {"note": "x"}), caller=PROSECUTOR, status=422)
    await client.resolve_alarm(alarm["id"], **body, caller=PROSECUTOR)
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("update alarms set resolved_by = 'sup'")
    assert error.value.constraint_name == "alarms_uninvolved"
    assert site["supervisors"] == ["sup", "sup-2"]
    await client.read_alarm(alarm["id"], caller=PROSECUTOR.at(OTHER_BAPAS), status=403)
    assert (await client.read_alarm(alarm["id"], caller=PROSECUTOR))["note"] == "diperiksa"
    assert (await client.list_alarms(state="open", caller=PROSECUTOR.at(OTHER_BAPAS)))["items"] == []
    assert (await client.list_alarms(sentence_id=site["id"], caller=PROSECUTOR))["items"] == []
    mine = await client.list_alarms(kind="far_from_site", caller=PROSECUTOR)
    assert [each["id"] for each in mine["items"]] == [alarm["id"]]


async def test_nobody_fails_who_has_served_everything_and_waits_for_an_alarm(
    h: Harness, client: CommunityServiceClient
) -> None:
    site = await scene.open_site(client)
    sentence = await scene.pronounce(client, bodies.verdict(hours=16, hours_per_day=8))
    days = [bodies.session(day, "08:00", "16:00") for day in (MONDAY, TUESDAY)]
    monday, tuesday = (each["id"] for each in (await scene.place(client, sentence, site, *days))["sessions"])
    await scene.attend(client, monday, f"{MONDAY}T08:00", f"{MONDAY}T16:00", **FAR)
    await client.sign_off(monday)
    await h.hear(bodies.amendment(hours=8, hours_per_day=8, decided_on=MONDAY))
    assert await scene.balance(client, sentence) == ("active", 480, 480, 0)
    h.clock.set(datetime.fromisoformat(f"{TUESDAY}T17:00:00+09:00"))
    refused = await client.record_absence(tuesday, status=422)
    assert (refused["title"], TUESDAY in refused["detail"]) == ("nothing-left-to-serve", True)
    await client.record_absence(tuesday, outcome="acceptable_absence", reason="semua jam sudah dijalani")


async def test_two_resolve_one_alarm_at_once(h: Harness, client: CommunityServiceClient) -> None:
    await far_away(client)
    (alarm,) = await scene.open_alarms(client)
    body: dict[str, Any] = {"finding": "dismissed", "note": "diperiksa"}
    answers = await asyncio.gather(
        *(client.raw.resolve_alarm(alarm["id"], **body, caller=AUDITOR.named(who)) for who in ("a", "b", "c"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert (await scene.types(h)).count("misuse.resolved") == 1


async def test_at_two_places_at_once_in_one_case(client: CommunityServiceClient) -> None:
    one, other = await scene.open_site(client), await scene.open_site(client, name="Other", latitude=-3.60)
    sentence = await scene.pronounce(client, bodies.verdict(hours_per_day=8, hours=16))
    first = (await scene.place(client, sentence, one, bodies.session(MONDAY, "08:00", "12:00")))["sessions"][0]["id"]
    second = (await scene.place(client, sentence, other, bodies.session(MONDAY, "12:00", "15:00")))["sessions"][0]["id"]
    await scene.attend(client, first, f"{MONDAY}T08:00", f"{MONDAY}T12:30")
    await scene.attend(client, second, f"{MONDAY}T12:10", f"{MONDAY}T15:00")
    assert await kinds(client) == [("two_places_at_once", 20, 0)]
    for each in (first, second):
        await client.sign_off(each)
    assert len(await scene.open_alarms(client)) == 1


async def test_whoever_left_after_midnight_was_not_elsewhere_by_then(client: CommunityServiceClient) -> None:
    night = [{"weekday": day, "starts": "00:00", "ends": "23:59", "capacity": 1} for day in (1, 2)]
    one = await scene.open_site(client, slots=night)
    other = await scene.open_site(client, name="Other", latitude=-3.60, slots=night)
    sentence = await scene.pronounce(client, bodies.verdict(hours_per_day=8, hours=16))
    late = (await scene.place(client, sentence, one, bodies.session(MONDAY, "20:00", "23:30")))["sessions"][0]["id"]
    early = (await scene.place(client, sentence, other, bodies.session(TUESDAY, "00:00", "04:00")))["sessions"][0]["id"]
    client.h.clock.set(datetime.fromisoformat(f"{TUESDAY}T05:00:00+09:00"))
    await client.check_in(late, {"at": f"{MONDAY}T20:00:00+09:00"})
    await client.check_out(late, {"at": f"{TUESDAY}T00:25:00+09:00"})
    await client.check_in(early, {"at": f"{TUESDAY}T00:05:00+09:00"})
    await client.check_out(early, {"at": f"{TUESDAY}T04:00:00+09:00"})
    (alarm,) = await scene.open_alarms(client)
    assert (alarm["kind"], alarm["measured"]) == ("two_places_at_once", 20)
    assert [each["overlap_minutes"] for each in (await client.read_alarm_evidence(alarm["id"]))["elsewhere"]] == [20]


async def test_at_two_places_at_once_in_two_cases_is_raised_in_each(client: CommunityServiceClient) -> None:
    one, other = await scene.open_site(client), await scene.open_site(client, name="Other", latitude=-3.60)
    cases = [
        await scene.pronounce(client, bodies.verdict(verdict_number=number, hours_per_day=8)) for number in ("1", "2")
    ]
    first = (await scene.place(client, cases[0], one, bodies.session(MONDAY, "08:00", "12:00")))["sessions"][0]["id"]
    second = (await scene.place(client, cases[1], other, bodies.session(MONDAY, "12:00", "15:00")))["sessions"][0]["id"]
    await scene.attend(client, first, f"{MONDAY}T08:00", f"{MONDAY}T12:30")
    await scene.attend(client, second, f"{MONDAY}T12:10", f"{MONDAY}T15:00")
    assert [alarm["sentence_id"] for alarm in await scene.open_alarms(client)] == [cases[1]["id"]]
    await client.sign_off(first)
    assert {alarm["sentence_id"] for alarm in await scene.open_alarms(client)} == {case["id"] for case in cases}
    await client.sign_off(second)
    assert len(await scene.open_alarms(client)) == 2


async def test_who_tries_to_sign_off_their_own_record_is_looked_into(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    for _ in range(2):
        refused = await client.sign_off(monday, caller=COORDINATOR.named("sup"), status=403)
        assert refused["title"] == "second-person-needed"
    assert await kinds(client) == [("signed_alone", 1, 2)]
    assert (await scene.types(h)).count("misuse.suspected") == 1
    assert (await client.sign_off(monday))["credited_minutes"] == 240


async def test_a_relative_is_noticed_before_and_after_it_is_declared(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    ids = await both_days(client, sentence, site)
    await scene.attend(client, ids[0], f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    body: dict[str, Any] = {"subject": "sup", "relation": "sibling"}
    await client.declare_relation(sentence["id"], **body, caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.declare_relation(sentence["id"], **body)
    assert await kinds(client) == [("signed_for_relative", 1, 0)]
    await client.declare_relation(sentence["id"], **body)
    await scene.attend(client, ids[1], f"{TUESDAY}T08:00", f"{TUESDAY}T12:00")
    assert [kind for kind, _, _ in await kinds(client)] == ["signed_for_relative"] * 2
    assert "sibling" not in str(await h.facts())


async def test_a_site_that_turns_out_commercial(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.serve_days(client, sentence, site, MONDAY)
    await client.withdraw_declaration(site["id"], caller=COUNSELLOR, status=403)
    await client.withdraw_declaration(site["id"])
    await client.withdraw_declaration(site["id"])
    assert await kinds(client) == [("commercial_site", 1, 0)]
    seen = await client.read_site(site["id"], caller=AUDITOR)
    assert (seen["state"], seen["suspended_by"]) == ("suspended", "coordinator")
    refused = await client.resume_site(site["id"], status=422)
    assert (refused["title"], refused["rule"]) == ("commercial-site", "K3")
    with pytest.raises(asyncpg.CheckViolationError) as error:
        await h.pool.execute("update sites set state = 'open', suspended_by = null")
    assert error.value.constraint_name == "sites_commercial_not_open"


async def test_the_very_same_minutes_again_and_again(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.verdict(hours=24))
    days = (MONDAY, TUESDAY, "2026-03-09", "2026-03-10", "2026-03-16")
    await scene.serve_days(client, sentence, site, *days[:4])
    assert await kinds(client) == []
    last = await scene.serve_days(client, sentence, site, days[4])
    assert await kinds(client) == [("too_regular", 5, 4)]
    await client.resolve_alarm((await scene.open_alarms(client))[0]["id"])
    await client.decide_correction(
        (await client.propose_correction(last[0], bodies.correction("2026-03-16", "08:00", "11:59")))["id"]
    )
    assert await kinds(client) == [], "looked at again, the same cause is not raised again"


async def overfill(h: Harness, client: CommunityServiceClient, databases: Databases, people: int) -> list[str]:
    """So many people attended in a slot for one, which the database is told to allow; none is signed off yet."""
    slot = {"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": people}
    site, ids = await scene.open_site(client, slots=[slot]), []
    for number in range(people):
        verdict = bodies.verdict(verdict_number=str(number), nik=f"817101010190000{number + 1}", hours=60)
        ids.append((await scene.place(client, await scene.pronounce(client, verdict), site))["sessions"][0]["id"])
    async with owner(databases, h) as conn:
        await conn.execute("alter table community_service.sessions drop constraint sessions_seat_within_capacity")
        await conn.execute("alter table community_service.sessions drop constraint sessions_slot_id_slot_capacity_fkey")
    await h.pool.execute("update sessions set slot_capacity = 1")
    for each in ids:
        await scene.attend(client, each, f"{MONDAY}T08:00", f"{MONDAY}T12:00")
    return ids


async def test_more_people_than_seats_are_noticed_even_where_the_database_is_told_to_let_them(
    h: Harness, client: CommunityServiceClient, databases: Databases
) -> None:
    for each in await overfill(h, client, databases, 2):
        await client.sign_off(each)
    assert await kinds(client) == [("slot_overfull", 2, 1)]


async def test_cases_that_find_one_cause_at_once_raise_it_once(
    h: Harness, client: CommunityServiceClient, databases: Databases
) -> None:
    """One raises it and has not committed; the other waits for that, and then knows the cause."""
    first, second, third = await overfill(h, client, databases, 3)
    await client.sign_off(first)
    async with h.pool.acquire() as conn, conn.transaction():
        await attendance.sign_off(conn, UUID(second), Actor("city", frozenset({"coordinator"})), h.clock.now())
        waiting = asyncio.create_task(client.raw.sign_off(third))
        while not await h.pool.fetchval("select exists (select from pg_locks where not granted)"):
            await asyncio.sleep(0.01)
    assert (await waiting).status_code == 200
    assert await kinds(client) == [("slot_overfull", 2, 1)]
    assert (await scene.types(h)).count("misuse.suspected") == 1


async def test_an_alarm_after_completion_takes_nothing_back_by_itself(
    h: Harness, client: CommunityServiceClient
) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.serve_days(client, sentence, site, MONDAY, TUESDAY)
    await client.declare_relation(sentence["id"], "pk", "parent", caller=COORDINATOR.named("city"))
    assert len(await scene.open_alarms(client)) == 2
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    for alarm in await scene.open_alarms(client):
        await client.resolve_alarm(alarm["id"])
    assert (await scene.types(h)).count("sentence.completed") == 1


async def test_a_sign_off_meets_the_resolution_of_the_last_alarm(h: Harness, client: CommunityServiceClient) -> None:
    _, sentence, ids = await far_away(client)
    await client.sign_off(ids[0])
    (alarm,) = await scene.open_alarms(client)
    answers = await asyncio.gather(
        client.raw.sign_off(ids[1]),
        client.raw.resolve_alarm(alarm["id"], note="diperiksa"),
    )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert (await scene.types(h)).count("sentence.completed") == 1
