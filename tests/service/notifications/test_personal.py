"""The directory forgets who is no longer active; who was told of what stays without a name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.notifications.store.personal import PERSONAL
from shared.privacy.personal import ERASED
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.support.erasing import erase_at

DAYS = {each.name: each.days for each in PERSONAL.retention}


async def leave(client: NotificationsClient, recipient: Any) -> None:
    """The recipient is no longer active, from now on."""
    fields = {name: recipient[name] for name in ("name", "organisation_id", "roles", "language", "email", "channels")}
    await client.change_recipient(recipient["id"], **fields, active=False)


async def test_who_left_is_kept_to_the_last_day_and_erased_on_the_next(notifications: NotificationsClient) -> None:
    gone = await scene.add_recipient(notifications, "a", **scene.use_mail("a", "inbox"))
    stays = await scene.add_recipient(notifications, "b")
    await leave(notifications, gone)
    left = notifications.h.clock.now()
    await erase_at(notifications.h, left + timedelta(days=DAYS["directory"]))
    assert (await notifications.read_recipient(gone["id"]))["name"] == gone["name"]
    await erase_at(notifications.h, left + timedelta(days=DAYS["directory"] + 1))
    seen = await notifications.read_recipient(gone["id"])
    assert (seen["name"], seen["email"], seen["roles"], seen["active"]) == (ERASED, None, [], False)
    assert seen["reference"] != "a"
    assert (await notifications.read_recipient(stays["id"]))["name"] == stays["name"], "active: kept for ever"


async def test_mail_that_waits_keeps_its_recipient(notifications: NotificationsClient) -> None:
    await scene.queue_mail(notifications, "a")
    (recipient,) = (await notifications.list_recipients())["items"]
    await leave(notifications, recipient)
    await erase_at(notifications.h, notifications.h.clock.now() + timedelta(days=10_000))
    assert (await notifications.read_recipient(recipient["id"]))["name"] == recipient["name"]


async def test_circulars_count_the_erased_and_the_chains_fit(notifications: NotificationsClient) -> None:
    recipient = await scene.add_recipient(notifications, "a")
    circular = await scene.publish_circular(notifications)
    await leave(notifications, recipient)
    await erase_at(notifications.h, notifications.h.clock.now() + timedelta(days=DAYS["directory"] + 1))
    found = await notifications.h.get(f"/notifications/circulars/{circular['id']}", "auditor")
    assert (found["recipients"], found["acknowledged"]) == (1, 0)
    assert (await notifications.h.get("/notifications/journal/verification", "auditor"))["fits"] is True


async def test_an_erased_recipient_is_not_changed_and_the_reference_is_free_again(
    notifications: NotificationsClient,
) -> None:
    gone = await scene.add_recipient(notifications, "a")
    await leave(notifications, gone)
    await erase_at(notifications.h, notifications.h.clock.now() + timedelta(days=DAYS["directory"] + 1))
    refused = await notifications.change_recipient(gone["id"], name="Lain", channels=["inbox"], status=409)
    assert (refused["title"], refused["rule"]) == ("recipient-erased", "D1")
    assert (await scene.add_recipient(notifications, "a"))["id"] != gone["id"]
