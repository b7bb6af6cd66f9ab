"""What is known of organisations."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.agreements.events import OrganisationUpdated
from tests.service.notifications.client import NotificationsClient


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 1, 2, 3, 1)])
async def test_the_last_version_of_an_organisation_wins_in_any_order(
    notifications: NotificationsClient, order: tuple[int, ...]
) -> None:
    somewhere = UUID(int=999)
    for version in order:
        event = OrganisationUpdated(organisation_id=somewhere, code="x-y", name=f"Versi {version}", kind="agency")
        await notifications.h.hear(event, version=version, id=f"event-{version}")
    row = await notifications.h.pool.fetchrow("select name, version from organisations where id = $1", somewhere)
    assert row is not None
    assert tuple(row) == ("Versi 3", 3)
