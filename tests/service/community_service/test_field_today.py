"""A supervisor's list: own sites, yesterday to tomorrow, first name and initial, nothing else; each time is logged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.service.community_service.phone import local
from tests.support.harness import Harness

WEEK = [{"weekday": day, "starts": "06:00", "ends": "20:00", "capacity": 9} for day in range(1, 8)]
WEDNESDAY, NEXT_MONDAY = "2026-03-04", "2026-03-09"
STRANGER = SUPERVISOR.named("sup-2")


async def adult_and_child(client: CommunityServiceClient) -> Json:
    """A site where an adult serves on four days and a child on two afternoons."""
    site = await scene.open_site(client, slots=WEEK)
    adult = await scene.pronounce(
        client,
        bodies.verdict(hours=16, sanctions=None, replaces={"prison_months": 4}) | {"sanctions": {"repeat_hours": 16}},
    )
    days = (MONDAY, TUESDAY, WEDNESDAY, NEXT_MONDAY)
    await scene.place(client, adult, site, *(bodies.session(day) for day in days))
    child = await scene.pronounce(client, bodies.child_verdict())
    await scene.place(client, child, site, *(bodies.session(day, "14:00", "16:00") for day in (MONDAY, TUESDAY)))
    return site


def cards(seen: Json) -> list[tuple[str, str]]:
    return [(each["on"], each["muster_name"]) for site in seen["sites"] for each in site["sessions"]]


async def test_yesterday_to_tomorrow_in_local_days(h: Harness, client: CommunityServiceClient) -> None:
    await adult_and_child(client)
    for moment, days in (
        ("2026-03-01T23:59", [MONDAY]),
        (f"{MONDAY}T00:00", [MONDAY, TUESDAY]),
        (f"{TUESDAY}T23:59", [MONDAY, TUESDAY, WEDNESDAY]),
        (f"{WEDNESDAY}T00:00", [TUESDAY, WEDNESDAY]),
    ):
        h.clock.set(local(moment))
        seen = await client.read_today()
        assert sorted({on for on, _ in cards(seen)}) == days, moment
        assert seen["today"] == moment[:10]


async def test_a_child_is_listed_like_everybody_and_nothing_else_of_anybody(
    h: Harness, client: CommunityServiceClient
) -> None:
    await adult_and_child(client)
    h.clock.set(local(f"{MONDAY}T14:05"))
    session = (await client.read_today())["sites"][0]["sessions"][1]
    await client.check_in(session["id"], {"accompanied_by": "guardian"})
    seen = await client.read_today()
    assert cards(seen)[:2] == [(MONDAY, "Yohanes C."), (MONDAY, "Anak C.")]
    adult, child = seen["sites"][0]["sessions"][:2]
    assert adult.keys() == child.keys()
    assert (child["state"], child["outcome"], adult["state"]) == ("checked_in", None, "scheduled")
    told = json.dumps(seen)
    people = await h.pool.fetch(
        "select name, birth_date, s.verdict_number, s.person_id, s.id from persons"
        " join sentences as s using (person_id)"
    )
    for word in ("Contoh", "81710101", "guardian", "accompanied", "regime", "Jalan"):
        assert word not in told, word
    for row in people:
        assert not [value for value in row if str(value) in told]


async def test_own_sites_of_that_day_only(h: Harness, client: CommunityServiceClient) -> None:
    site = await adult_and_child(client)
    empty = await scene.open_site(client, name="A park", supervisors=["sup"], slots=WEEK)
    await scene.open_site(client, name="Theirs", supervisors=["sup-2"], slots=WEEK)
    h.clock.set(local(f"{MONDAY}T07:00"))
    assert [each["name"] for each in (await client.read_today())["sites"]] == ["A park", "SD Negeri 64"]
    await client.change_supervisors(site["id"], ["sup-2"], from_day=TUESDAY)
    assert {on for on, _ in cards(await client.read_today())} == {MONDAY}
    assert {on for on, _ in cards(await client.read_today(caller=STRANGER))} == {TUESDAY}
    await client.suspend_site(site["id"])
    await client.close_site(empty["id"])
    seen = (await client.read_today())["sites"]
    assert [(each["name"], each["state"]) for each in seen] == [("SD Negeri 64", "suspended")]
    assert (await client.read_today(caller=SUPERVISOR.named("nobody")))["sites"] == []


async def reads(h: Harness) -> list[tuple[Any, ...]]:
    rows = await h.pool.fetch(
        "select p.name, r.reader, r.purpose, count(*) from person_reads as r join persons as p using (person_id)"
        " group by 1, 2, 3 order by 1"
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("sent", ["nothing", "the tag", "any tag"])
async def test_each_time_is_one_read_of_each_person_whether_it_is_new_or_not(
    h: Harness, client: CommunityServiceClient, sent: str
) -> None:
    await adult_and_child(client)
    h.clock.set(local(f"{MONDAY}T07:00"))
    first = await client.raw.read_today()
    tag = {"nothing": None, "the tag": first.headers["etag"], "any tag": "*"}[sent]
    second = await (client.with_headers(if_none_match=tag) if tag else client).raw.read_today()
    assert second.status_code == (304 if tag else 200)
    assert (second.content == b"") == bool(tag)
    assert await reads(h) == [("Anak Contoh", "sup", "attendance", 2), ("Yohanes Contoh", "sup", "attendance", 2)]


async def test_the_tag_changes_with_what_is_seen_and_the_clock_comes_with_every_answer(
    h: Harness, client: CommunityServiceClient
) -> None:
    await adult_and_child(client)
    h.clock.set(local(f"{MONDAY}T08:00"))
    first = await client.raw.read_today()
    h.clock.set(local(f"{MONDAY}T08:05"))
    same = await client.with_headers(if_none_match=first.headers["etag"]).raw.read_today()
    assert (same.status_code, same.headers["x-service-time"][:16]) == (304, "2026-03-01T23:05")
    await client.check_in(first.json()["sites"][0]["sessions"][0]["id"])
    changed = await client.with_headers(if_none_match=first.headers["etag"]).raw.read_today()
    assert changed.status_code == 200
    assert changed.headers["cache-control"] == "no-store"


async def test_who_is_no_supervisor_reads_no_list(client: CommunityServiceClient) -> None:
    for role in ("coordinator", "counsellor", "auditor"):
        await client.read_today(caller=SUPERVISOR.__class__(role), status=403)
