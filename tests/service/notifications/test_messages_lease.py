"""The lease on an e-mail: short after a crash, renewed while its worker is alive, and one worker's alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from services.notifications.commands import messages as commands
from services.notifications.domain.messages import Answer
from shared.postgres.pool import transaction
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox

DAYS = timedelta(days=5)


def answer_slowly(mailbox: Mailbox, seconds: float) -> asyncio.Event:
    """The server takes its time with each message. The event: it has one."""
    under_way, accept = asyncio.Event(), mailbox.handle_DATA

    async def handle(*args: Any) -> str:
        under_way.set()
        await asyncio.sleep(seconds)
        return await accept(*args)

    mailbox.handle_DATA = handle  # type: ignore[method-assign,assignment]
    return under_way


async def test_a_claim_holds_until_its_lease_runs_out(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    """A worker that died keeps its messages for the lease, whatever the clock says. Then another sends them."""
    await scene.queue_mail(notifications, "asn")
    assert len((await scene.claim(notifications, 30)).mails) == 1
    h, worker = notifications.h, scene.make_worker(mailbox)
    h.clock.set(h.clock.now() + timedelta(hours=1))
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 0
        await h.pool.execute("update messages set claimed_until = clock_timestamp() - interval '1 second'")
        assert await scene.send_due(notifications, worker) == 1
    assert len(await notifications.facts("notifications.message.delivered")) == 1


async def test_the_mails_of_a_worker_that_was_killed_are_free_after_half_a_minute(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "a", "b")
    under_way = answer_slowly(mailbox, 0.2)
    async with mailbox.open():
        sending = asyncio.create_task(scene.send_due(notifications, scene.make_worker(mailbox)))
        await under_way.wait()
        longest = await notifications.h.pool.fetchval("select max(claimed_until) - clock_timestamp() from messages")
        await sending
    assert timedelta(seconds=20) < longest <= timedelta(seconds=30)


async def test_a_worker_that_needs_longer_than_its_lease_keeps_its_mails(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    """Each message takes longer than the lease, and two other workers look for work all the time."""
    await scene.queue_mail(notifications, "a", "b")
    under_way = answer_slowly(mailbox, 1.5)
    slow, *others = (scene.make_worker(mailbox, mail_lease_s=1) for _ in range(3))
    async with mailbox.open():
        sending = asyncio.create_task(scene.send_due(notifications, slow))
        await under_way.wait()
        while not sending.done():
            assert [await scene.send_due(notifications, other) for other in others] == [0, 0]
            await asyncio.sleep(0.05)
        assert sending.result() == 2
    assert mailbox.receivers == ["a@ambon.example", "b@ambon.example"]


async def test_a_worker_that_has_lost_its_lease_sends_nothing_more(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    """The rest of its batch went to another worker while it was stuck with the first message."""
    await scene.queue_mail(notifications, "a", "b", "c")
    under_way = answer_slowly(mailbox, 1.0)
    async with mailbox.open():
        sending = asyncio.create_task(scene.send_due(notifications, scene.make_worker(mailbox, mail_lease_s=1)))
        await under_way.wait()
        await notifications.h.pool.execute(
            "update messages set claim = uuidv7(), claimed_until = now() + interval '1 h'"
        )
        assert await sending == 1
    assert len(mailbox.mails) == 1
    taken = await notifications.h.pool.fetchval("select count(*) from messages where claimed_until > now()")
    assert taken == 3


async def test_a_lost_claim_settles_nothing(notifications: NotificationsClient) -> None:
    """Two workers believe that they hold the message. Only the later claim counts, also while it is sent."""
    await scene.queue_mail(notifications, "asn")
    now = notifications.h.clock.now()
    early, late = await scene.claim(notifications, 0.0), await scene.claim(notifications, 30)
    async with transaction(notifications.h.pool) as conn:
        await commands.release(conn, early)
        assert await commands.renew(conn, early, 30) == set()
        assert await commands.settle(conn, early, early.mails[0], Answer("delivered"), now, DAYS) is None
        assert await commands.settle(conn, late, late.mails[0], Answer("delivered"), now, DAYS) is not None
    assert len(await notifications.facts("notifications.message.delivered")) == 1


async def test_a_database_that_is_away_for_a_moment_doubles_no_mail(
    notifications: NotificationsClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection breaks when the mail server has accepted the message."""
    await scene.queue_mail(notifications, "asn")
    settle, broken = commands.settle, iter([True, True, False])

    async def break_twice(*args: Any) -> object:
        if next(broken):
            raise asyncpg.ConnectionDoesNotExistError
        return await settle(*args)

    monkeypatch.setattr(commands, "settle", break_twice)
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 1
        await notifications.h.pool.execute("update messages set claimed_until = null")
        assert await scene.send_due(notifications, worker) == 0
    assert len(mailbox.mails) == 1
    assert len(await notifications.facts("notifications.message.delivered")) == 1
