"""Circulars: to everyone at once, acknowledged once per person, overdue once."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from shared.clock import midnight
from tests.service.notifications.conftest import DINSOS, LAPAS, Mailbox, by_mail, delivery, recipient, send
from tests.service.notifications.test_telling import inbox, said
from tests.support.harness import Harness

CIRCULAR = {
    "title": "Apel pagi 9 Februari 2026",
    "body": "Kesepakatan bersama telah ditandatangani.",
    "acknowledge_by": "2026-02-16",
}


async def publish(h: Harness, status: int | None = None, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = await h.post("/notifications/circulars", CIRCULAR | changes, "coordinator", status=status)
    return made


async def acknowledge(h: Harness, circular: dict[str, Any], who: str, status: int = 200) -> dict[str, Any]:
    path = f"/notifications/circulars/{circular['id']}/acknowledgement"
    answer: dict[str, Any] = await h.post(path, None, subject=who, status=status)
    return answer


async def civil_servants(h: Harness) -> None:
    await recipient(h, "a")
    await recipient(h, "b", language="en", email="b@ambon.example", channels=["email", "inbox"])
    await recipient(h, "c", LAPAS, roles=["trainer"], **by_mail("c"))


async def test_goes_to_everyone_by_inbox_and_mail(notifications: Harness, mailbox: Mailbox) -> None:
    await civil_servants(notifications)
    circular = await publish(notifications)
    async with mailbox.open():
        await send(notifications, delivery(mailbox))
    assert mailbox.receivers == ["b@ambon.example", "c@ambon.example"]
    [message] = await inbox(notifications, "a")
    assert message["subject"] == CIRCULAR["title"]
    assert message["body"].endswith("paling lambat 16 Februari 2026.")
    assert (message["circular_id"], message["acknowledge_by"]) == (circular["id"], "2026-02-16")
    assert (await inbox(notifications, "b"))[0]["body"].endswith("by 16 February 2026.")
    [fact] = await said(notifications, "notifications.circular.published")
    assert fact["recipients"] == 3
    assert len(await said(notifications, "notifications.message.delivered")) == 4


@pytest.mark.parametrize(
    ("audience", "count"),
    [
        ({}, 3),
        ({"roles": ["trainer"]}, 1),
        ({"organisations": [str(DINSOS)]}, 2),
        ({"roles": ["clerk"], "organisations": [str(DINSOS), str(LAPAS)]}, 2),
    ],
)
async def test_has_an_audience(notifications: Harness, audience: dict[str, Any], count: int) -> None:
    await civil_servants(notifications)
    assert (await publish(notifications, audience=audience))["recipients"] == count


async def test_to_nobody_or_too_late_is_refused(notifications: Harness) -> None:
    assert (await publish(notifications, 422))["title"] == "nobody-addressed"
    await civil_servants(notifications)
    assert (await publish(notifications, 422, acknowledge_by="2026-02-08"))["title"] == "deadline-passed"


async def test_each_acknowledgement_counts_once(notifications: Harness) -> None:
    await civil_servants(notifications)
    circular = await publish(notifications)
    first = await acknowledge(notifications, circular, "a")
    assert await acknowledge(notifications, circular, "a") == first
    [fact] = await said(notifications, "notifications.circular.acknowledged")
    assert fact["organisation_id"] == str(DINSOS)
    view = await notifications.get(f"/notifications/circulars/{circular['id']}", "auditor")
    assert (view["acknowledged"], view["percent"], view["version"]) == (1, 33, 2)
    assert [(s["name"], s["recipients"], s["acknowledged"], s["percent"]) for s in view["organisations"]] == [
        ("Dinas Sosial Kota Ambon", 2, 1, 50),
        ("Lembaga Pemasyarakatan Ambon", 1, 0, 0),
    ]
    assert (await inbox(notifications, "a"))[0]["acknowledged_at"] == first["acknowledged_at"]


async def test_all_at_once_are_all_counted(notifications: Harness) -> None:
    names = [f"asn-{n}" for n in range(8)]
    for name in names:
        await recipient(notifications, name)
    circular = await publish(notifications)
    await asyncio.gather(*(acknowledge(notifications, circular, name) for name in names * 2))
    view = await notifications.get(f"/notifications/circulars/{circular['id']}", "coordinator")
    assert (view["acknowledged"], view["state"], view["percent"]) == (8, "complete", 100)
    assert len(await said(notifications, "notifications.circular.acknowledged")) == 8


async def test_only_its_recipients_acknowledge(notifications: Harness) -> None:
    await civil_servants(notifications)
    circular = await publish(notifications, audience={"roles": ["trainer"]})
    assert (await acknowledge(notifications, circular, "a", 403))["title"] == "not-addressed"
    assert (await acknowledge(notifications, circular, "stranger", 404))["title"] == "not-in-directory"
    assert (await acknowledge(notifications, {"id": uuid4()}, "a", 404))["title"] == "not-found"


async def test_statistics_keep_the_organisation_of_the_day(notifications: Harness) -> None:
    made = await recipient(notifications, "a")
    circular = await publish(notifications)
    moved = {"name": "Nama a", "organisation_id": LAPAS}
    await notifications.put(f"/notifications/recipients/{made['id']}", moved, "coordinator")
    view = await notifications.get(f"/notifications/circulars/{circular['id']}", "auditor")
    assert [share["organisation_id"] for share in view["organisations"]] == [str(DINSOS)]


async def test_is_overdue_once_at_local_midnight_and_may_still_be_acknowledged(notifications: Harness) -> None:
    await civil_servants(notifications)
    circular = await publish(notifications)
    await acknowledge(notifications, circular, "a")
    over = datetime.fromisoformat("2026-02-16T15:00:00Z")
    notifications.clock.set(over.replace(hour=14, minute=59))
    assert await notifications.tick() == 0
    notifications.clock.set(over)
    assert await notifications.tick() == 1
    assert await notifications.tick() == 0
    [fact] = await said(notifications, "notifications.circular.overdue")
    assert (fact["recipients"], fact["acknowledged"]) == (3, 1)
    for who in ("b", "c"):
        await acknowledge(notifications, circular, who)
    view = await notifications.get(f"/notifications/circulars/{circular['id']}", "auditor")
    assert view["state"] == "complete"


async def test_found_late_it_is_dated_when_it_was_due(notifications: Harness) -> None:
    await civil_servants(notifications)
    await publish(notifications)
    notifications.clock.set(datetime.fromisoformat("2026-05-01T00:00:00Z"))
    await notifications.tick()
    at = await notifications.pool.fetchval(
        "select occurred_at from journal where type = 'notifications.circular.overdue'"
    )
    assert at == midnight(datetime(2026, 2, 17).date())  # noqa: DTZ001


async def test_complete_in_time_is_never_overdue(notifications: Harness) -> None:
    await recipient(notifications, "a")
    circular = await publish(notifications)
    await acknowledge(notifications, circular, "a")
    notifications.clock.set(datetime.fromisoformat("2026-05-01T00:00:00Z"))
    assert await notifications.tick() == 0


async def test_lists_the_newest_first(notifications: Harness) -> None:
    await recipient(notifications, "a")
    for title in ("Satu", "Dua dua", "Tiga"):
        await publish(notifications, title=title)
    first = await notifications.get("/notifications/circulars?limit=2", "auditor")
    rest = await notifications.get(f"/notifications/circulars?limit=2&after={first['next']}", "auditor")
    assert [c["title"] for c in first["items"] + rest["items"]] == ["Tiga", "Dua dua", "Satu"]


BODY = {"reference": "x", "name": "Nama", "roles": ["clerk"]}
RULE = {
    "event_type": "agreements.organisation.registered",
    "audience": {"roles": ["clerk"]},
    "texts": {language: {"subject": "s", "body": "b"} for language in ("id", "en")},
    "channels": ["inbox"],
}


@pytest.mark.parametrize(
    ("method", "path", "body", "roles"),
    [
        ("POST", "circulars", CIRCULAR, ("operator", "auditor", "clerk")),
        ("GET", f"circulars/{uuid4()}", None, ("clerk",)),
        ("POST", "recipients", BODY, ("operator", "auditor")),
        ("PUT", f"recipients/{uuid4()}", BODY, ("operator", "auditor")),
        ("GET", "recipients", None, ("operator", "auditor", "clerk")),
        ("POST", "recipients/import", None, ("operator",)),
        ("PUT", "rules/x-y", RULE, ("auditor", "clerk")),
        ("GET", "messages", None, ("coordinator", "clerk")),
        ("POST", f"messages/{uuid4()}/resend", None, ("coordinator", "auditor")),
    ],
)
async def test_who_may_not(notifications: Harness, method: str, path: str, body: Any, roles: tuple[str, ...]) -> None:
    for role in roles:
        headers = notifications.token(role)
        answer = await notifications.client.request(method, f"/notifications/{path}", json=body, headers=headers)
        assert answer.status_code == 403, (role, answer.text)
