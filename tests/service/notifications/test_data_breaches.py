"""A failure to protect personal data is told to persons and authority within 3 x 24 hours (UU 27/2022 art. 46)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from tests.service.notifications.client import NotificationsClient

PATH = "/notifications/data-breaches"
FOUND = datetime.fromisoformat("2026-02-09T07:00:00+09:00")


async def record(client: NotificationsClient, role: str = "data_officer", status: int = 201, **changes: Any) -> Any:
    body = {
        "found_at": FOUND,
        "services": ["community_service"],
        "data": ["identity", "criminal_record"],
        "persons": 3,
        "cause": "laptop hilang",
        "measures": "kata sandi diganti",
    }
    return await client.h.post(PATH, body | changes, role, status=status)


async def tell(client: NotificationsClient, breach: Any, told: str, status: int = 200, **changes: Any) -> Any:
    body = {"told": told, "told_at": client.h.clock.now(), "document": "1/PDP/2026"} | changes
    return await client.h.post(f"{PATH}/{breach['id']}/notices", body, "data_officer", status=status)


async def gauges(client: NotificationsClient) -> tuple[float, ...]:
    await client.h.tick()
    names = ("open", "overdue")
    return tuple(REGISTRY.get_sample_value("masohi_data_breaches", {"state": name}) or 0.0 for name in names)


async def test_the_clock_is_72_hours_from_the_finding_and_stops_when_both_are_told(
    notifications: NotificationsClient,
) -> None:
    breach = await record(notifications)
    assert datetime.fromisoformat(breach["due_at"]) - FOUND == timedelta(hours=72)
    assert breach["missing"] == ["persons", "authority"]
    assert (await tell(notifications, breach, "persons"))["missing"] == ["authority"]
    assert await gauges(notifications) == (1, 0)
    done = await tell(notifications, breach, "authority")
    assert (done["missing"], done["hours_left"]) == ([], None)
    assert await gauges(notifications) == (0, 0)


async def test_it_is_overdue_after_its_72_hours(notifications: NotificationsClient) -> None:
    breach = await record(notifications)
    await tell(notifications, breach, "persons")
    notifications.h.clock.set(FOUND + timedelta(hours=72, seconds=5))
    assert await gauges(notifications) == (1, 1)
    late = await tell(notifications, breach, "authority")
    assert {each["told"]: each["late"] for each in late["notices"]} == {"persons": False, "authority": True}


async def test_where_it_concerns_nobody_the_authority_alone_is_told(notifications: NotificationsClient) -> None:
    breach = await record(notifications, persons=0)
    assert breach["missing"] == ["authority"]
    assert (await tell(notifications, breach, "authority"))["missing"] == []
    assert await gauges(notifications) == (0, 0)


async def test_what_becomes_known_later_does_not_begin_the_clock_anew(notifications: NotificationsClient) -> None:
    breach = await record(notifications, persons=0)
    notifications.h.clock.set(FOUND + timedelta(hours=48))
    body = {"services": ["training"], "data": ["child"], "persons": 12, "cause": "lain", "measures": "diperiksa"}
    known = await notifications.h.post(f"{PATH}/{breach['id']}/findings", body, "operator")
    assert (known["persons"], known["due_at"], known["missing"]) == (12, breach["due_at"], ["persons", "authority"])


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"found_at": FOUND + timedelta(days=9)}, "found-later"),
        ({"persons": -1}, "unreadable"),
        ({"data": []}, "unreadable"),
        ({"services": ["payroll"]}, "unreadable"),
        ({"cause": ""}, "unreadable"),
        ({"found_at": "1999-01-01T00:00:00Z"}, "unreadable"),
    ],
    ids=str,
)
async def test_what_cannot_be_is_refused(
    notifications: NotificationsClient, changes: dict[str, Any], slug: str
) -> None:
    assert (await record(notifications, status=422, **changes))["title"] == slug


async def test_a_notice_is_neither_before_the_finding_nor_still_to_come(notifications: NotificationsClient) -> None:
    breach = await record(notifications)
    for at in (FOUND - timedelta(seconds=1), notifications.h.clock.now() + timedelta(hours=1)):
        refused = await tell(notifications, breach, "persons", status=422, told_at=at)
        assert (refused["title"], refused["article"]) == ("told-out-of-time", "UU 27/2022 art. 46")


async def test_each_is_told_once_also_when_two_record_it_at_the_same_time(notifications: NotificationsClient) -> None:
    h, breach = notifications.h, await record(notifications)
    body = {"told": "persons", "told_at": h.clock.now().isoformat(), "document": "1"}
    path = f"{PATH}/{breach['id']}/notices"
    answers = await asyncio.gather(*[h.client.post(path, json=body, headers=h.token("data_officer")) for _ in range(3)])
    assert sorted(each.status_code for each in answers) == [200, 409, 409]


async def test_the_journal_has_the_figures_and_not_the_cause(notifications: NotificationsClient) -> None:
    await record(notifications)
    (fact,) = [fact for type_, fact in await notifications.h.facts() if type_.endswith("data-breach-recorded")]
    assert fact["persons"] == 3
    assert "cause" not in fact


async def test_who_may_record_tell_and_read(notifications: NotificationsClient) -> None:
    breach = await record(notifications, "operator")
    await record(notifications, "coordinator", status=403)
    body = {"told": "persons", "told_at": notifications.h.clock.now(), "document": "1"}
    await notifications.h.post(f"{PATH}/{breach['id']}/notices", body, "operator", status=403)
    assert (await notifications.h.get(PATH, "auditor"))["items"]
    assert (await notifications.h.get(f"{PATH}/{breach['id']}", "auditor"))["recorded_by"]
    await notifications.h.get(PATH, "counsellor", status=403)
