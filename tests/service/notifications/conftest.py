"""The notifications service in this process, and a mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from deploy.local.process import free_port
from tests.conftest import RunService
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox


@pytest.fixture
async def notifications(harness: RunService) -> AsyncIterator[NotificationsClient]:
    """The organisations are known. The directory is empty."""
    async with harness(scene.SERVICE) as running:
        client = NotificationsClient(running)
        await scene.publish_organisations(client)
        assert await client.dead_letters() == []
        yield client


@pytest.fixture
def mailbox() -> Mailbox:
    """Call `open()` to start it."""
    return Mailbox(free_port())
