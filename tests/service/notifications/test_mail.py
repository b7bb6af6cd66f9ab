"""E-mail through a real mail server: sent once, kept while it is away, retried, given up and sent again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.notifications import mail
from services.notifications.commands import messages as commands
from services.notifications.domain.message import ATTEMPTS, LONGEST_WAIT
from shared.postgres.pool import transaction
from tests.service.notifications.conftest import Mailbox, by_mail, delivery, recipient, send
from tests.service.notifications.test_telling import UMBRELLA, said
from tests.support.harness import Harness

ADDRESS = "asn@ambon.example"


async def queue(h: Harness, *references: str) -> None:
    for reference in references:
        await recipient(h, reference, **by_mail(reference))
    await h.hear(UMBRELLA, id="e-1")


async def state(h: Harness) -> dict[str, Any]:
    row = await h.pool.fetchrow("select state, attempts, error, claimed_until from messages")
    assert row is not None
    return dict(row)


async def test_sends_it_with_its_own_id_and_a_link(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, "asn")
    async with mailbox.open():
        assert await send(notifications, delivery(mailbox)) == 1
        assert await send(notifications, delivery(mailbox)) == 0
    [sent] = mailbox.mails
    [fact] = await said(notifications, "notifications.message.delivered")
    assert sent["Message-ID"] == f"<{fact['message_id']}@ambon.example>"
    assert (sent["To"], sent["From"]) == (ADDRESS, "masohi@ambon.example")
    assert (sent["Auto-Submitted"], sent["Content-Language"]) == ("auto-generated", "id")
    assert sent["Subject"] == "Kesepakatan bersama mulai berlaku"
    assert f"https://masohi.ambon.example/agreements/joint-agreements/{UUID(int=1)}" in sent.get_content()
    assert "Nama" not in sent.as_string()
    assert (await state(notifications))["claimed_until"] is None


async def test_the_facts_belong_to_the_story_of_the_event(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, "asn")
    async with mailbox.open():
        await send(notifications, delivery(mailbox))
    row = await notifications.pool.fetchrow(
        "select correlation_id, causation_id from journal where key = any(select id::text from messages)"
    )
    assert row is not None
    assert tuple(row) == ("test", "e-1")


async def test_a_stopped_mail_server_loses_nothing_and_uses_up_nothing(
    notifications: Harness, mailbox: Mailbox
) -> None:
    await queue(notifications, "a", "b", "c")
    worker = delivery(mailbox)
    for _ in range(ATTEMPTS + 1):
        with pytest.raises(mail.Unreachable):
            await send(notifications, worker)
        notifications.clock.set(notifications.clock.now() + timedelta(days=1))
    async with mailbox.open():
        assert await send(notifications, worker) == 3
    assert mailbox.receivers == [f"{name}@ambon.example" for name in "abc"]
    assert len(await said(notifications, "notifications.message.delivered")) == 3


async def test_a_permanent_refusal_fails_at_once_and_an_operator_sends_it_again(
    notifications: Harness, mailbox: Mailbox
) -> None:
    await queue(notifications, "asn", "other")
    mailbox.answers[ADDRESS] = f"550 no such mailbox {ADDRESS}"
    async with mailbox.open():
        assert await send(notifications, delivery(mailbox)) == 2
        [failed] = (await notifications.get("/notifications/messages?state=failed", "operator"))["items"]
        assert failed["error"] == "550 no such mailbox …"
        [fact] = await said(notifications, "notifications.message.failed")
        assert fact["message_id"] == failed["id"]
        mailbox.answers.clear()
        path = f"/notifications/messages/{failed['id']}"
        assert (await notifications.post(f"{path}/resend", None, "operator"))["state"] == "queued"
        refused = await notifications.post(f"{path}/resend", None, "operator", status=409)
        assert refused["title"] == "message-not-failed"
        assert await send(notifications, delivery(mailbox)) == 1
        assert (await notifications.get(path, "operator"))["state"] == "delivered"
    assert mailbox.receivers == [ADDRESS, "other@ambon.example"]


async def test_a_transient_refusal_waits_longer_each_time_then_fails(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, "asn")
    mailbox.answers[ADDRESS] = "451 try later"
    worker = delivery(mailbox)
    async with mailbox.open():
        for attempts in range(1, ATTEMPTS + 1):
            assert await send(notifications, worker) == 1
            assert await send(notifications, worker) == 0  # not due yet
            assert (await state(notifications))["attempts"] == attempts
            notifications.clock.set(notifications.clock.now() + LONGEST_WAIT)
        assert await send(notifications, worker) == 0
    assert (await state(notifications))["state"] == "failed"
    assert len(await said(notifications, "notifications.message")) == 1


async def test_a_clock_set_back_does_not_strand_a_message(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, "asn")
    notifications.clock.set(notifications.clock.now() - timedelta(days=300))
    async with mailbox.open():
        assert await send(notifications, delivery(mailbox)) == 1


async def test_a_connection_that_breaks_harms_one_message(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, "a", "asn", "z")
    mailbox.hang_up_on.add(ADDRESS)
    worker = delivery(mailbox)
    async with mailbox.open():
        await send(notifications, worker)
        await send(notifications, worker)
        assert mailbox.receivers == ["a@ambon.example", "z@ambon.example"]
        mailbox.hang_up_on.clear()
        notifications.clock.set(notifications.clock.now() + LONGEST_WAIT)
        await send(notifications, worker)
    assert len(mailbox.mails) == 3


async def test_someone_who_left_gets_nothing(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, "asn")
    await notifications.pool.execute("update recipients set active = false")
    async with mailbox.open():
        await send(notifications, delivery(mailbox))
    assert mailbox.mails == []
    assert (await state(notifications))["state"] == "failed"


async def test_two_workers_share_the_work_and_double_none(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, *(f"asn-{n}" for n in range(12)))
    workers = [delivery(mailbox, mail_batch=3) for _ in range(2)]
    async with mailbox.open():
        for _ in range(4):
            await asyncio.gather(*(send(notifications, worker) for worker in workers))
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == len(mailbox.mails) == 12


async def test_a_claim_holds_until_its_lease_runs_out(notifications: Harness, mailbox: Mailbox) -> None:
    """A worker that died keeps its messages for the lease, whatever the story's clock says; then another sends them."""
    await queue(notifications, "asn")
    async with transaction(notifications.pool) as conn:
        assert len(await commands.claim(conn, notifications.clock.now(), 10, 300)) == 1
    notifications.clock.set(notifications.clock.now() + timedelta(hours=1))
    async with mailbox.open():
        assert await send(notifications, delivery(mailbox)) == 0
        await notifications.pool.execute("update messages set claimed_until = clock_timestamp() - interval '1 second'")
        assert await send(notifications, delivery(mailbox)) == 1
    assert len(await said(notifications, "notifications.message.delivered")) == 1


