"""The directory of recipients, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.scene import DINSOS, LAPAS


async def test_adds_one_and_refuses_the_same_reference(notifications: NotificationsClient) -> None:
    made = await scene.add_recipient(notifications, "asn-1", **scene.use_mail("asn-1", "inbox"))
    assert (made["language"], made["version"]) == ("id", 1)
    refused = await notifications.add_recipient(reference="asn-1", name="Lain", status=409)
    assert refused["title"] == "reference-taken"


@pytest.mark.parametrize(
    "changes",
    [
        {"channels": ["email"]},
        {"email": "a@b, c@d", "channels": ["email"]},
        {"email": "a@b\nBcc: c@d", "channels": ["email"]},
        {"channels": []},
        {"language": "fr"},
        {"roles": ["Clerk!"]},
    ],
)
async def test_refuses_a_recipient_who_cannot_be_reached(
    notifications: NotificationsClient, changes: dict[str, Any]
) -> None:
    await notifications.add_recipient(status=422, **{"reference": "asn-1", "name": "Nama", **changes})


async def test_changes_one(notifications: NotificationsClient) -> None:
    made = await scene.add_recipient(notifications, "asn-1")
    changed = await notifications.change_recipient(made["id"], name="Nama baru", active=False)
    assert (changed["name"], changed["active"], changed["version"]) == ("Nama baru", False, 2)


async def test_pages_and_filters(notifications: NotificationsClient) -> None:
    for n in range(3):
        roles = ["clerk"] if n < 2 else []
        await scene.add_recipient(notifications, f"asn-{n}", LAPAS if n else DINSOS, roles=roles)
    first = await notifications.list_recipients(limit=2)
    rest = await notifications.list_recipients(limit=2, after=first["next"])
    assert [view["reference"] for view in first["items"] + rest["items"]] == ["asn-0", "asn-1", "asn-2"]
    assert rest["next"] is None
    filtered = await notifications.list_recipients(limit=200, organisation=LAPAS, role="clerk")
    assert [view["reference"] for view in filtered["items"]] == ["asn-1"]


async def test_nothing_personal_in_the_journal(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "asn-1", **scene.use_mail("asn-1"))
    journal = str(await notifications.h.facts())
    assert not any(secret in journal for secret in ("Nama", "asn-1", "ambon.example"))
