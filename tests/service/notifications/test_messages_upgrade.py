"""Messages and circulars from before migration 0002 are still sent and read."""

from __future__ import annotations

from uuid import UUID

from shared.ids import new_id
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.mailbox import Mailbox


async def forget_contents(notifications: NotificationsClient) -> None:
    """Rows as they were: columns in the place of the value."""
    await notifications.h.pool.execute(
        "update texts set subject = content ->> 'subject', body = content ->> 'body', link = content ->> 'link',"
        " content = null"
    )
    await notifications.h.pool.execute(
        "update circulars set title = letter ->> 'title', body = letter ->> 'body', letter = null"
    )


async def test_an_older_circular_is_sent_and_read_like_a_new_one(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    await scene.add_civil_servants(notifications)
    circular = await scene.publish_circular(notifications)
    listed, inbox = await notifications.list_circulars(), await notifications.read_inbox("a")
    await forget_contents(notifications)
    assert await notifications.read_circular(circular["id"]) == circular
    assert await notifications.list_circulars() == listed
    assert await notifications.read_inbox("a") == inbox
    async with mailbox.open():
        assert await scene.send_due(notifications, scene.make_worker(mailbox)) == 2
    by_receiver = {str(mail["To"]): mail for mail in mailbox.mails}
    english = by_receiver["b@ambon.example"]
    assert (english["Subject"], english["Content-Language"]) == (scene.CIRCULAR["title"], "en")
    assert "https://masohi.ambon.example/notifications/inbox" in english.get_content()


async def test_an_older_replica_still_writes_during_an_upgrade(
    notifications: NotificationsClient, mailbox: Mailbox
) -> None:
    """The statement of the version before, on the schema of now."""
    recipient = await scene.add_recipient(notifications, "asn", **scene.use_mail("asn"))
    text, now = new_id(), notifications.h.clock.now()
    await notifications.h.pool.execute(
        "insert into texts (id, source, event_id, event_type, rule_id, language, subject, body, link, circular_id,"
        " correlation_id) values ($1, '/test', 'e-1', 'x.y.z', 'rule', 'id', 'Perihal', 'Isi', null, null, 'test')",
        text,
    )
    await notifications.h.pool.execute(
        "insert into messages (id, text_id, recipient_id, channel, source, event_id, state, next_attempt_at,"
        " created_at) values ($1, $2, $3, 'email', '/test', 'e-1', 'queued', $4, $4)",
        *(new_id(), text, UUID(recipient["id"]), now),
    )
    async with mailbox.open():
        assert await scene.send_due(notifications, scene.make_worker(mailbox)) == 1
    [sent] = mailbox.mails
    assert sent["Subject"] == "Perihal"
    assert sent.get_content().startswith("Isi")
