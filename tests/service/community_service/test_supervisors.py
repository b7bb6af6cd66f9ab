"""Supervisors change from a day on; past days stay with those who supervised them."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest

from tests.service.community_service import bodies, scene
from tests.service.community_service.bodies import MONDAY, TUESDAY, Json
from tests.service.community_service.callers import AUDITOR, COUNSELLOR, SUPERVISOR
from tests.service.community_service.client import CommunityServiceClient
from tests.support.harness import Harness

OLD, NEW = SUPERVISOR, SUPERVISOR.named("sup-2")
EVENING = datetime(2026, 3, 3, 10, tzinfo=UTC)


async def two_days(client: CommunityServiceClient) -> tuple[Json, str, str]:
    """A site with a session on Monday and one on Tuesday; from Tuesday on somebody else supervises it."""
    site, sentence = await scene.open_site(client), await scene.pronounce(client)
    placed = await scene.place(client, sentence, site, bodies.session(MONDAY), bodies.session(TUESDAY))
    await client.change_supervisors(site["id"], ["sup-2"], from_day=TUESDAY)
    first, second = (each["id"] for each in placed["sessions"])
    return site, first, second


async def test_each_day_is_recorded_by_its_own_supervisor(client: CommunityServiceClient) -> None:
    site, monday, tuesday = await two_days(client)
    client.h.clock.set(EVENING)
    for session, stranger in ((monday, NEW), (tuesday, OLD)):
        refused = await client.record_absence(session, caller=stranger, status=403)
        assert refused["title"] == "not-your-site"
    await client.record_absence(monday, caller=OLD)
    await client.record_absence(tuesday, caller=NEW)
    for day, own, stranger in ((MONDAY, OLD, NEW), (TUESDAY, NEW, OLD)):
        await client.list_sessions(site["id"], day, caller=own)
        await client.list_sessions(site["id"], day, caller=stranger, status=403)
    lines = [{"session_id": tuesday, "outcome": "unacceptable_absence"}]
    assert (await client.record_day(site["id"], {"on": TUESDAY, "lines": lines}, caller=OLD, status=403))["title"] == (
        "not-your-site"
    )
    assert (await client.record_day(site["id"], {"on": TUESDAY, "lines": lines}, caller=NEW))["refused"] == 1


async def test_the_list_has_the_days_and_whoever_stays_keeps_the_first(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client, supervisors=["sup", "sup-2"])
    await client.change_supervisors(site["id"], ["sup-2", "sup-3"], from_day=TUESDAY)
    seen = (await client.read_supervisors(site["id"]))["supervisors"]
    assert [(each["subject"], each["from_day"], each["until_day"]) for each in seen] == [
        ("sup", "2026-03-01", MONDAY),
        ("sup-2", "2026-03-01", None),
        ("sup-3", TUESDAY, None),
    ]
    assert (await client.read_site(site["id"]))["supervisors"] == ["sup-2", "sup-3"]


async def test_a_change_that_is_to_come_can_be_changed_again(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    await client.change_supervisors(site["id"], ["sup-2"], from_day="2026-03-20")
    await client.change_supervisors(site["id"], ["sup", "sup-3"], from_day="2026-03-10")
    seen = (await client.read_supervisors(site["id"]))["supervisors"]
    assert [(each["subject"], each["from_day"], each["until_day"]) for each in seen] == [
        ("sup", "2026-03-01", None),
        ("sup-3", "2026-03-10", None),
    ]


async def test_whoever_comes_back_has_two_stretches(client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    await client.change_supervisors(site["id"], ["sup-2"], from_day=TUESDAY)
    await client.change_supervisors(site["id"], ["sup"], from_day="2026-03-10")
    seen = (await client.read_supervisors(site["id"]))["supervisors"]
    assert [(each["subject"], each["from_day"], each["until_day"]) for each in seen] == [
        ("sup", "2026-03-01", MONDAY),
        ("sup-2", TUESDAY, "2026-03-09"),
        ("sup", "2026-03-10", None),
    ]


async def test_the_past_is_not_changed(h: Harness, client: CommunityServiceClient) -> None:
    site = await scene.open_site(client)
    refused = await client.change_supervisors(site["id"], ["sup-2"], from_day="2026-02-28", status=422)
    assert refused["title"] == "supervisors-in-past"
    await client.change_supervisors(site["id"], ["sup-2"])
    assert await h.pool.fetchval("select from_day from site_supervisors where subject = 'sup-2'") == date(2026, 3, 1)
    await client.change_supervisors(site["id"], [], status=422)
    await client.change_supervisors(site["id"], ["x"], caller=COUNSELLOR, status=403)
    await client.close_site(site["id"])
    assert (await client.change_supervisors(site["id"], ["sup"], status=409))["title"] == "wrong-state"


async def test_alarms_go_by_the_supervisor_of_the_day(h: Harness, client: CommunityServiceClient) -> None:
    """The new supervisor had no part in Monday, so they may resolve an alarm of it; the one of that day may not."""
    _, monday, _ = await two_days(client)
    client.h.clock.set(EVENING)
    await client.check_in(monday, {"at": f"{MONDAY}T08:00:00+09:00", "latitude": -3.9, "longitude": 128.18})
    await client.check_out(monday, {"at": f"{MONDAY}T12:00:00+09:00"})
    (alarm,) = await scene.open_alarms(client)
    involved = {row["subject"] for row in await h.pool.fetch("select subject from case_involved")}
    assert {"sup", "sup-2"} <= involved, "each supervises a session of this case"
    await h.pool.execute("delete from sessions where on_date = $1", date(2026, 3, 3))
    refused = await client.resolve_alarm(alarm["id"], caller=AUDITOR.named("sup"), status=403)
    assert refused["title"] == "involved-in-the-case"
    await client.resolve_alarm(alarm["id"], caller=AUDITOR.named("sup-2"))


async def test_two_coordinators_change_at_once_and_nobody_is_there_twice(
    h: Harness, client: CommunityServiceClient
) -> None:
    site = await scene.open_site(client)
    await asyncio.gather(
        *(client.change_supervisors(site["id"], ["sup", name], from_day=TUESDAY) for name in ("a", "b", "c"))
    )
    rows = await h.pool.fetch("select subject from site_supervisors where until_day is null")
    assert len(rows) == 2


@pytest.mark.parametrize("month", ["2026-03", "2026-04"])
async def test_the_report_of_a_month_is_for_its_supervisors(client: CommunityServiceClient, month: str) -> None:
    site = await scene.open_site(client)
    await client.change_supervisors(site["id"], ["sup-2"], from_day="2026-04-01")
    client.h.clock.set(datetime(2026, 5, 10, tzinfo=UTC))
    own, other = (OLD, NEW) if month == "2026-03" else (NEW, OLD)
    await client.read_site_report(site["id"], f"{month}.json", caller=own)
    await client.read_site_report(site["id"], f"{month}.json", caller=other, status=403)
