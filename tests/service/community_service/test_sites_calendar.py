"""Where there is room: sites in a list, one site day by day, and what a suspension would touch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.agreements import events as agreements
from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AGENCY,
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

WEEK = ("2026-03-02", "2026-03-08")


async def day(client: CommunityServiceClient, site: dict[str, Any], on: str) -> dict[str, Any]:
    (seen,) = (await client.read_site_calendar(site["id"], on, on))["days"]
    return dict(seen)


async def test_a_week_of_a_site(client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY, "08:00", "09:00"))
    seen = await client.read_site_calendar(site["id"], *WEEK)
    assert [(each["on"], each["open"], each["why"], each["taken"], each["free"]) for each in seen["days"][:3]] == [
        (MONDAY, True, None, 1, 1),
        (TUESDAY, True, None, 0, 2),
        ("2026-03-04", False, "weekday", 0, 0),
    ]
    monday = seen["days"][0]
    counts = ("seats", "persons", "scheduled", "checked_in", "recorded", "signed_off")
    assert {name: monday[name] for name in counts} == {
        "seats": 2, "persons": 1, "scheduled": 1, "checked_in": 0, "recorded": 0, "signed_off": 0,
    }  # fmt: skip
    (slot,) = monday["slots"]
    assert (slot["starts"], slot["ends"], slot["capacity"], slot["taken"], slot["free"]) == (
        "08:00:00",
        "16:00:00",
        2,
        1,
        1,
    )
    assert (len(seen["days"]), seen["standing"], seen["agreement_ends_on"]) == (7, "open", "2027-02-08")
    assert "sentence" not in str(seen["days"]), "people are counts"


async def test_the_states_of_a_day_are_counted(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    (session_id,) = await scene.serve_days(client, sentence, site, MONDAY)
    seen = await day(client, site, MONDAY)
    assert (seen["scheduled"], seen["recorded"], seen["signed_off"], seen["taken"]) == (0, 0, 1, 1)
    assert session_id


async def test_why_a_day_is_closed(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(TUESDAY))
    await client.set_site_details(site["id"], {"closed_days": [{"on": TUESDAY, "reason": "Ujian sekolah"}]})
    decree = {"number": "SKB 1", "decreed_on": "2026-02-01", "issuer": "Menteri"}
    for on, kind in ((MONDAY, "public_holiday"), ("2026-03-09", "joint_leave")):
        await client.set_day(on, {"kind": kind, "name": "Hari Raya", "decree": decree})
    closed = {on: await day(client, site, on) for on in (MONDAY, TUESDAY, "2026-03-09", "2027-02-15")}
    assert {on: (each["why"], each["reason"], each["taken"], each["seats"]) for on, each in closed.items()} == {
        MONDAY: ("public_holiday", "Hari Raya", 0, 0),
        TUESDAY: ("closed_day", "Ujian sekolah", 1, 0),
        "2026-03-09": ("joint_leave", "Hari Raya", 0, 0),
        "2027-02-15": ("agreement", None, 0, 0),
    }
    await client.set_site_details(site["id"], {"works_on_holidays": True})
    monday = await day(client, site, MONDAY)
    assert (monday["open"], monday["holiday"], monday["free"]) == (True, "Hari Raya", 2)
    await client.suspend_site(site["id"])
    h.clock.set(datetime(2026, 3, 3, tzinfo=UTC))
    assert (await day(client, site, TUESDAY))["why"] == "suspended"
    assert (await day(client, site, MONDAY))["open"] is True, "what a site is today says nothing of yesterday"
    await client.close_site(site["id"])
    assert (await day(client, site, TUESDAY))["why"] == "closed"


async def test_ninety_two_days_and_no_more(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    assert len((await client.read_site_calendar(site["id"], "2026-03-01", "2026-05-31"))["days"]) == 92
    for since, until in (("2026-03-01", "2026-06-01"), (TUESDAY, MONDAY)):
        answer = await client.raw.read_site_calendar(site["id"], since, until)
        assert (answer.status_code, answer.json()["title"]) == (422, "calendar-too-long")
    await client.read_site_calendar("0190aaaa-0000-7000-8000-000000000000", *WEEK, status=404)


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (COORDINATOR, 200),
        (COUNSELLOR, 200),
        (AUDITOR, 200),
        (SUPERVISOR, 200),
        (SUPERVISOR.named("other"), 403),
        (PROSECUTOR, 403),
        (CLERK, 403),
    ],
)
async def test_who_reads_the_calendar_of_a_site(client: CommunityServiceClient, caller: Caller, status: int) -> None:
    site = await scene.open_site(client)
    await client.read_site_calendar(site["id"], *WEEK, caller=caller, status=status)


async def test_the_list_says_what_is_free_and_until_when(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    await scene.place(client, sentence, site, bodies.session(MONDAY, "08:00", "09:00"))
    (seen,) = (await client.list_sites())["items"]
    assert {name: seen[name] for name in ("standing", "seats_a_week", "free_seats", "agreement_ends_on")} == {
        "standing": "open", "seats_a_week": 4, "free_seats": 3, "agreement_ends_on": "2027-02-08",
    }  # fmt: skip
    assert (seen["latitude"], seen["longitude"], seen["agency_id"]) == (-3.69, 128.18, str(AGENCY))
    changed, earlier = agreements.CooperationAgreementLastDayChanged, {"period_ends_on": "2027-02-08"}
    await scene.announce_agreement(h, changed, "in_force", 2, because="umbrella_notice", ends_on=MONDAY, **earlier)
    (seen,) = (await client.list_sites())["items"]
    assert (seen["agreement_ends_on"], seen["free_seats"]) == (MONDAY, 1)


async def test_how_a_site_stands(h: Harness, client: CommunityServiceClient) -> None:
    first, second, third = [await scene.open_site(client, name=f"Lokasi {number}", **FULL) for number in (1, 2, 3)]
    for number in (1, 2):
        sentence = await scene.pronounce(
            client, bodies.verdict(verdict_number=str(number), nik=f"817101010190000{number}")
        )
        await scene.place(client, sentence, first, bodies.session(MONDAY if number == 1 else TUESDAY))
    await client.suspend_site(second["id"])
    standing = {each["name"]: each["standing"] for each in (await client.list_sites())["items"]}
    assert standing == {"Lokasi 1": "full", "Lokasi 2": "suspended_by_coordinator", "Lokasi 3": "open"}
    await client.withdraw_declaration(second["id"])
    await client.close_site(third["id"])
    assert [each["standing"] for each in (await client.list_sites())["items"]] == ["full", "commercial", "closed"]
    await scene.announce_agreement(h, agreements.CooperationAgreementSuspended, "suspended", 2)
    assert [each["standing"] for each in (await client.list_sites())["items"]] == [
        "suspended_by_agreement",
        "commercial",
        "closed",
    ]


FULL: dict[str, Any] = {
    "slots": [{"weekday": day, "starts": "08:00", "ends": "16:00", "capacity": 1} for day in (1, 2)]
}


async def test_the_list_is_narrowed(client: CommunityServiceClient) -> None:
    made = [await scene.open_site(client, name=f"Lokasi {number}") for number in range(5)]
    await client.suspend_site(made[1]["id"])
    await client.suspend_site(made[4]["id"])
    await client.set_place_kind(made[2]["id"], "library")

    async def listed(**filters: Any) -> list[int]:
        ids, after = [], None
        while True:
            page = await client.list_sites(**filters, **({"after": after} if after else {}))
            ids += [each["id"] for each in page["items"]]
            if (after := page["next"]) is None:
                return [number for number, each in enumerate(made) if each["id"] in ids]

    assert await listed(standing="open", limit=1) == [0, 2, 3]
    assert await listed(standing="suspended_by_coordinator", limit=1) == [1, 4]
    assert await listed(state="suspended", limit=1) == [1, 4]
    assert await listed(place_kind="library") == [2]
    assert await listed(agency_id=str(AGENCY), limit=2) == [0, 1, 2, 3, 4]
    assert await listed(agency_id=made[0]["id"]) == []
    assert (await listed(agreement_ends_by="2027-02-07"), await listed(agreement_ends_by="2027-02-08", limit=4)) == (
        [],
        [0, 1, 2, 3, 4],
    )
    await client.list_sites(standing="busy", status=422)


async def test_who_a_suspension_would_touch(h: Harness, client: CommunityServiceClient) -> None:
    site, other = await scene.open_site(client), await scene.open_site(client, name="Lain")
    sentences = [
        await scene.pronounce(client, bodies.verdict(verdict_number=str(n), nik=f"817101010190000{n}")) for n in (1, 2)
    ]
    await scene.place(client, sentences[0], site, bodies.session(MONDAY), bodies.session(TUESDAY, "08:00", "10:00"))
    await scene.place(client, sentences[1], site, bodies.session(TUESDAY, "08:00", "09:00"))
    seen = await client.preview_suspension(site["id"])
    assert seen == {
        "site_id": site["id"], "state": "open", "cases": 2, "persons": 2, "sessions": 3, "minutes": 420, "under_way": 0,
        "first_on": MONDAY, "last_on": TUESDAY, "sentence_ids": [each["id"] for each in sentences],
    }  # fmt: skip
    h.clock.set(datetime.fromisoformat(f"{MONDAY}T09:00:00+09:00"))
    monday = (await client.list_sessions(site["id"], MONDAY))["items"][0]["id"]
    await client.check_in(monday)
    assert (await client.preview_suspension(site["id"]))["under_way"] == 1
    h.clock.set(datetime.fromisoformat(f"{TUESDAY}T17:00:00+09:00"))
    empty = await client.preview_suspension(site["id"])
    assert (empty["sessions"], empty["minutes"], empty["first_on"], empty["sentence_ids"]) == (0, 0, None, [])
    assert (await client.preview_suspension(other["id"]))["cases"] == 0
    for caller in (COUNSELLOR, AUDITOR, SUPERVISOR):
        await client.preview_suspension(site["id"], caller=caller, status=403)
    assert (await client.read_site(site["id"]))["state"] == "open", "nothing is done by looking"
