"""The inbox of a recipient."""

from __future__ import annotations

from uuid import UUID

from services.agreements.events import AccreditationIssued
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.scene import DINSOS, UMBRELLA


async def test_an_inbox_is_ones_own(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    await scene.add_recipient(notifications, "clerk-2")
    await notifications.h.hear(UMBRELLA)
    [message] = await scene.list_inbox(notifications, "clerk-1")
    await notifications.mark_read(message["id"], "clerk-2", status=404)
    read = await notifications.mark_read(message["id"], "clerk-1")
    notifications.h.clock.set(notifications.h.clock.now().replace(year=2027))
    again = await notifications.mark_read(message["id"], "clerk-1")
    assert read["read_at"] == again["read_at"] is not None
    assert await scene.list_inbox(notifications, "clerk-1", unread="true") == []
    assert len(await scene.list_inbox(notifications, "clerk-2", unread="true")) == 1
    assert (await notifications.read_inbox("stranger", status=404))["title"] == "not-in-directory"


async def test_an_inbox_has_the_newest_first_in_pages(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1", roles=["coordinator"])
    for n in range(3):
        event = AccreditationIssued(
            accreditation_id=UUID(int=n),
            organisation_id=DINSOS,
            kind="child_friendly_school",
            valid_from="2026-02-09",
            valid_until=None,
        )
        await notifications.h.hear(event)
    first = await notifications.read_inbox("clerk-1", limit=2)
    rest = await notifications.read_inbox("clerk-1", limit=2, after=first["next"])
    assert [m["link"][-1] for m in first["items"] + rest["items"]] == ["2", "1", "0"]
