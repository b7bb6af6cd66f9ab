"""The coordinator's first page: how cases stand, hours and alarms by week, who is at risk, who has no plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY
from tests.service.community_service.callers import (
    AUDITOR,
    CLERK,
    COORDINATOR,
    COUNSELLOR,
    HEAD,
    OTHER_BAPAS,
    PROSECUTOR,
    SUPERVISOR,
    Caller,
)
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

FAR = {"latitude": -3.70, "longitude": 128.18}


async def pronounce(client: CommunityServiceClient, number: int, **changes: Any) -> dict[str, Any]:
    fields = {"verdict_number": str(number), "nik": f"81710101019000{number:02}"}
    return await scene.pronounce(client, bodies.verdict(**fields, **changes))


async def ready(h: Harness) -> None:
    """All forecasts are made."""
    while await h.tick():
        pass


async def test_sentences_are_counted_by_state_and_pace(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    served, revoked = await pronounce(client, 1), await pronounce(client, 2)
    await pronounce(client, 3, hours=200)
    await pronounce(client, 4)
    await scene.serve_days(client, served, site, MONDAY, TUESDAY)
    await client.revoke(revoked["id"], {"change_number": "R1", "decided_on": "2026-03-02", "reason": "cassation"})
    seen = await client.read_overview()
    assert {(each["state"], each["pace"]): each["count"] for each in seen["sentences"]} == {
        ("assigned", None): 2,
        ("completed", None): 1,
        ("revoked", None): 1,
    }, "before their forecasts"
    await ready(h)
    seen = await client.read_overview()
    assert {(each["state"], each["pace"]): each["count"] for each in seen["sentences"]} == {
        ("assigned", "cannot_finish"): 1,
        ("assigned", "on_pace"): 1,
        ("completed", None): 1,
        ("revoked", None): 1,
    }
    assert (seen["cannot_finish"], seen["at_risk"], len(seen["at_risk_first"])) == (1, 0, 1)


async def test_twelve_weeks_of_hours_are_of_the_days_served(h: Harness, client: CommunityServiceClient) -> None:
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    sunday_and_monday = ("2026-03-03", "2026-03-09")
    made = await scene.place(client, sentence, site, *(bodies.session(day) for day in sunday_and_monday))
    for day, each in zip(sunday_and_monday, made["sessions"], strict=True):
        await scene.attend(client, each["id"], f"{day}T08:00", f"{day}T12:00")
        await client.sign_off(each["id"])
    await scene.correct(client, made["sessions"][0]["id"], bodies.correction("2026-03-03", "08:00", "11:00"))
    h.clock.set(datetime(2026, 3, 15, 16, tzinfo=UTC))
    seen = await client.read_overview()
    assert seen["mondays"] == [str(date(2026, 3, 16) - timedelta(weeks=11 - n)) for n in range(12)], (
        "a Monday since 15:00 UTC"
    )
    minutes = {each["monday"]: each["minutes"] for each in seen["credits"]}
    assert list(minutes) == seen["mondays"]
    assert {monday: much for monday, much in minutes.items() if much} == {"2026-03-02": 180, "2026-03-09": 240}
    h.clock.set(datetime(2026, 5, 25, tzinfo=UTC))
    assert [each["minutes"] for each in (await client.read_overview())["credits"]] == [240, *[0] * 11]


async def test_alarms_by_site_kind_and_week(h: Harness, client: CommunityServiceClient) -> None:
    here, there = await scene.open_site(client), await scene.open_site(client, name="Lain")
    for number, (site, day, out) in enumerate(
        [(there, MONDAY, "12:00"), (here, MONDAY, "12:00"), (here, "2026-03-09", "15:00")], start=1
    ):
        h.clock.set(scene.MARCH)
        sentence = await pronounce(client, number)
        placed = await scene.place(client, sentence, site, bodies.session(day))
        await scene.attend(client, placed["sessions"][0]["id"], f"{day}T08:00", f"{day}T{out}", **FAR)
    alarms = (await client.list_alarms())["items"]
    await client.resolve_alarm(next(each["id"] for each in alarms if each["site_id"] == there["id"]))
    seen = await client.read_overview()
    assert [(each["name"], each["raised"]) for each in seen["alarm_sites"]] == [("SD Negeri 64", 3), ("Lain", 1)]
    cells = {(each["site_id"], each["monday"], each["kind"]): (each["raised"], each["open"]) for each in seen["alarms"]}
    assert cells == {
        (here["id"], "2026-03-02", "far_from_site"): (1, 1),
        (here["id"], "2026-03-09", "far_from_site"): (1, 1),
        (here["id"], "2026-03-09", "outside_schedule"): (1, 1),
        (there["id"], "2026-03-02", "far_from_site"): (1, 0),
    }
    assert (seen["open_alarms"], seen["unsigned"]) == (3, 3)
    h.clock.set(datetime(2026, 6, 1, tzinfo=UTC))
    later = await client.read_overview()
    assert (later["alarms"], later["open_alarms"]) == ([], 3), "what is open stays open; the map has twelve weeks"


SLOTS = [{"weekday": day, "starts": "08:00", "ends": "16:00", "capacity": 9} for day in (1, 2)]


async def test_who_needs_a_plan(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, slots=SLOTS)
    without, planned, short = [await pronounce(client, number) for number in (1, 2, 3)]
    await client.confirm_plan((await scene.make_plan(client, planned))["id"])
    await scene.place(client, short, site, bodies.session(MONDAY))
    proposal = await scene.make_plan(client, without)
    await ready(h)

    async def needed(**filters: Any) -> dict[str, tuple[str, int]]:
        items = (await client.list_plans_needed(**filters))["items"]
        return {each["sentence_id"]: (each["standing"], each["open_minutes"]) for each in items}

    assert await needed() == {without["id"]: ("none", 480), short["id"]: ("outdated", 240)}
    assert await needed(standing="none") == {without["id"]: ("none", 480)}
    (first,) = (await client.list_plans_needed(standing="none"))["items"]
    assert (first["plan_id"], first["plan_state"]) == (proposal["id"], "proposed")
    overview = await client.read_overview()
    assert (overview["without_plan"], overview["plan_outdated"]) == (1, 1)
    await client.close_site(site["id"])
    await ready(h)
    assert (await needed())[planned["id"]] == ("outdated", 480), "what is booked at a closed site brings nothing"
    h.clock.set(datetime(2026, 6, 1, tzinfo=UTC))
    await ready(h)
    assert await needed() == {}, "after the period no plan helps"


async def test_both_lists_are_paged_by_what_is_urgent(h: Harness, client: CommunityServiceClient) -> None:
    await scene.open_site(client, slots=SLOTS)
    ends = ("2026-05-31", "2026-03-10", "2026-03-10", "2026-03-16")
    hours = (200, 28, 28, 15)
    made = [
        await pronounce(client, number, ends_on=end, hours=much)
        for number, (end, much) in enumerate(zip(ends, hours, strict=True), start=1)
    ]
    await ready(h)
    numbers = {each["id"]: number for number, each in enumerate(made)}

    async def pages(of: Any, **filters: Any) -> list[int]:
        listed, after = [], None
        while True:
            page = await of(limit=1, **filters, **({"after": after} if after else {}))
            listed += [numbers[each["sentence_id"]] for each in page["items"]]
            if (after := page["next"]) is None:
                return listed

    by_end = sorted((1, 2), key=lambda number: made[number]["id"])
    paces = {numbers[each["sentence_id"]]: each["pace"] for each in (await client.list_forecasts())["items"]}
    assert paces == {0: "cannot_finish", 1: "cannot_finish", 2: "cannot_finish", 3: "at_risk"}
    assert await pages(client.list_forecasts) == [*by_end, 0, 3], "the worst first, then by their end"
    assert await pages(client.list_forecasts, pace="at_risk") == [3]
    assert await pages(client.list_plans_needed) == [*by_end, 3, 0]
    (item, *_) = (await client.list_forecasts(pace="at_risk"))["items"]
    assert (item["open_minutes"], item["short_minutes"], item["next_session_at"]) == (900, 0, None)
    after = (await client.list_forecasts(limit=2))["next"]
    ended_at = made[by_end[1]]["id"]
    await h.pool.execute("update forecasts set pace = 'on_pace', short_minutes = 0 where sentence_id = $1", ended_at)
    rest = (await client.list_forecasts(after=after))["items"]
    assert [numbers[each["sentence_id"]] for each in rest] == [0, 3], "where a page ended is on pace by now"
    await client.list_forecasts(after=ended_at, status=422)


@pytest.mark.parametrize(
    ("caller", "sees"),
    [
        (COORDINATOR, True),
        (AUDITOR, True),
        (COUNSELLOR, True),
        (HEAD, True),
        (COUNSELLOR.at(OTHER_BAPAS), False),
        (HEAD.at(None), False),
    ],
)
async def test_the_lists_are_of_the_callers_cases(
    h: Harness, client: CommunityServiceClient, caller: Caller, sees: bool
) -> None:
    sentence = await scene.pronounce(client)
    await ready(h)
    expected = [sentence["id"]] if sees else []
    for listed in (client.list_plans_needed, client.list_forecasts):
        assert [each["sentence_id"] for each in (await listed(caller=caller))["items"]] == expected


async def test_who_reads_what(client: CommunityServiceClient) -> None:
    for caller in (COUNSELLOR, HEAD, PROSECUTOR, SUPERVISOR, CLERK):
        await client.read_overview(caller=caller, status=403)
    for caller in (PROSECUTOR, SUPERVISOR, CLERK):
        await client.list_plans_needed(caller=caller, status=403)
    await client.list_forecasts(caller=SUPERVISOR, status=403)
    await client.list_forecasts(caller=PROSECUTOR, status=200)
    await client.read_overview(caller=AUDITOR, status=200)
