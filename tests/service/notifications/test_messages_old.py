"""Old messages go, with the texts that nobody points at any more; what waits or is young stays."""

from __future__ import annotations

from datetime import timedelta

from services.notifications.store import messages_old
from shared.postgres.pool import transaction
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient

AGE = timedelta(days=400)


async def aged(notifications: NotificationsClient, days: int) -> None:
    """Every message as if it were made so many days earlier: its id says when."""
    await notifications.h.pool.execute("update messages set id = uuidv7(make_interval(days => $1))", -days)


async def counts(notifications: NotificationsClient) -> tuple[int, int]:
    pool = notifications.h.pool
    return await pool.fetchval("select count(*) from messages"), await pool.fetchval("select count(*) from texts")


async def purge(notifications: NotificationsClient, batch: int = 1_000) -> int:
    async with transaction(notifications.h.pool) as conn:
        return await messages_old.delete_messages(conn, AGE, batch)


async def heard(notifications: NotificationsClient) -> None:
    await scene.add_civil_servants(notifications)
    await notifications.h.hear(scene.UMBRELLA, id="e-1")


async def test_old_messages_go_with_their_texts_and_the_directory_stays(notifications: NotificationsClient) -> None:
    await heard(notifications)
    assert all(await counts(notifications))
    assert await purge(notifications) == 0
    await notifications.h.pool.execute(
        "update messages set state = 'delivered', delivered_at = now() where state = 'queued'"
    )
    await aged(notifications, 401)
    made = (await counts(notifications))[0]
    assert await purge(notifications, batch=1) == 1
    assert await purge(notifications) == made - 1
    assert await counts(notifications) == (0, 0)
    assert await notifications.h.pool.fetchval("select count(*) from recipients") == 3


async def test_what_waits_to_be_sent_stays_however_old(notifications: NotificationsClient) -> None:
    await scene.queue_mail(notifications, "b")
    await aged(notifications, 401)
    before = await counts(notifications)
    await purge(notifications)
    assert before[0] > 0
    assert await notifications.h.pool.fetchval("select count(*) from messages where state = 'queued'") == 1


async def test_the_scheduler_does_it(notifications: NotificationsClient) -> None:
    await heard(notifications)
    await notifications.h.pool.execute("delete from messages where state = 'queued'")
    await aged(notifications, 401)
    await notifications.h.tick()
    assert (await counts(notifications))[0] == 0
