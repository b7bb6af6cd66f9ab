"""Many sessions signed off at once: an answer for each, none of one's own, nothing that is odd, no fact twice."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    BAPAS,
    COORDINATOR,
    COUNSELLOR,
    OTHER_BAPAS,
    PROSECUTOR,
    SECOND,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.phone import Phone, local, place_people, results
from tests.support.databases import Databases
from tests.support.harness import Harness
from tests.support.tiny import owner

SLOTS = [{"weekday": day, "starts": "08:00", "ends": "16:00", "capacity": 40} for day in (1, 2)]
FAR = {"latitude": -3.70, "longitude": 128.18}


async def site_with(client: CommunityServiceClient) -> dict[str, Any]:
    return await scene.open_site(client, slots=SLOTS)


async def placed(client: CommunityServiceClient, site: dict[str, Any], number: int, **verdict: Any) -> str:
    """The session of a person of their own on Monday."""
    client.h.clock.set(scene.MARCH)
    fields = {"verdict_number": f"{number}/Pid.B/2026/PN Amb", "nik": f"81710101019000{number:02}"} | verdict
    sentence = await scene.pronounce(client, bodies.verdict(**fields))
    return str((await scene.place(client, sentence, site))["sessions"][0]["id"])


async def attended(client: CommunityServiceClient, site: dict[str, Any], number: int, **out: Any) -> str:
    session_id = await placed(client, site, number)
    await scene.attend(client, session_id, f"{MONDAY}T08:00", f"{MONDAY}T12:{number:02}", **out)
    return session_id


async def signed(h: Harness) -> int:
    return (await scene.types(h)).count("attendance.signed-off")


def slugs(answer: dict[str, Any]) -> list[str | None]:
    return [line["slug"] for line in answer["lines"]]


async def test_each_has_its_answer_in_its_place(h: Harness, client: CommunityServiceClient) -> None:
    site = await site_with(client)
    first, second, booked = (
        await attended(client, site, 1),
        await attended(client, site, 2),
        await placed(client, site, 3),
    )
    answer = await client.sign_offs(second, booked, str(uuid4()), "nothing", first, second)
    assert (answer["signed"], answer["refused"]) == (2, 4)
    assert slugs(answer) == [None, "wrong-state", "not-found", "line-unreadable", None, "wrong-state"]
    line = answer["lines"][0]
    assert (line["session_id"], line["session"]["state"], line["session"]["signed_off_by"]) == (
        second,
        "signed_off",
        "pk",
    )
    assert line["session"]["credited_minutes"] == 240
    assert answer["lines"][3]["session_id"] == "nothing"
    assert await signed(h) == 2, "the same one twice in a request is signed once"


async def test_own_records_are_refused_and_raise_nothing(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=SLOTS, supervisors=["sup", "pk"])
    own = await placed(client, site, 1)
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T12:00:00+09:00"))
    await client.check_in(own, {"at": f"{MONDAY}T08:00:00+09:00"}, caller=SUPERVISOR.named("pk"))
    await client.check_out(own, {"at": f"{MONDAY}T12:00:00+09:00"})
    (seen,) = (await client.list_unsigned())["items"]
    assert seen["own_record"] is True, "who checked in has a hand in the record"
    assert slugs(await client.sign_offs(own)) == ["second-person-needed"]
    assert await scene.open_alarms(client) == []
    assert (await client.raw.sign_off(own)).status_code == 403
    (alarm,) = await scene.open_alarms(client)
    assert alarm["kind"] == "signed_alone", "one by one the attempt is told as before"
    assert await signed(h) == 0


async def test_what_is_odd_is_signed_off_alone(h: Harness, client: CommunityServiceClient) -> None:
    site = await site_with(client)
    far, late, corrected, proposed, plain = (
        await attended(client, site, 1, **FAR),
        await placed(client, site, 2),
        await attended(client, site, 3),
        await attended(client, site, 4),
        await attended(client, site, 5),
    )
    await scene.correct(client, corrected, bodies.correction(MONDAY, "08:00", "11:00"))
    await client.propose_correction(proposed, bodies.correction(MONDAY, "08:00", "10:00"))
    h.clock.set(datetime.fromisoformat(f"{TUESDAY}T00:01:00+09:00"))
    await client.check_in(late, {"at": f"{MONDAY}T08:00:00+09:00"})
    await client.check_out(late, {"at": f"{MONDAY}T12:00:00+09:00"})
    waiting = {each["id"]: each for each in (await client.list_unsigned())["items"]}
    assert {id_: each["odd"] for id_, each in waiting.items()} == {
        far: ["alarm"],
        late: ["late"],
        corrected: ["corrected"],
        proposed: ["correction_proposed"],
        plain: [],
    }
    answer = await client.sign_offs(far, late, corrected, proposed, plain)
    assert slugs(answer) == [*["look-at-it-first"] * 4, None]
    assert "sahkan tersendiri" in answer["lines"][0]["detail_id"]
    for each in (far, late, corrected, proposed):
        await client.sign_off(each)
    assert await signed(h) == 5


async def test_twelve_hours_later_is_not_late_yet(h: Harness, client: CommunityServiceClient) -> None:
    site = await site_with(client)
    session_id = await placed(client, site, 1)
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T23:59:00+09:00"))
    await client.check_in(session_id, {"at": f"{MONDAY}T08:00:00+09:00"})
    await client.check_out(session_id, {"at": f"{MONDAY}T12:00:00+09:00"})
    assert slugs(await client.sign_offs(session_id)) == [None]


async def test_what_a_phone_sent_later_is_looked_at(h: Harness, client: CommunityServiceClient) -> None:
    _, _, (later, at_once) = await place_people(client, 2)
    phone = Phone(client)
    h.clock.set(local(f"{MONDAY}T12:05"))
    taps = [
        phone.tap(each, kind, f"{MONDAY}T{at}")
        for each, out in ((at_once, "11:59"), (later, "11:30"))
        for kind, at in (("arrived", "11:57" if each == at_once else "08:00"), ("left", out))
    ]
    assert results(await phone.send(*taps)) == ["recorded"] * 4
    seen = {each["id"]: each for each in (await client.list_unsigned())["items"]}
    assert (seen[later]["odd"], seen[at_once]["odd"]) == (["late"], [])
    assert [(each["kind"], each["recorded_late"]) for each in seen[later]["entries"]] == [
        ("arrived", True),
        ("left", True),
    ]
    assert slugs(await client.sign_offs(later, at_once)) == ["look-at-it-first", None]


async def test_a_hundred_tabs_are_thirty_at_most(client: CommunityServiceClient) -> None:
    ids = [str(uuid4()) for _ in range(31)]
    await client.sign_offs(*ids, status=422)
    await client.sign_offs(status=422)
    assert slugs(await client.sign_offs(*ids[:30])) == ["not-found"] * 30


async def test_the_same_key_again_is_the_same_answer(h: Harness, client: CommunityServiceClient) -> None:
    site = await site_with(client)
    ids = [await attended(client, site, number) for number in (1, 2)]
    first = await client.sign_offs(*ids, idempotency_key="k1")
    assert await client.sign_offs(*ids, idempotency_key="k1") == first
    assert (first["signed"], await signed(h)) == (2, 2)
    await client.sign_offs(ids[0], idempotency_key="k1", status=422)


async def test_two_sign_the_same_list_at_once(h: Harness, client: CommunityServiceClient) -> None:
    site = await site_with(client)
    ids = [await attended(client, site, number) for number in range(1, 6)]
    answers = await asyncio.gather(
        client.sign_offs(*ids), client.sign_offs(*reversed(ids), caller=SECOND), client.sign_offs(*ids)
    )
    assert sum(answer["signed"] for answer in answers) == 5
    assert {slug for answer in answers for slug in slugs(answer)} == {None, "wrong-state"}
    assert await signed(h) == 5
    assert await h.pool.fetchval("select count(*) from credits") == 5


REFUSING = """
set search_path = community_service;
create function refuse_one() returns trigger language plpgsql as $$ begin
    raise exception 'refused' using errcode = 'check_violation', constraint = 'sessions_second_person';
