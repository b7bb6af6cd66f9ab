"""A message: one recipient, one fact, one channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from unicodedata import category
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.notifications import events
from services.notifications.domain.recipients import Reader
from services.notifications.errors.messages import MessageNotFailed
from services.notifications.events import Channel, Language
from shared.messaging.events import Event

State = Literal["queued", "delivered", "failed"]
Outcome = Literal["delivered", "deferred", "refused"]
"""What becomes of a message after an attempt: delivered, tried again later, or never."""

_BACKOFF = (timedelta(seconds=30), timedelta(hours=2))
LONGEST_WAIT = _BACKOFF[1]
_SUBJECT = 200
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")


class Text(BaseModel):
    """What a recipient reads in one language. `link` is a path below the gateway, where the recipient signs in.

    A text is stored as one JSON value. A new field needs a default, so that older rows can still be read.
    """

    model_config = ConfigDict(frozen=True)

    language: Language
    subject: str
    body: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """The fact that messages are about, and the rule that sends them.

    `source` and `event_id` identify the fact, as in CloudEvents. `circular_id` is set where the fact is a circular.
    """

    source: str
    event_id: str
    event_type: str
    rule_id: str
    correlation_id: str
    circular_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """`attempts` counts the attempts that have ended. A queued message is due at `next_attempt_at`.

    `refused_since` is the time of the first temporary refusal.
    """

    id: UUID
    recipient_id: UUID
    channel: Channel
    language: Language
    event_type: str
    event_id: str
    created_at: datetime
    state: State
    attempts: int
    next_attempt_at: datetime
    delivered_at: datetime | None = None
    error: str | None = None
    refused_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that a worker has claimed for sending. `email` and `active` are those of the recipient now."""

    message: Message
    text: Text
    email: str | None
    active: bool
    correlation_id: str

    @property
    def address(self) -> str | None:
        """None where the recipient has no address, or has left."""
        return self.email if self.active else None


@dataclass(frozen=True, slots=True)
class Claim:
    """E-mails that one worker holds. `failures` is how often in a row the mail server was away."""

    id: UUID
    mails: Sequence[Mail] = ()
    failures: int = 0

    @property
    def is_probe(self) -> bool:
        """The channel pauses, and this claim tries whether the mail server is back."""
        return self.failures > 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the mail server to one message. `away` says that the server takes no messages at all now."""

    outcome: Outcome
    error: str | None = None
    away: bool = False


def one_line(subject: str) -> str:
    """A subject line: one line, 200 characters at most."""
    visible = "".join(" " if category(character) == "Cc" else character for character in subject)
    return " ".join(visible.split())[:_SUBJECT]


def without_addresses(said: str, to: str, ours: str) -> str:
    """What a mail server said, without whom it was about: no address but `ours`, nor the part of `to` before its @.

    Servers quote the address as they know it: in other letters, of an alias, of the mailbox behind it."""
    shown = _ADDRESS.sub(lambda found: found[0] if found[0].lower() == ours.lower() else "…", said)
    name = to.partition("@")[0]
    return (
        re.sub(rf"(?<![\w@.-]){re.escape(name)}(?![\w@.-])", "…", shown, flags=re.IGNORECASE)
        if len(name) > 2
        else shown
    )


def write(
    message_id: UUID, occasion: Occasion, reader: Reader, channel: Channel, now: datetime
) -> tuple[Message, list[Event]]:
    """A new message. In an inbox it is delivered at once; an e-mail is queued."""
    message = Message(
        id=message_id,
        recipient_id=reader.id,
        channel=channel,
        language=reader.language,
        event_type=occasion.event_type,
        event_id=occasion.event_id,
        created_at=now,
        state="queued",
        attempts=0,
        next_attempt_at=now,
    )
    return _deliver(message, now) if channel == "inbox" else (message, [])


def attempt(
    message: Message, answer: Answer, now: datetime, give_up_after: timedelta, chance: float
) -> tuple[Message, list[Event]]:
    """The result of one attempt. A message waits after a temporary refusal, for some days. A permanent one ends it.

    Time during which no mail server answered before the first refusal does not count.
    """
    since = message.refused_since or now
    tried = replace(message, attempts=message.attempts + 1, error=answer.error, refused_since=since)
    if answer.outcome == "delivered":
        return _deliver(tried, now)
    if answer.outcome == "refused" or now - since >= give_up_after:
        return replace(tried, state="failed"), [events.MessageFailed(**_fields(message))]
    return replace(tried, next_attempt_at=now + backoff(tried.attempts, chance)), []


def backoff(attempts: int, chance: float) -> timedelta:
    """The wait after the n-th attempt: 30 seconds, doubled each time, two hours at most.

    `chance`, from 0 to 1, takes away up to half, so that messages refused together do not come back together.
    """
    first, longest = _BACKOFF
    return min(longest, first * (1 << min(attempts - 1, 20))) * (1 - chance / 2)


def redeliver(message: Message, now: datetime) -> tuple[Message, list[Event]]:
    """Queues a failed message again, with all its days. Raises MessageNotFailed."""
    if message.state != "failed":
        raise MessageNotFailed(state=message.state)
    queued = replace(message, state="queued", attempts=0, next_attempt_at=now, error=None, refused_since=None)
    return queued, [events.RedeliveryOrdered(message_id=message.id)]


def _deliver(message: Message, now: datetime) -> tuple[Message, list[Event]]:
    delivered = replace(message, state="delivered", delivered_at=now, error=None, refused_since=None)
    return delivered, [events.MessageDelivered(**_fields(message))]


def _fields(message: Message) -> dict[str, object]:
    return {
        "message_id": message.id,
        "recipient_id": message.recipient_id,
        "channel": message.channel,
        "event_type": message.event_type,
        "event_id": message.event_id,
    }
