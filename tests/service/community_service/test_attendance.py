"""A sentence served from the first check-in to the last minute, and what must not happen on the way."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from shared.journal import chain
from tests.service.community_service.scene import (
    API,
    BAPAS,
    COUNSELLOR,
    MONDAY,
    OTHER_BAPAS,
    SUPERVISOR,
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


async def balance(h: Harness, sentence: dict[str, Any]) -> tuple[str, int, int, int]:
    seen = await h.get(f"{API}/sentences/{sentence['id']}", "auditor")
    return (seen["state"], seen["required_minutes"], seen["credited_minutes"], seen["remaining_minutes"])


async def test_from_placement_to_completion(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    placement = await placed(h, sentence, site, session(MONDAY), session(TUESDAY))
    monday, tuesday = (each["id"] for each in placement["sessions"])
    recorded = await attended(h, monday, "2026-03-02T08:00", "2026-03-02T12:10")
    assert (recorded["state"], recorded["present_minutes"], recorded["credited_minutes"]) == ("recorded", 240, None)
    assert await balance(h, sentence) == ("active", 480, 0, 480)
    assert (await signed_off(h, monday))["credited_minutes"] == 240
    assert await balance(h, sentence) == ("active", 480, 240, 240)
    await attended(h, tuesday, "2026-03-03T08:00", "2026-03-03T12:00")
    await signed_off(h, tuesday)
    assert await balance(h, sentence) == ("completed", 480, 480, 0)
    assert await types(h) == [
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


async def test_what_is_missing_can_be_placed_again(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    first = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    assert (await placed(h, sentence, site, session("2026-03-09"), status=422))["violations"][0]["slug"] == (
        "more-than-remains"
    )
    await attended(h, first[0]["id"], "2026-03-02T08:30", "2026-03-02T12:00")
    await signed_off(h, first[0]["id"])
    more = await placed(h, sentence, site, session("2026-03-09", "08:00", "08:30"))
    assert more["sessions"][0]["scheduled_minutes"] == 30
    assert (await placed(h, sentence, site, session("2026-03-16", "08:00", "08:01"), status=422))["violations"]


async def test_an_absence_credits_nothing(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site, session(MONDAY)))["sessions"][0]["id"]
    path = f"{API}/sessions/{monday}/absence"
    body = {"outcome": "acceptable_absence", "reason": "sakit, surat dokter"}
    await h.post(path, body, "supervisor", status=422, **SUPERVISOR)
    h.clock.set(datetime(2026, 3, 2, 4, tzinfo=UTC))
    await h.post(path, {"outcome": "acceptable_absence"}, "supervisor", status=422, **SUPERVISOR)
    await h.post(path, body, "supervisor", **SUPERVISOR)
    assert (await signed_off(h, monday))["credited_minutes"] == 0
    assert await balance(h, sentence) == ("assigned", 480, 0, 480)
    assert "sakit" not in str(await h.facts())


async def test_who_failed_to_comply_is_not_credited(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, "2026-03-02T08:00", "2026-03-02T12:00", outcome="attended_failed_to_comply")
    assert (await signed_off(h, monday))["credited_minutes"] == 0
    assert await balance(h, sentence) == ("active", 480, 0, 480)


async def test_a_childs_case_reads_like_any_other_from_outside(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h, child())
    hours = {"starts": "14:00", "ends": "16:00"}
    monday = (await placed(h, sentence, site, session(MONDAY, **hours)))["sessions"][0]["id"]
    await attended(h, monday, "2026-03-02T14:00", "2026-03-02T16:00")
    await signed_off(h, monday)
    assert await balance(h, sentence) == ("active", 420, 120, 300)
    public = await h.pool.fetch("select data::text from journal where key = $1", sentence["id"])
    for row in public:
        assert "person_id" not in row["data"]
        assert "child" not in row["data"]


async def test_who_may_do_what(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    body = {"sentence_id": sentence["id"], "site_id": site["id"], "sessions": [session()]}
    await h.post(f"{API}/placements", body, "counsellor", status=403, organisation=OTHER_BAPAS)
    await h.post(f"{API}/placements", body, "coordinator", status=403, organisation=BAPAS)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    h.clock.set(datetime(2026, 3, 2, 2, tzinfo=UTC))
    path = f"{API}/sessions/{monday}"
    await h.post(f"{path}/check-in", {}, "supervisor", status=403, subject="stranger")
    await h.post(f"{path}/check-in", {"latitude": -3.69}, "supervisor", status=422, **SUPERVISOR)
    await h.post(f"{path}/check-in", {"latitude": -3.69, "longitude": 128.18}, "supervisor", **SUPERVISOR)
    await h.post(f"{path}/check-out", {}, "supervisor", status=403, subject="stranger")
    await h.post(f"{path}/check-out", {"latitude": -3.69, "longitude": 128.18}, "supervisor", **SUPERVISOR)
    same = await h.post(f"{path}/sign-off", None, "coordinator", status=403, subject="sup")
    assert same["title"] == "second-person-needed"
    await h.post(f"{path}/sign-off", None, "counsellor", status=403, organisation=OTHER_BAPAS)
    await h.post(f"{path}/sign-off", None, "coordinator", subject="someone-else")
    places = await h.pool.fetchrow("select checked_in_latitude, checked_out_longitude from sessions")
    assert places
    assert tuple(places) == (-3.69, 128.18)
    mine = await h.get(f"{API}/sites/{site['id']}/sessions?on=2026-03-02", "supervisor", **SUPERVISOR)
    assert [item["id"] for item in mine["items"]] == [monday]
    await h.get(f"{API}/sites/{site['id']}/sessions?on=2026-03-02", "supervisor", status=403, subject="stranger")


async def test_one_person_is_at_one_place_at_a_time(h: Harness) -> None:
    one, other = await opened_site(h), await opened_site(h, name="Other")
    sentence = await sentenced(h, verdict(hours_per_day=8, hours=16))
    await placed(h, sentence, one, session(MONDAY, "08:00", "12:00"))
    refused = await placed(h, sentence, other, session(MONDAY, "11:59", "13:00"), status=409)
    assert refused["title"] == "two-places-at-once"
    await placed(h, sentence, other, session(MONDAY, "12:00", "13:00"))


async def test_two_placements_of_two_cases_of_one_person_at_once(h: Harness) -> None:
    site = await opened_site(h)
    cases = [await sentenced(h, verdict(verdict_number=number)) for number in ("1", "2")]
    bodies = [
        {"sentence_id": case["id"], "site_id": site["id"], "sessions": [session(MONDAY, starts, ends)]}
        for case, (starts, ends) in zip(cases, (("08:00", "11:00"), ("12:00", "15:00")), strict=True)
    ]
    answers = await asyncio.gather(*(send(h, body) for body in bodies))
    assert sorted(answers) == [201, 422]


async def send(h: Harness, body: dict[str, Any]) -> int:
    headers = h.token("counsellor", **COUNSELLOR)
    return (await h.client.post(f"{API}/placements", json=body, headers=headers)).status_code


async def test_two_placements_for_the_last_seat_at_once(h: Harness) -> None:
    slots = [{"weekday": 1, "starts": "08:00", "ends": "16:00", "capacity": 3}]
    site = await opened_site(h, slots=slots)
    cases = [await sentenced(h, verdict(verdict_number=f"{n}", nik=f"817101010190{n:04}")) for n in range(8)]
    for monday in (MONDAY, "2026-03-09"):
        bodies = [{"sentence_id": case["id"], "site_id": site["id"], "sessions": [session(monday)]} for case in cases]
        answers = await asyncio.gather(*(send(h, body) for body in bodies))
        assert sorted(answers) == [201] * 3 + [409] * 5
    assert await h.pool.fetchval("select count(*) from sessions") == 6
    assert (await types(h)).count("placement.confirmed") == 6


async def test_two_sign_offs_of_one_session_at_once_credit_once(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    sessions = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    for each, day in zip(sessions, (MONDAY, TUESDAY), strict=True):
        await attended(h, each["id"], f"{day}T08:00", f"{day}T12:00")
    for each in sessions:
        path, headers = f"{API}/sessions/{each['id']}/sign-off", h.token("counsellor", **COUNSELLOR)
        answers = await asyncio.gather(*(h.client.post(path, headers=headers) for _ in range(6)))
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
    assert await balance(h, sentence) == ("completed", 480, 480, 0)
    assert await h.pool.fetchval("select sum(minutes) from credits") == 480
    said = await types(h)
    assert (said.count("attendance.signed-off"), said.count("sentence.completed")) == (2, 1)


async def test_two_sessions_signed_off_at_once_credit_both(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    sessions = (await placed(h, sentence, site, session(MONDAY), session(TUESDAY)))["sessions"]
    for each, day in zip(sessions, (MONDAY, TUESDAY), strict=True):
        await attended(h, each["id"], f"{day}T08:00", f"{day}T12:00")
    await asyncio.gather(*(signed_off(h, each["id"]) for each in sessions))
    assert await balance(h, sentence) == ("completed", 480, 480, 0)


async def test_the_same_post_twice_places_once(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    body = {"sentence_id": sentence["id"], "site_id": site["id"], "sessions": [session()]}
    headers = h.token("counsellor", **COUNSELLOR) | {"idempotency-key": "once"}
    answers = [await h.client.post(f"{API}/placements", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (await types(h)).count("placement.confirmed") == 1


async def test_the_database_itself_holds_the_sums(h: Harness) -> None:
    site, sentence = await opened_site(h), await sentenced(h)
    monday = (await placed(h, sentence, site))["sessions"][0]["id"]
    await attended(h, monday, "2026-03-02T08:00", "2026-03-02T12:00")
    await signed_off(h, monday)
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
