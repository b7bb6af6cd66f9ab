"""How far circulars are acknowledged, as an operator sees it."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client import REGISTRY

from services.notifications.commands.circulars_counts import count_acknowledgements
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient


def recipients(state: str) -> float | None:
    return REGISTRY.get_sample_value("masohi_circular_recipients", {"state": state})


async def test_who_has_acknowledged_and_who_is_late_is_counted(notifications: NotificationsClient) -> None:
    async def look() -> None:
        async with notifications.h.pool.acquire() as conn:
            assert await count_acknowledgements(conn, notifications.h.clock.now()) == 0

    await look()
    assert [recipients(state) for state in ("acknowledged", "late", "in_time")] == [0, 0, 0]
    await scene.add_civil_servants(notifications)
    circular = await scene.publish_circular(notifications)
    await notifications.acknowledge(circular["id"], "a")
    await look()
    assert [recipients(state) for state in ("acknowledged", "late", "in_time")] == [1, 0, 2]
    notifications.h.clock.set(datetime(2026, 2, 17, 12, tzinfo=UTC))
    await notifications.h.scheduler.tick()
    await look()
    assert [recipients(state) for state in ("acknowledged", "late", "in_time")] == [1, 2, 0]
    assert REGISTRY.get_sample_value("masohi_circulars", {"state": "overdue"}) == 1