end $$;
create trigger refuse_one before update on sessions for each row when (new.id = '{}') execute function refuse_one();
"""


async def test_what_the_database_refuses_undoes_its_own_line_only(
    h: Harness, client: CommunityServiceClient, databases: Databases
) -> None:
    site = await site_with(client)
    ids = [await attended(client, site, number) for number in (1, 2, 3)]
    async with owner(databases, h) as conn:
        await conn.execute(REFUSING.format(ids[1]))
    assert slugs(await client.sign_offs(*ids)) == [None, "second-person-needed", None]
    assert (await signed(h), await h.pool.fetchval("select count(*) from credits")) == (2, 2)


async def test_a_case_is_completed_once_by_its_last_session(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await site_with(client), await scene.pronounce(client)
    both = (await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY)))["sessions"]
    for day, each in zip((MONDAY, TUESDAY), both, strict=True):
        await scene.attend(client, each["id"], f"{day}T08:00", f"{day}T12:00")
    assert (await client.sign_offs(*(each["id"] for each in both)))["signed"] == 2
    assert await scene.balance(client, sentence) == ("completed", 480, 480, 0)
    assert (await scene.types(h)).count("sentence.completed") == 1


@pytest.mark.parametrize(
    ("caller", "sees", "slug"),
    [
        (COUNSELLOR, True, None),
        (COORDINATOR, True, None),
        (COUNSELLOR.at(OTHER_BAPAS), False, "forbidden"),
        (COUNSELLOR.at(None), False, "forbidden"),
    ],
)
async def test_counsellors_see_and_sign_their_own_cases(
    h: Harness, client: CommunityServiceClient, caller: Caller, sees: bool, slug: str | None
) -> None:
    session_id = await attended(client, await site_with(client), 1)
    listed = (await client.list_unsigned(caller=caller))["items"]
    assert [each["id"] for each in listed] == ([session_id] if sees else [])
    assert slugs(await client.sign_offs(session_id, caller=caller)) == [slug]
    assert await signed(h) == (slug is None)


async def test_nobody_else_sees_or_signs(client: CommunityServiceClient) -> None:
    for caller in (SUPERVISOR, PROSECUTOR, AUDITOR):
        await client.list_unsigned(caller=caller, status=403)
        await client.sign_offs(str(uuid4()), caller=caller, status=403)


async def test_a_counsellor_who_is_a_prosecutor_elsewhere_sees_no_more(
    h: Harness, client: CommunityServiceClient
) -> None:
    await attended(client, await site_with(client), 1)
    both = client.with_headers(**h.token("counsellor", "prosecutor", organisation=PROSECUTOR.organisation))
    assert (await both.list_unsigned())["items"] == []
    both = client.with_headers(**h.token("counsellor", "prosecutor", organisation=BAPAS))
    assert len((await both.list_unsigned())["items"]) == 1


async def test_the_list_is_by_age_narrowed_and_paged(h: Harness, client: CommunityServiceClient) -> None:
    site, other = await site_with(client), await scene.open_site(client, name="Lain", slots=SLOTS)
    ids = [await attended(client, each, number) for number, each in enumerate((site, other, site), start=1)]
    first = await client.list_unsigned(limit=2)
    assert [each["id"] for each in first["items"]] == ids[:2]
    last = await client.list_unsigned(limit=2, after=first["next"])
    assert ([each["id"] for each in last["items"]], last["next"]) == (ids[2:], None)
    narrowed = await client.list_unsigned(site_id=site["id"], state="recorded")
    assert [each["id"] for each in narrowed["items"]] == [ids[0], ids[2]]
    assert (await client.list_unsigned(on_from=TUESDAY))["items"] == []
    assert len((await client.list_unsigned(on_from=MONDAY, on_to=MONDAY))["items"]) == 3
    await client.list_unsigned(state="scheduled", status=422)
    await client.sign_offs(*ids)
    assert (await client.list_unsigned())["items"] == []


async def test_what_the_second_person_looks_at(h: Harness, client: CommunityServiceClient) -> None:
    site = await site_with(client)
    session_id = await placed(client, site, 1)
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T12:30:00+09:00"))
    await client.check_in(session_id, {"at": f"{MONDAY}T08:00:00+09:00", "latitude": -3.69, "longitude": 128.18})
    await client.check_out(session_id, {"at": f"{MONDAY}T12:00:00+09:00", **FAR})
    (seen,) = (await client.list_unsigned())["items"]
    assert (seen["site"], seen["verdict_number"], seen["present_minutes"]) == (
        "SD Negeri 64",
        "1/Pid.B/2026/PN Amb",
        240,
    )
    assert (seen["arrival_metres"], seen["departure_metres"]) == (0, 1111)
    assert (seen["own_record"], seen["has_reason"], seen["recorded_by"]) == (False, False, "sup")
    assert [each["kind"] for each in seen["open_alarms"]] == ["far_from_site"]
    absent = await placed(client, site, 2)
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T13:00:00+09:00"))
    await client.record_absence(absent, "acceptable_absence", "sakit")
    *_, seen = (await client.list_unsigned())["items"]
    assert (seen["outcome"], seen["has_reason"], seen["arrival_metres"]) == ("acceptable_absence", True, None)
    assert "sakit" not in str(seen)


async def test_a_revoked_sentence_waits_for_nobody(client: CommunityServiceClient) -> None:
    session_id = await attended(client, await site_with(client), 1)
    (seen,) = (await client.list_unsigned())["items"]
    await client.revoke(seen["sentence_id"], {"change_number": "R1", "decided_on": "2026-03-02", "reason": "cassation"})
    assert (await client.list_unsigned())["items"] == []
    assert slugs(await client.sign_offs(session_id)) == ["wrong-state"]
