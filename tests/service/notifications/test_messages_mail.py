"""E-mail through a real mail server: sent once, kept while it is away, retried, given up and sent again."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.agreements.events import OrganisationRegistered
from services.notifications.domain.messages import LONGEST_WAIT
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox

ADDRESS = "asn@ambon.example"


async def only_message(notifications: NotificationsClient) -> dict[str, Any]:
    row = await notifications.h.pool.fetchrow("select state, attempts, error, claimed_until from messages")
    assert row is not None
    return dict(row)


async def test_sends_it_with_its_own_id_and_a_link(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.queue_mail(notifications, "asn")
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 1
        assert await scene.send_due(notifications, worker) == 0
    [sent] = mailbox.mails
    [fact] = await notifications.facts("notifications.message.delivered")
    assert sent["Message-ID"] == f"<{fact['message_id']}@ambon.example>"
    assert (sent["To"], sent["From"]) == (ADDRESS, "masohi@ambon.example")
    assert (sent["Auto-Submitted"], sent["Content-Language"]) == ("auto-generated", "id")
    assert sent["Subject"] == "Kesepakatan bersama mulai berlaku"
    assert f"https://masohi.ambon.example/agreements/joint-agreements/{UUID(int=1)}" in sent.get_content()
    assert "Nama" not in sent.as_string()
    assert (await only_message(notifications))["claimed_until"] is None


async def test_a_title_that_looks_encoded_is_shown_as_typed(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    """It stands in the mail and in the inbox. The name of an organisation reaches a subject through a rule."""
    forged = "=?utf-8?q?=0ABcc:_x@y.invalid?="
    await scene.add_recipient(notifications, "asn", **scene.use_mail("asn", "inbox"))
    await scene.publish_circular(notifications, title=forged)
    named = OrganisationRegistered.model_validate(
        {"organisation_id": UUID(int=104), "code": "forged", "name": forged, "kind": "agency"}
    )
    text = {"subject": "{{ name }}", "body": "{{ name }}"}
    rule = {"event_type": named.type, "texts": {"id": text, "en": text}, "channels": ["email"]}
    await notifications.set_rule("organisation-registered", scene.define_rule(**rule))
    await notifications.h.hear(named)
    async with mailbox.open():
        assert await scene.send_due(notifications, scene.make_worker(mailbox)) == 2
    assert [sent["Subject"] for sent in mailbox.mails] == [forged, forged]
    assert not [content for content in mailbox.raw if re.search(rb"(?im)^bcc", content)]
    assert [sent["Bcc"] for sent in mailbox.mails] == [None, None]
    [inbox] = await scene.list_inbox(notifications, "asn")
    assert inbox["subject"] == forged


async def test_the_facts_belong_to_the_story_of_the_event(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.queue_mail(notifications, "asn")
    async with mailbox.open():
        await scene.send_due(notifications, scene.make_worker(mailbox))
    row = await notifications.h.pool.fetchrow(
        "select correlation_id, causation_id from journal where key = any(select id::text from messages)"
    )
    assert row is not None
    assert tuple(row) == ("test", "e-1")


async def test_a_permanent_refusal_fails_at_once_and_an_operator_sends_it_again(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "asn", "other")
    mailbox.answers[ADDRESS] = f"550 no such mailbox {ADDRESS.upper()}"
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 2
        [failed] = (await notifications.list_messages(state="failed"))["items"]
        assert failed["error"] == "550 no such mailbox …"
        [fact] = await notifications.facts("notifications.message.failed")
        assert fact["message_id"] == failed["id"]
        mailbox.answers.clear()
        queued = await notifications.redeliver(failed["id"])
        assert (queued["state"], queued["error"]) == ("queued", None)
        assert await notifications.facts("notifications.record.redelivery-ordered") == [{"message_id": failed["id"]}]
        assert (await notifications.redeliver(failed["id"], status=409))["title"] == "message-not-failed"
        assert await scene.send_due(notifications, worker) == 1
        assert (await notifications.read_message(failed["id"]))["state"] == "delivered"
    assert mailbox.receivers == [ADDRESS, "other@ambon.example"]


@pytest.mark.parametrize("refusal", ["451 try later", "452 mailbox full"])
async def test_a_server_that_refuses_for_a_day_gets_the_mail_after_it(
    notifications: NotificationsClient, mailbox: Mailbox, refusal: str
) -> None:
    await scene.queue_mail(notifications, "asn", "other")
    mailbox.answers[ADDRESS] = refusal
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        assert await scene.send_due(notifications, worker) == 2
        for _ in range(24):
            assert await scene.send_due(notifications, worker) == 0  # not due yet
            notifications.h.clock.set(notifications.h.clock.now() + LONGEST_WAIT / 2)
            assert await scene.send_due(notifications, worker) <= 1
        mailbox.answers.clear()
        notifications.h.clock.set(notifications.h.clock.now() + LONGEST_WAIT)
        assert await scene.send_due(notifications, worker) == 1
    assert mailbox.receivers == [ADDRESS, "other@ambon.example"]
    assert await notifications.facts("notifications.message.failed") == []


async def test_a_temporary_refusal_fails_after_the_days_that_are_set(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "asn")
    mailbox.answers[ADDRESS] = "451 try later"
    worker = scene.make_worker(mailbox, mail_give_up_days=2)
    async with mailbox.open():
        await scene.send_due(notifications, worker)
        began = notifications.h.clock.now()
        while (await only_message(notifications))["state"] == "queued":
            notifications.h.clock.set(notifications.h.clock.now() + LONGEST_WAIT)
            assert await scene.send_due(notifications, worker) == 1
    assert timedelta(days=2) <= notifications.h.clock.now() - began < timedelta(days=2) + 2 * LONGEST_WAIT
    assert len(await notifications.facts("notifications.message")) == 1


async def test_a_clock_set_back_does_not_strand_a_message(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.queue_mail(notifications, "asn")
    notifications.h.clock.set(notifications.h.clock.now() - timedelta(days=300))
    async with mailbox.open():
        assert await scene.send_due(notifications, scene.make_worker(mailbox)) == 1


async def test_a_connection_that_breaks_harms_one_message(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.queue_mail(notifications, "a", "asn", "z")
    mailbox.hang_up_on.add(ADDRESS)
    worker = scene.make_worker(mailbox)
    async with mailbox.open():
        await scene.send_due(notifications, worker)
        assert await scene.send_due(notifications, worker) == 0  # the channel pauses
        await scene.end_wait(notifications)
        await scene.send_due(notifications, worker)
        assert mailbox.receivers == ["a@ambon.example", "z@ambon.example"]
        mailbox.hang_up_on.clear()
        notifications.h.clock.set(notifications.h.clock.now() + LONGEST_WAIT)
        await scene.send_due(notifications, worker)
    assert len(mailbox.mails) == 3


async def test_someone_who_left_gets_nothing(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.queue_mail(notifications, "asn")
    await notifications.h.pool.execute("update recipients set active = false")
    async with mailbox.open():
        await scene.send_due(notifications, scene.make_worker(mailbox))
    assert mailbox.mails == []
    assert (await only_message(notifications))["state"] == "failed"


async def test_three_workers_share_the_work_and_double_none(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, *(f"asn-{n}" for n in range(30)))
    workers = [scene.make_worker(mailbox, mail_batch=3) for _ in range(3)]
    async with mailbox.open():
        for _ in range(6):
            await asyncio.gather(*(scene.send_due(notifications, worker) for worker in workers))
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(mailbox.mails) == 30
    assert len(await notifications.facts("notifications.message.delivered")) == 30


async def test_a_stop_finishes_the_message_under_way_and_gives_back_the_rest(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.queue_mail(notifications, "a", "b", "c")
    under_way, go_on = asyncio.Event(), asyncio.Event()
    accept = mailbox.handle_DATA

    async def accept_slowly(*args: Any) -> str:
        under_way.set()
        await go_on.wait()
        return await accept(*args)

    mailbox.handle_DATA = accept_slowly  # type: ignore[method-assign,assignment]
    h, worker = notifications.h, scene.make_worker(mailbox)
    async with mailbox.open():
        running = asyncio.create_task(worker.run(h.pool, h.clock, lambda: None))
        await under_way.wait()
        running.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    rows = await h.pool.fetch("select state, claimed_until from messages order by state")
    assert [tuple(row) for row in rows] == [("delivered", None), ("queued", None), ("queued", None)]
    assert len(mailbox.mails) == 1


async def test_runs_by_itself_through_an_outage(notifications: NotificationsClient, mailbox: Mailbox) -> None:
    await scene.queue_mail(notifications, "asn")
    tried, done = asyncio.Event(), asyncio.Event()

    def committed() -> None:
        tried.set()
        if mailbox.mails:
            done.set()

    worker = scene.make_worker(mailbox, mail_poll_s=0.01)
    running = asyncio.create_task(worker.run(notifications.h.pool, notifications.h.clock, committed))
    try:
        await asyncio.wait_for(tried.wait(), 20)  # in vain: nobody listens yet
        async with mailbox.open():
            await asyncio.wait_for(done.wait(), 60)
    finally:
        running.cancel()
    assert mailbox.receivers == [ADDRESS]
