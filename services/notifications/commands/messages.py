"""Use cases of messages: write them about an event, settle an attempt to send, and order a redelivery."""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.commands import pauses
from services.notifications.commands.notification_rules_in_force import load_in_force
from services.notifications.domain import messages, notification_rules
from services.notifications.domain.messages import Answer, Claim, Mail, Message, Occasion, Text
from services.notifications.domain.notification_rules import Rule
from services.notifications.domain.organisations import Organisations, places_in
from services.notifications.domain.recipients import Reader
from services.notifications.errors.templates import TemplateFailed
from services.notifications.events import Channel
from services.notifications.metrics import MESSAGES, RULE_FAILURES
from services.notifications.queries import messages as queries
from services.notifications.store import messages as store
from services.notifications.store import notification_rules_missed as missed
from services.notifications.store import organisations as organisation_store
from services.notifications.store import pauses as pause_store
from services.notifications.store import recipients as recipient_store
from shared.context import Trace, trace, tracing
from shared.edge.access import Actor
from shared.ids import new_id
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.messaging.events import Event
from shared.postgres.pool import Connection

_RULES, _WORKER = "system:rules", "system:mail"
_CHUNK = 500
MISSED_AT_ONCE = 1_000

log = logging.getLogger(__name__)


async def notify(conn: Connection, event: Event, envelope: Envelope, now: datetime) -> None:
    """Writes messages about an event to the audience of each rule that applies."""
    data = event.public()
    applying = [rule for rule in await load_in_force(conn, event.type) if notification_rules.applies(rule, data)]
    if not applying:
        return
    known = await organisation_store.load_at(conn, places_in(data))
    for rule in applying:
        occasion = Occasion(envelope.source, envelope.id, envelope.type, rule.id, trace().correlation_id)
        await tell(conn, rule, occasion, data, known, now)


async def tell(
    conn: Connection, rule: Rule, occasion: Occasion, data: Mapping[str, Any], known: Organisations, now: datetime
) -> None:
    """A rule whose text fails harms itself only: the event is kept for it until the rule is set anew."""
    try:
        texts = notification_rules.write(rule, data, known.names)
    except TemplateFailed as failure:
        RULE_FAILURES.labels(rule.id).inc()
        log.error("a text of a rule failed", extra={"rule": rule.id, "type": occasion.event_type})
        await missed.add(conn, occasion, data, failure.message("en"), now)
        return
    readers = await recipient_store.load_readers(conn, notification_rules.addressees(rule, data, known))
    await write(conn, occasion, texts, readers, rule.definition.channels, _RULES, now)


async def tell_missed(conn: Connection, rule: Rule, now: datetime) -> None:
    """Tells what the rule missed before it was set anew, oldest first. What fails again is kept again."""
    for occasion, data in await missed.take(conn, rule.id, MISSED_AT_ONCE):
        if not notification_rules.applies(rule, data):
            continue
        known = await organisation_store.load_at(conn, places_in(data))
        with tracing(Trace(occasion.correlation_id, occasion.event_id)):
            await tell(conn, rule, occasion, data, known, now)


async def write(
    conn: Connection,
    occasion: Occasion,
    texts: Sequence[Text],
    readers: Sequence[Reader],
    channels: frozenset[Channel],
    actor: str,
    now: datetime,
) -> None:
    """One message per reader and channel. A reader who has one about this fact already gets no second one.

    In chunks, so that a large circular lets other work in between.
    """
    for start in range(0, len(readers), _CHUNK):
        written = [
            messages.write(new_id(), occasion, reader, channel, now)
            for reader in readers[start : start + _CHUNK]
            for channel in sorted(channels & reader.channels)
        ]
        if not written:
            continue
        added = await store.add(conn, occasion, texts, [message for message, _ in written])
        facts = [fact for message, happened in written if message.id in added for fact in happened]
        if facts:
            await journal.append(conn, facts, actor=actor, now=now)
            MESSAGES.labels("inbox", "delivered").inc(len(facts))


async def claim(conn: Connection, now: datetime, limit: int, lease_s: float) -> Claim:
    """Due e-mails, for this worker alone. While the channel pauses: none, or one as a probe when a wait is over."""
    id_, pause = new_id(), await pause_store.load(conn)
    if pause is None:
        return Claim(id_, await store.claim_due(conn, id_, now, limit, lease_s))
    if not pause.over or not (mails := await store.claim_due(conn, id_, now, 1, lease_s)):
        return Claim(id_)
    await pause_store.hold(conn, lease_s)
    return Claim(id_, mails, pause.failures)


async def renew(conn: Connection, claimed: Claim, lease_s: float) -> set[UUID]:
    """Makes the lease longer while the worker is alive. Returns the messages that it still holds."""
    if claimed.is_probe:
        await pause_store.hold(conn, lease_s)
    return await store.renew(conn, claimed, lease_s)


async def settle(
    conn: Connection, claimed: Claim, mail: Mail, answer: Answer, now: datetime, give_up_after: timedelta
) -> Message | None:
    """Saves the result of one attempt. Returns None when the claim was lost: another worker settles the message."""
    if answer.away:
        await pauses.pause(conn, claimed, answer.error or "away")
    else:
        await pauses.resume(conn, claimed)
    tried, happened = messages.attempt(mail.message, answer, now, give_up_after, random.random())
    if not await store.settle(conn, tried, claimed):
        return None
    if happened:
        with tracing(Trace(mail.correlation_id, tried.event_id)):
            await journal.append(conn, happened, actor=_WORKER, now=now)
    return tried


async def release(conn: Connection, claimed: Claim) -> None:
    await store.release(conn, claimed)


async def redeliver(conn: Connection, message_id: UUID, actor: Actor, now: datetime) -> queries.MessageView:
    """Queues a failed message again. Raises NotFound, MessageNotFailed."""
    queued, happened = messages.redeliver(await store.load(conn, message_id), now)
    await store.save(conn, queued)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.message(conn, message_id)