async def test_a_lost_claim_settles_nothing(notifications: Harness) -> None:
    """Two believe that they hold the message: only the later claim counts, also while it is still being sent."""
    await queue(notifications, "asn")
    now = notifications.clock.now()
    async with transaction(notifications.pool) as conn:
        [early] = await commands.claim(conn, now, 10, 0.0)
    async with transaction(notifications.pool) as conn:
        [late] = await commands.claim(conn, now, 10, 300)
        await commands.release(conn, [early])
        assert await commands.settle(conn, early, "delivered", None, now) is None
        assert await commands.settle(conn, late, "delivered", None, now) is not None
    assert len(await said(notifications, "notifications.message.delivered")) == 1


async def test_a_stop_finishes_the_message_under_way_and_gives_back_the_rest(
    notifications: Harness, mailbox: Mailbox
) -> None:
    await queue(notifications, "a", "b", "c")
    under_way, go_on = asyncio.Event(), asyncio.Event()
    taken = mailbox.handle_DATA

    async def slowly(*args: Any) -> str:
        under_way.set()
        await go_on.wait()
        return await taken(*args)

    mailbox.handle_DATA = slowly  # type: ignore[method-assign,assignment]
    async with mailbox.open():
        running = asyncio.create_task(delivery(mailbox).run(notifications.pool, notifications.clock, lambda: None))
        await under_way.wait()
        running.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    rows = await notifications.pool.fetch("select state, claimed_until from messages order by state")
    assert [tuple(row) for row in rows] == [("delivered", None), ("queued", None), ("queued", None)]
    assert len(mailbox.mails) == 1


async def test_runs_by_itself_through_an_outage(notifications: Harness, mailbox: Mailbox) -> None:
    await queue(notifications, "asn")
    tried, done = asyncio.Event(), asyncio.Event()

    def committed() -> None:
        tried.set()
        if mailbox.mails:
            done.set()

    worker = delivery(mailbox, mail_poll_s=0.01)
    running = asyncio.create_task(worker.run(notifications.pool, notifications.clock, committed))
    try:
        await asyncio.wait_for(tried.wait(), 20)  # in vain: nobody listens yet
        async with mailbox.open():
            await asyncio.wait_for(done.wait(), 60)
    finally:
        running.cancel()
    assert mailbox.receivers == [ADDRESS]
