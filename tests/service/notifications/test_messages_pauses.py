"""The channel pauses while no mail server takes messages: one probe goes out, all others wait and lose nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.commands import pauses
from services.notifications.domain.messages import Claim
from services.notifications.metrics import MAIL_PAUSED, MESSAGES_REFUSED
from shared.ids import new_id
from shared.postgres.pool import transaction
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox

ADDRESS = "asn@ambon.example"


async def read_pause(notifications: NotificationsClient) -> dict[str, Any] | None:
    row = await notifications.h.pool.fetchrow(
        "select failures, error, resumes_at - clock_timestamp() as wait from pauses"
    )
    return None if row is None else dict(row)


async def states(notifications: NotificationsClient) -> list[tuple[str, int, bool]]:
    rows = await notifications.h.pool.fetch(
        "select state, attempts, claim is not null as claimed from messages order by id"
    )
    return [tuple(row) for row in rows]


async def test_a_stopped_mail_server_loses_nothing_and_uses_up_nothing(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "a", "b", "c")
    worker = scene.make_worker(mailbox)
    for _ in range(9):
        assert await scene.send_due(notifications, worker) == 0
        await scene.end_wait(notifications)
        notifications.h.clock.set(notifications.h.clock.now() + timedelta(days=1))
    assert await states(notifications) == [("queued", 0, False)] * 3
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 1  # the probe
        assert await read_pause(notifications) is None
        assert await scene.send_due(notifications, worker) == 2
    assert mailbox.receivers == [f"{name}@ambon.example" for name in "abc"]
    assert len(await notifications.facts("notifications.message.delivered")) == 3


async def test_each_probe_that_fails_makes_the_wait_longer(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "asn")
    worker = scene.make_worker(mailbox)
    for failures in range(1, 7):
        await scene.send_due(notifications, worker)
        pause = await read_pause(notifications)
        assert pause is not None
        assert pause["failures"] == failures
        assert 2.0 ** (failures - 2) - 1 < pause["wait"].total_seconds() <= 2.0 ** (failures - 1)
        await scene.end_wait(notifications)


async def test_a_server_that_turns_everyone_away_meets_one_probe_of_three_workers(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, *(f"asn-{n}" for n in range(9)))
    mailbox.greeting = "421 too busy"
    workers = [scene.make_worker(mailbox, mail_batch=3) for _ in range(3)]
    async with mailbox.open():
        await scene.send_due(notifications, workers[0])
        for _ in range(5):
            await asyncio.gather(*(scene.send_due(notifications, worker) for worker in workers))
        assert mailbox.connections == 1
        await scene.end_wait(notifications)
        await asyncio.gather(*(scene.send_due(notifications, worker) for worker in workers))
        assert mailbox.connections == 2
        pause = await read_pause(notifications)
    assert pause is not None
    assert pause["failures"] == 2
    assert "421" in pause["error"]
    assert await states(notifications) == [("queued", 0, False)] * 9


async def test_three_workers_that_notice_it_at_once_begin_one_pause(notifications: NotificationsClient) -> None:
    async def notice() -> None:
        async with transaction(notifications.h.pool) as conn:
            await pauses.pause(conn, Claim(new_id()), "away")

    await asyncio.gather(notice(), notice(), notice())
    pause = await read_pause(notifications)
    assert pause is not None
    assert pause["failures"] == 1
    assert pause["wait"] <= timedelta(seconds=1)


async def test_421_to_one_address_pauses_the_channel_and_holds_up_nobody_else(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "asn", "b", "c")
    mailbox.answers[ADDRESS] = "421 4.7.0 try again later"
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 1
        assert await scene.send_due(notifications, worker) == 0  # the channel pauses
        assert mailbox.asked == [ADDRESS]
        await scene.end_wait(notifications)
        assert await scene.send_due(notifications, worker) == 1
        assert await scene.send_due(notifications, worker) == 1
        assert mailbox.receivers == ["b@ambon.example", "c@ambon.example"]
        assert (await states(notifications))[0] == ("queued", 1, False)
        mailbox.answers.clear()
        notifications.h.clock.set(notifications.h.clock.now() + timedelta(minutes=1))
        assert await scene.send_due(notifications, worker) == 1
    assert len(mailbox.mails) == 3


async def test_each_address_is_judged_by_its_own_answer(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.queue_mail(notifications, "a", "b", "c")
    mailbox.answers |= {"a@ambon.example": "550 no such mailbox", "b@ambon.example": "452 mailbox full"}
    async with mailbox.open():
        assert await scene.send_due(notifications, scene.make_worker(mailbox)) == 3
    assert [state for state, _, _ in await states(notifications)] == ["failed", "queued", "delivered"]
    assert mailbox.connections == 1
    assert await read_pause(notifications) is None


@pytest.mark.parametrize("to_sender", ["452 no space", "530 sign in first", "550 sender not allowed"])
async def test_a_server_that_refuses_the_sender_meets_one_message(
    notifications: NotificationsClient, mailbox: Mailbox, to_sender: str
) -> None:
    """That is about us, not about a message: none fails, and the others do not try."""
    await scene.queue_mail(notifications, "a", "b", "c")
    mailbox.to_sender = to_sender
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 1
        assert await scene.send_due(notifications, worker) == 0
    assert [attempts for _, attempts, _ in await states(notifications)] == [1, 0, 0]
    assert await read_pause(notifications) is not None
    assert await notifications.facts("notifications.message.failed") == []


@pytest.mark.parametrize(
    ("to_data", "state", "paused"),
    [("451 later", "queued", False), ("554 refused", "failed", False), ("421 closing", "queued", True)],
)
async def test_an_answer_to_the_message_itself_counts_too(
    notifications: NotificationsClient, mailbox: Mailbox, to_data: str, state: str, paused: bool
) -> None:
    await scene.queue_mail(notifications, "asn")
    mailbox.to_data = to_data
    async with mailbox.open():
        assert await scene.send_due(notifications, scene.make_worker(mailbox)) == 1
    assert [each for each, _, _ in await states(notifications)] == [state]
    assert (await read_pause(notifications) is not None) == paused


async def test_an_answer_that_is_no_text_is_kept_as_far_as_it_is(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "a")
    mailbox.strange = True
    mailbox.answers["a@ambon.example"] = "550 mailbox"
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 1
        [failed] = (await notifications.list_messages(state="failed"))["items"]
        assert failed["error"] == "550 no such� mailbox"
        mailbox.greeting = "421 \0 too busy"
        await notifications.redeliver(failed["id"])
        await scene.send_due(notifications, worker)
    pause = await read_pause(notifications)
    assert pause is not None
    assert pause["error"] == "421 too busy"


async def test_a_probe_that_dies_is_made_by_another_worker(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    """It holds the channel for its lease. Then the next worker takes its place."""
    await scene.queue_mail(notifications, "asn")
    worker = scene.make_worker(mailbox)
    await scene.send_due(notifications, worker)
    await scene.end_wait(notifications)
    await scene.claim(notifications, lease_s=30)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 0
        await notifications.h.pool.execute("update messages set claimed_until = clock_timestamp()")
        await scene.end_wait(notifications)
        assert await scene.send_due(notifications, worker) == 1
    assert await read_pause(notifications) is None


async def test_an_operator_sees_for_how_long_mail_has_not_flowed(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "asn")
    h, worker = notifications.h, scene.make_worker(mailbox)
    mailbox.to_sender = "451 later"
    async with mailbox.open():
        await scene.send_due(notifications, worker)
    await h.pool.execute("update pauses set since = since - interval '10 minutes'")
    h.clock.set(h.clock.now() + timedelta(hours=7))
    await worker.sample(h.pool, h.clock)
    assert value(MAIL_PAUSED) == pytest.approx(600, abs=30)
    assert value(MESSAGES_REFUSED) == pytest.approx(7 * 3600, abs=30)
    await h.pool.execute("delete from pauses; update messages set refused_since = null")
    await scene.make_worker(mailbox).sample(h.pool, h.clock)
    assert value(MAIL_PAUSED) == value(MESSAGES_REFUSED) == 0


def value(gauge: Any) -> float:
    return float(gauge._value.get())
