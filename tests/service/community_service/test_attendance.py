"""A sentence served from the first check-in to the last minute, and what must not happen on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from httpx import Response

from shared.journal import chain
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import BAPAS, COORDINATOR, COUNSELLOR, OTHER_BAPAS, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness


async def balance(client: CommunityServiceClient, sentence: dict[str, Any]) -> tuple[str, int, int, int]:
    seen = await client.read_sentence(sentence["id"])
    return (seen["state"], seen["required_minutes"], seen["credited_minutes"], seen["remaining_minutes"])


async def test_from_placement_to_completion(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placement = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    monday, tuesday = (each["id"] for each in placement["sessions"])
    recorded = await scene.attend(client, monday, "2026-03-02T08:00", "2026-03-02T12:10")
    assert (recorded["state"], recorded["present_minutes"], recorded["credited_minutes"]) == ("recorded", 240, None)
    assert await balance(client, sentence) == ("active", 480, 0, 480)
    assert (await client.sign_off(monday))["credited_minutes"] == 240
    assert await balance(client, sentence) == ("active", 480, 240, 240)
    await scene.attend(client, tuesday, "2026-03-03T08:00", "2026-03-03T12:00")
    await client.sign_off(tuesday)
    assert await balance(client, sentence) == ("completed", 480, 480, 0)
    assert await scene.types(h) == [
        "site.opened",
        "sentence.assigned",
        "placement.confirmed",
        "session.scheduled",
        "session.scheduled",
        "record.checked-in",
        "sentence.started",
        "attendance.recorded",
        "attendance.signed-off",
        "record.checked-in",
        "attendance.recorded",
        "attendance.signed-off",
        "sentence.completed",
    ]
    last = (await h.facts())[-1][1]
    assert (last["state"], last["credited_minutes"], last["remaining_minutes"]) == ("completed", 480, 0)
    assert (last["court_code"], last["verdict_number"]) == ("pn-ambon", "12/Pid.B/2026/PN Amb")
    async with h.pool.acquire() as conn, conn.transaction():
        assert [flaw async for flaw in chain.verify(conn)] == []


async def test_what_is_missing_can_be_placed_again(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    first = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    assert (await scene.place(client, sentence, site, bodies.session("2026-03-09"), status=422))["violations"][0][
        "slug"
    ] == ("more-than-remains")
    await scene.attend(client, first[0]["id"], "2026-03-02T08:30", "2026-03-02T12:00")
    await client.sign_off(first[0]["id"])
    more = await scene.place(client, sentence, site, bodies.session("2026-03-09", "08:00", "08:30"))
    assert more["sessions"][0]["scheduled_minutes"] == 30
    assert (await scene.place(client, sentence, site, bodies.session("2026-03-16", "08:00", "08:01"), status=422))[
        "violations"
    ]


async def test_an_absence_credits_nothing(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site, bodies.session(MONDAY)))["sessions"][0]["id"]
    body: dict[str, Any] = {"outcome": "acceptable_absence", "reason": "sakit, surat dokter"}
    await client.record_absence(monday, **body, status=422)
    h.clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))
    await client.record_absence(monday, "acceptable_absence", status=422)
    await client.record_absence(monday, **body)
    assert (await client.sign_off(monday))["credited_minutes"] == 0
    assert await balance(client, sentence) == ("assigned", 480, 0, 480)
    assert "sakit" not in str(await h.facts())


async def test_who_failed_to_comply_is_not_credited(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, "2026-03-02T08:00", "2026-03-02T12:00", outcome="attended_failed_to_comply")
    assert (await client.sign_off(monday))["credited_minutes"] == 0
    assert await balance(client, sentence) == ("active", 480, 0, 480)


async def test_a_childs_case_reads_like_any_other_from_outside(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client, bodies.child_verdict())
    hours = {"starts": "14:00", "ends": "16:00"}
    monday = (await scene.place(client, sentence, site, bodies.session(MONDAY, **hours)))["sessions"][0]["id"]
    await scene.attend(client, monday, "2026-03-02T14:00", "2026-03-02T16:00")
    await client.sign_off(monday)
    assert await balance(client, sentence) == ("active", 420, 120, 300)
    public = await h.pool.fetch("select data::text from journal where key = $1", sentence["id"])
    for row in public:
        assert "person_id" not in row["data"]
        assert "child" not in row["data"]


async def test_who_may_do_what(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    body = bodies.placement(sentence, site)
    await client.confirm_placement(body, caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.confirm_placement(body, caller=COORDINATOR.at(BAPAS), status=403)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 2, tzinfo=UTC))
    await client.check_in(monday, caller=SUPERVISOR.named("stranger"), status=403)
    await client.check_in(monday, {"latitude": -3.69}, status=422)
    await client.check_in(monday, {"latitude": -3.69, "longitude": 128.18})
    await client.check_out(monday, caller=SUPERVISOR.named("stranger"), status=403)
    await client.check_out(monday, {"latitude": -3.69, "longitude": 128.18})
    same = await client.sign_off(monday, caller=COORDINATOR.named("sup"), status=403)
    assert same["title"] == "second-person-needed"
    await client.sign_off(monday, caller=COUNSELLOR.at(OTHER_BAPAS), status=403)
    await client.sign_off(monday, caller=COORDINATOR.named("someone-else"))
    places = await h.pool.fetchrow("select checked_in_latitude, checked_out_longitude from sessions")
    assert places
    assert tuple(places) == (-3.69, 128.18)
    mine = await client.list_sessions(site["id"], "2026-03-02")
    assert [item["id"] for item in mine["items"]] == [monday]
    await client.list_sessions(site["id"], "2026-03-02", caller=SUPERVISOR.named("stranger"), status=403)


async def test_one_person_is_at_one_place_at_a_time(client: CommunityServiceClient) -> None:
    one, other = await scene.open_site(client), await scene.open_site(client, name="Other")
    sentence = await scene.pronounce(client, bodies.verdict(hours_per_day=8, hours=16))
    await scene.place(client, sentence, one, bodies.session(MONDAY, "08:00", "12:00"))
    refused = await scene.place(client, sentence, other, bodies.session(MONDAY, "11:59", "13:00"), status=409)
    assert refused["title"] == "two-places-at-once"
    await scene.place(client, sentence, other, bodies.session(MONDAY, "12:00", "13:00"))


async def test_two_placements_of_two_cases_of_one_person_at_once(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    cases = [await scene.pronounce(client, bodies.verdict(verdict_number=number)) for number in ("1", "2")]
    wanted = [
        bodies.placement(case, site, bodies.session(MONDAY, starts, ends))
        for case, (starts, ends) in zip(cases, (("08:00", "11:00"), ("12:00", "15:00")), strict=True)
    ]
    answers = await asyncio.gather(*(send(client, body) for body in wanted))
    assert sorted(answers) == [201, 422]


async def send(client: CommunityServiceClient, body: dict[str, Any]) -> int:
    answer: Response = await client.raw.confirm_placement(body)
    return answer.status_code


async def test_two_placements_for_the_last_seat_at_once(h: Harness, client: CommunityServiceClient) -> None:
    slots = [{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 3}]
    site = await scene.open_site(client, slots=slots)
    cases = [
        await scene.pronounce(client, bodies.verdict(verdict_number=f"{n}", nik=f"817101010190{n:04}"))
        for n in range(8)
    ]
    for monday in (MONDAY, "2026-03-09"):
        wanted = [bodies.placement(case, site, bodies.session(monday)) for case in cases]
        answers = await asyncio.gather(*(send(client, body) for body in wanted))
        assert sorted(answers) == [201] * 3 + [409] * 5
    assert await h.pool.fetchval("select count(*) from sessions") == 6
    assert (await scene.types(h)).count("placement.confirmed") == 6


async def test_two_sign_offs_of_one_session_at_once_credit_once(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    sessions = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    for each, day in zip(sessions, (MONDAY, TUESDAY), strict=True):
        await scene.attend(client, each["id"], f"{day}T08:00", f"{day}T12:00")
    for each in sessions:
        answers = await asyncio.gather(*(client.raw.sign_off(each["id"]) for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert await balance(client, sentence) == ("completed", 480, 480, 0)
    assert await h.pool.fetchval("select sum(minutes) from credits") == 480
    facts = await scene.types(h)
    assert (facts.count("attendance.signed-off"), facts.count("sentence.completed")) == (2, 1)


async def test_two_sessions_signed_off_at_once_credit_both(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    sessions = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    for each, day in zip(sessions, (MONDAY, TUESDAY), strict=True):
        await scene.attend(client, each["id"], f"{day}T08:00", f"{day}T12:00")
    await asyncio.gather(*(client.sign_off(each["id"]) for each in sessions))
    assert await balance(client, sentence) == ("completed", 480, 480, 0)


async def test_the_same_post_twice_places_once(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    body, once = bodies.placement(sentence, site), client.with_headers(idempotency_key="once")
    answers = [await once.raw.confirm_placement(body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (await scene.types(h)).count("placement.confirmed") == 1


async def test_the_database_itself_holds_the_sums(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    monday = (await scene.place(client, sentence, site))["sessions"][0]["id"]
    await scene.attend(client, monday, "2026-03-02T08:00", "2026-03-02T12:00")
    await client.sign_off(monday)
    forbidden = [
        ("update sentences set credited_minutes = 481", "sentences_never_overcredited"),
        ("update sentences set credited_minutes = 241", "credits_sum_up"),
        ("update case_days set credited_minutes = 241", "case_days_credited_cap"),
        ("update case_days set scheduled_minutes = 241", "case_days_scheduled_cap"),
        ("update sessions set seat = 3", "sessions_seat_within_capacity"),
        ("update sessions set signed_off_by = 'sup'", "sessions_second_person"),
    ]
    for statement, constraint in forbidden:
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as error:
            await h.pool.execute(statement)
        assert error.value.constraint_name == constraint
    for statement in ("update credits set minutes = 0", "delete from credits"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await h.pool.execute(statement)
