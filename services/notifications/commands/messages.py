"""Use cases of messages: an event is told to whom it concerns, sent, and sent again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from services.notifications import queries
from services.notifications.commands.rules import rules_for
from services.notifications.domain import message as domain
from services.notifications.domain import rule as rules
from services.notifications.domain.message import Message, Outcome
from services.notifications.domain.organisation import places_in
from services.notifications.metrics import MESSAGES
from services.notifications.store import directory
from services.notifications.store import messages as store
from services.notifications.store.messages import Mail, Occasion
from shared.context import Trace, trace, tracing
from shared.edge.access import Actor
from shared.journal import journal
from shared.messaging.envelope import Envelope
from shared.messaging.events import Event
from shared.postgres.pool import Connection

_RULES, _WORKER = "system:rules", "system:mail"
_CHUNK = 500


async def tell(conn: Connection, event: Event, envelope: Envelope, now: datetime) -> None:
    """Messages about an event to all whom the rules name. Raises TemplateFailed."""
    data = event.public()
    applying = [rule for rule in await rules_for(conn, event.type) if rules.applies(rule, data)]
    if not applying:
        return
    known = await directory.organisations_at(conn, places_in(data))
    occasion = Occasion(envelope.source, envelope.id, envelope.type, trace().correlation_id)
    for rule in applying:
        texts, to = rules.write(rule, data, known.names), rules.addressees(rule, data, known)
        written = await store.address(conn, occasion, rule.id, texts, to, rule.definition.channels, now)
        await journal_inbox(conn, written, _RULES, now)


async def journal_inbox(conn: Connection, written: Iterable[Message], actor: str, now: datetime) -> None:
    """The facts of what lies in an inbox at once; in chunks, so that a large circular lets others in between."""
    facts = [fact for m in written if m.channel == "inbox" for fact in domain.deliver(m)[1]]
    for start in range(0, len(facts), _CHUNK):
        await journal.append(conn, facts[start : start + _CHUNK], actor=actor, now=now)
    MESSAGES.labels("inbox", "delivered").inc(len(facts))


async def settle(conn: Connection, mail: Mail, outcome: Outcome, error: str | None, now: datetime) -> Message | None:
    """What one attempt to send led to; None when the claim was lost, and another worker answers for the message."""
    tried, happened = domain.attempt(mail.message, outcome, error, now)
    if not await store.settle(conn, tried, mail.claimed_until, now):
        return None
    if happened:
        with tracing(Trace(mail.correlation_id, tried.event_id)):
            await journal.append(conn, happened, actor=_WORKER, now=now)
    return tried


async def resend(conn: Connection, message_id: UUID, actor: Actor, now: datetime) -> queries.MessageView:
    queued, happened = domain.resend(await store.load_message(conn, message_id), now)
    await store.requeue(conn, queued)
    await journal.append(conn, happened, actor=actor.subject, now=now)
    return await queries.message(conn, message_id)


async def mark_read(conn: Connection, message_id: UUID, actor: Actor, now: datetime) -> queries.InboxView:
    recipient_id = await queries.recipient_of(conn, actor.subject)
    await store.mark_read(conn, recipient_id, message_id, now)
    return await queries.inbox_message(conn, recipient_id, message_id)


async def claim(conn: Connection, now: datetime, limit: int, lease_s: float) -> list[Mail]:
    return await store.claim_due(conn, now, limit, lease_s)


async def release(conn: Connection, mails: Sequence[Mail]) -> None:
    await store.release(conn, mails)
