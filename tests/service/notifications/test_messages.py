"""From an event to messages: to whom, in which texts, once."""

from __future__ import annotations

import asyncio
from uuid import UUID

import orjson

from services.community_service.events import SentenceAssigned
from services.notifications.commands import messages as commands
from services.notifications.errors.messages import MessageNotFailed
from shared.edge.access import Actor
from shared.messaging.envelope import Envelope
from shared.postgres.pool import in_transaction
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.scene import DINSOS, KEJARI, LAPAS, RULE, UMBRELLA
from tests.support.envelopes import kafka_headers

PERSON = UUID(int=77)
ASSIGNED = SentenceAssigned.model_validate(
    {
        "sentence_id": UUID(int=2),
        "state": "assigned",
        "required_minutes": 3600,
        "credited_minutes": 0,
        "remaining_minutes": 3600,
        "court_code": "pn-ambon",
        "verdict_number": "12/Pid.B/2026",
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
        "person_id": PERSON,
        "starts_on": "2026-02-10",
        "ends_on": "2026-08-09",
    }
)


async def test_reaches_the_roles_in_the_organisations_of_the_event(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    await scene.add_recipient(notifications, "clerk-2", LAPAS, language="en")
    await scene.add_recipient(notifications, "elsewhere", KEJARI)
    await scene.add_recipient(notifications, "other-role", roles=["trainer"])
    await scene.add_recipient(notifications, "left", active=False)
    await notifications.h.hear(UMBRELLA)
    [indonesian] = await scene.list_inbox(notifications, "clerk-1")
    [english] = await scene.list_inbox(notifications, "clerk-2")
    assert indonesian["subject"] == "Kesepakatan bersama mulai berlaku"
    assert indonesian["body"].endswith("Masa berlaku 9 Februari 2026 sampai 8 Februari 2031.")
    assert english["body"].endswith("It is valid from 9 February 2026 to 8 February 2031.")
    assert english["link"] == f"/agreements/joint-agreements/{UUID(int=1)}"
    for nobody in ("elsewhere", "other-role", "left"):
        assert await scene.list_inbox(notifications, nobody) == []


async def test_an_organisation_may_be_named_by_its_code(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "jaksa", KEJARI, roles=["prosecutor"])
    await scene.add_recipient(notifications, "jaksa-2", DINSOS, roles=["prosecutor"])
    await notifications.h.hear(ASSIGNED)
    [message] = await scene.list_inbox(notifications, "jaksa")
    assert "60 jam" in message["body"]
    assert await scene.list_inbox(notifications, "jaksa-2") == []


async def test_stores_nothing_internal_even_if_it_came(notifications: NotificationsClient) -> None:
    """The harness delivers the internal field as well; no table may hold it afterwards."""
    await scene.add_recipient(notifications, "jaksa", KEJARI, roles=["prosecutor"], **scene.use_mail("jaksa", "inbox"))
    await notifications.h.hear(ASSIGNED)
    for table in ("texts", "messages", "journal", "outbox", "dead_letters"):
        rows = await notifications.h.pool.fetch(f"select t::text from {table} as t")
        assert str(PERSON) not in str(rows)


async def test_reads_no_internal_field(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "jaksa", KEJARI, roles=["prosecutor"])
    envelope = Envelope(id="e-1", source="/community-service", type=ASSIGNED.type, time=None, data=b"")
    value = orjson.dumps(ASSIGNED.public())
    await notifications.h.hear_raw("masohi.community-service.internal.v1", value, kafka_headers(envelope))
    assert await notifications.dead_letters() == []
    assert len(await scene.list_inbox(notifications, "jaksa")) == 1


async def test_one_message_however_often_the_event_comes(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1", **scene.use_mail("clerk-1", "inbox"))
    for _ in range(3):
        await notifications.h.hear(UMBRELLA, id="e-1")
    # As after a purge of the platform's inbox: the messages themselves know.
    await notifications.h.pool.execute("delete from inbox")
    await notifications.h.hear(UMBRELLA, id="e-1")
    assert await notifications.h.pool.fetchval("select count(*) from messages") == 2
    assert await notifications.h.pool.fetchval("select count(*) from texts") == 1
    assert len(await notifications.facts("notifications.message")) == 1
    await notifications.h.hear(UMBRELLA, id="e-2")
    assert len(await scene.list_inbox(notifications, "clerk-1")) == 2


async def test_two_rules_about_one_event_reach_a_person_once(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1")
    await notifications.set_rule("another", scene.define_rule())
    await notifications.h.hear(UMBRELLA)
    assert len(await scene.list_inbox(notifications, "clerk-1")) == 1


async def test_an_inbox_message_is_delivered_at_once_an_email_waits(notifications: NotificationsClient) -> None:
    made = await scene.add_recipient(notifications, "clerk-1", **scene.use_mail("clerk-1", "inbox"))
    await notifications.h.hear(UMBRELLA, id="e-1")
    [fact] = await notifications.facts("notifications.message.delivered")
    assert (fact["channel"], fact["recipient_id"], fact["event_id"]) == ("inbox", made["id"], "e-1")
    assert fact["event_type"] == "agreements.joint-agreement.activated"
    [queued] = (await notifications.list_messages(state="queued"))["items"]
    assert queued["channel"] == "email"


async def test_a_channel_that_the_recipient_does_not_want_is_not_used(notifications: NotificationsClient) -> None:
    await scene.add_recipient(notifications, "clerk-1", **scene.use_mail("clerk-1"))
    await notifications.set_rule(RULE, scene.define_rule())
    await notifications.h.hear(UMBRELLA)
    assert await notifications.h.pool.fetchval("select count(*) from messages") == 0
    assert await notifications.h.pool.fetchval("select count(*) from texts") == 0


async def test_an_event_that_three_readers_hear_at_once_is_told_once(notifications: NotificationsClient) -> None:
    """Two readers can have one partition for a moment, while a group is joined anew."""
    for n in range(10):
        await scene.add_recipient(notifications, f"clerk-{n}", **scene.use_mail(f"clerk-{n}", "inbox"))
    await asyncio.gather(*(notifications.h.hear(UMBRELLA, id="e-1") for _ in range(3)))
    rows = await notifications.h.pool.fetch("select channel, count(*) from messages group by channel order by channel")
    assert [tuple(row) for row in rows] == [("email", 10), ("inbox", 10)]
    assert len(await notifications.facts("notifications.message.delivered")) == 10


async def test_a_redelivery_that_three_operators_order_at_once_is_one(notifications: NotificationsClient) -> None:
    await scene.queue_mail(notifications, "asn")
    pool, now = notifications.h.pool, notifications.h.clock.now()
    message_id = await pool.fetchval("update messages set state = 'failed' returning id")
    operator = Actor("operator", frozenset({"operator"}), None)

    async def order() -> object:
        return await in_transaction(pool, lambda conn: commands.redeliver(conn, message_id, operator, now))

    done = await asyncio.gather(order(), order(), order(), return_exceptions=True)
    assert [type(each) for each in done if isinstance(each, Exception)] == [MessageNotFailed] * 2
    assert len(await notifications.facts("notifications.record.redelivery-ordered")) == 1
