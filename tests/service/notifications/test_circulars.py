"""Circulars: to everyone at once, acknowledged once per person, overdue once."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.jobs import jobs
from shared.clock import midnight
from shared.postgres.scheduler import Scheduler
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox
from tests.service.notifications.scene import CIRCULAR, DINSOS, LAPAS


async def test_goes_to_everyone_by_inbox_and_mail(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.add_civil_servants(notifications)
    circular = await scene.publish_circular(notifications)
    assert (circular["title"], circular["body"]) == (CIRCULAR["title"], CIRCULAR["body"])
    async with mailbox.open():
        await scene.send_due(notifications, scene.make_worker(mailbox))
    assert mailbox.receivers == ["b@ambon.example", "c@ambon.example"]
    [message] = await scene.list_inbox(notifications, "a")
    assert message["subject"] == CIRCULAR["title"]
    assert message["body"].endswith("paling lambat 16 Februari 2026.")
    assert (message["circular_id"], message["acknowledge_by"]) == (circular["id"], "2026-02-16")
    assert (await scene.list_inbox(notifications, "b"))[0]["body"].endswith("by 16 February 2026.")
    [fact] = await notifications.facts("notifications.circular.published")
    assert fact["recipients"] == 3
    assert len(await notifications.facts("notifications.message.delivered")) == 4


async def test_goes_to_more_people_than_one_chunk_holds(notifications: NotificationsClient) -> None:
    rows = "\n".join(f"asn-{n},Nama,dinsos,,{'en' if n % 2 else 'id'},,inbox," for n in range(1_201))
    await notifications.import_recipients(f"reference,name,organisation,roles,language,email,channels,active\n{rows}")
    assert (await scene.publish_circular(notifications))["recipients"] == 1_201
    assert len(await notifications.facts("notifications.message.delivered")) == 1_201
    assert await notifications.h.pool.fetchval("select count(*) from texts") == 2


@pytest.mark.parametrize(
    ("audience", "count"),
    [
        ({}, 4),
        ({"roles": ["trainer"]}, 1),
        ({"roles": ["guardian"]}, 2),
        ({"organisations": [str(DINSOS)]}, 2),
        ({"roles": ["clerk"], "organisations": [str(DINSOS), str(LAPAS)]}, 3),
    ],
)
async def test_has_an_audience(notifications: NotificationsClient, audience: dict[str, Any], count: int) -> None:
    await scene.add_civil_servants(notifications)
    await scene.add_recipient(notifications, "wali-7", organisation_id=None, roles=["guardian"])
    await scene.add_recipient(notifications, "d", LAPAS, roles=["guardian", "clerk"])
    assert (await scene.publish_circular(notifications, audience=audience))["recipients"] == count


async def test_to_nobody_or_too_late_is_refused(notifications: NotificationsClient) -> None:
    assert (await scene.publish_circular(notifications, status=422))["title"] == "nobody-addressed"
    await scene.add_civil_servants(notifications)
    late = await scene.publish_circular(notifications, status=422, acknowledge_by="2026-02-08")
    assert late["title"] == "deadline-passed"


async def test_each_acknowledgement_counts_once(notifications: NotificationsClient) -> None:
    await scene.add_civil_servants(notifications)
    circular = (await scene.publish_circular(notifications))["id"]
    first = await notifications.acknowledge(circular, "a")
    assert await notifications.acknowledge(circular, "a") == first
    [fact] = await notifications.facts("notifications.circular.acknowledged")
    assert fact["organisation_id"] == str(DINSOS)
    view = await notifications.read_circular(circular)
    assert (view["acknowledged"], view["percent"], view["version"]) == (1, 33, 2)
    assert [(s["name"], s["recipients"], s["acknowledged"], s["percent"]) for s in view["organisations"]] == [
        ("Dinas Sosial Kota Ambon", 2, 1, 50),
        ("Lembaga Pemasyarakatan Ambon", 1, 0, 0),
    ]
    assert (await scene.list_inbox(notifications, "a"))[0]["acknowledged_at"] == first["acknowledged_at"]


async def test_all_at_once_are_all_counted(notifications: NotificationsClient) -> None:
    names = [f"asn-{n}" for n in range(8)]
    for name in names:
        await scene.add_recipient(notifications, name)
    circular = (await scene.publish_circular(notifications))["id"]
    await asyncio.gather(*(notifications.acknowledge(circular, name) for name in names * 2))
    view = await notifications.read_circular(circular)
    assert (view["acknowledged"], view["state"], view["percent"]) == (8, "complete", 100)
    assert len(await notifications.facts("notifications.circular.acknowledged")) == 8


async def test_only_its_recipients_acknowledge(notifications: NotificationsClient) -> None:
    await scene.add_civil_servants(notifications)
    circular = (await scene.publish_circular(notifications, audience={"roles": ["trainer"]}))["id"]
    assert (await notifications.acknowledge(circular, "a", status=403))["title"] == "not-addressed"
    assert (await notifications.acknowledge(circular, "stranger", status=404))["title"] == "not-in-directory"
    assert (await notifications.acknowledge(str(uuid4()), "a", status=404))["title"] == "not-found"


async def test_statistics_keep_the_organisation_of_the_day(notifications: NotificationsClient) -> None:
    made = await scene.add_recipient(notifications, "a")
    circular = (await scene.publish_circular(notifications))["id"]
    await notifications.change_recipient(made["id"], name="Nama a", organisation_id=LAPAS)
    view = await notifications.read_circular(circular)
    assert [share["organisation_id"] for share in view["organisations"]] == [str(DINSOS)]


async def test_is_overdue_once_at_local_midnight_and_may_still_be_acknowledged(
    notifications: NotificationsClient,
) -> None:
    await scene.add_civil_servants(notifications)
    circular = (await scene.publish_circular(notifications))["id"]
    await notifications.acknowledge(circular, "a")
    over = datetime.fromisoformat("2026-02-16T15:00:00Z")
    notifications.h.clock.set(over.replace(hour=14, minute=59))
    assert await notifications.h.tick() == 0
    notifications.h.clock.set(over)
    assert await notifications.h.tick() == 1
    assert await notifications.h.tick() == 0
    [fact] = await notifications.facts("notifications.circular.overdue")
    assert (fact["recipients"], fact["acknowledged"]) == (3, 1)
    for reference in ("b", "c"):
        await notifications.acknowledge(circular, reference)
    assert (await notifications.read_circular(circular))["state"] == "complete"


async def test_found_late_it_is_dated_when_it_was_due(notifications: NotificationsClient) -> None:
    await scene.add_civil_servants(notifications)
    await scene.publish_circular(notifications)
    notifications.h.clock.set(datetime.fromisoformat("2026-05-01T00:00:00Z"))
    await notifications.h.tick()
    at = await notifications.h.pool.fetchval(
        "select occurred_at from journal where type = 'notifications.circular.overdue'"
    )
    assert at == midnight(datetime(2026, 2, 17).date())  # noqa: DTZ001


async def test_three_schedulers_tell_once_that_a_circular_is_overdue(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "a")
    for n in range(20):
        await scene.publish_circular(notifications, title=f"Surat {n}")
    h = notifications.h
    h.clock.set(h.clock.now() + timedelta(days=30))
    schedulers = [Scheduler(h.pool, h.clock, jobs(400), 3600, lambda: None) for _ in range(3)]
    assert sum(await asyncio.gather(*(scheduler.tick() for scheduler in schedulers))) == 20
    told = [fact["circular_id"] for fact in await notifications.facts("notifications.circular.overdue")]
    assert len(told) == len(set(told)) == 20


async def test_complete_in_time_is_never_overdue(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "a")
    circular = (await scene.publish_circular(notifications))["id"]
    await notifications.acknowledge(circular, "a")
    notifications.h.clock.set(datetime.fromisoformat("2026-05-01T00:00:00Z"))
    assert await notifications.h.tick() == 0


async def test_lists_the_newest_first(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "a")
    for title in ("Satu", "Dua dua", "Tiga"):
        await scene.publish_circular(notifications, title=title)
    first = await notifications.list_circulars(limit=2)
    rest = await notifications.list_circulars(limit=2, after=first["next"])
    assert [c["title"] for c in first["items"] + rest["items"]] == ["Tiga", "Dua dua", "Satu"]
