"""A message: one recipient, one fact, one channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from services.notifications import errors, events
from services.notifications.events import Channel, Language
from shared.messaging.events import Event

State = Literal["queued", "delivered", "failed"]
Outcome = Literal["delivered", "deferred", "refused"]
"""What the mail server said: taken over, not now, or never."""

ATTEMPTS = 8
_BACKOFF = (timedelta(seconds=30), timedelta(hours=2))
LONGEST_WAIT = _BACKOFF[1]
_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Message:
    """`attempts` counts those that have ended; `next_attempt_at` is when a queued one is due."""

    id: UUID
    recipient_id: UUID
    channel: Channel
    event_type: str
    event_id: str
    state: State
    attempts: int
    next_attempt_at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Addressees:
    """Whom a text goes to: no roles means any; organisations or recipients None means any, none in it nobody."""

    roles: frozenset[str]
    organisations: frozenset[UUID] | None
    recipients: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What a recipient reads in one language. `link` is a path below the gateway that asks who you are."""

    language: Language
    subject: str
    body: str
    link: str | None


Change = tuple[Message, list[Event]]


def one_line(subject: str) -> str:
    """A subject line: one line, 200 characters at most."""
    return " ".join(subject.split())[:_SUBJECT]


def deliver(message: Message) -> Change:
    return replace(message, state="delivered", error=None), [events.MessageDelivered(**_said(message))]


def attempt(message: Message, outcome: Outcome, error: str | None, now: datetime) -> Change:
    """What one attempt makes of a queued message: it waits longer each time, and fails with the last or for good."""
    tried = replace(message, attempts=message.attempts + 1, error=error)
    if outcome == "delivered":
        return deliver(tried)
    if outcome == "refused" or tried.attempts >= ATTEMPTS:
        return replace(tried, state="failed"), [events.MessageFailed(**_said(message))]
    return replace(tried, next_attempt_at=now + backoff(tried.attempts)), []


def backoff(attempts: int) -> timedelta:
    """The wait after the n-th attempt: half a minute, doubled each time, two hours at most."""
    first, longest = _BACKOFF
    return min(longest, first * (1 << min(attempts - 1, 20)))


def resend(message: Message, now: datetime) -> Change:
    """A failed message starts anew. Raises NotFailed."""
    if message.state != "failed":
        raise errors.NotFailed(state=message.state)
    fresh = replace(message, state="queued", attempts=0, next_attempt_at=now)
    return fresh, [events.MessageResent(message_id=message.id)]


def _said(message: Message) -> dict[str, object]:
    return {
        "message_id": message.id,
        "recipient_id": message.recipient_id,
        "channel": message.channel,
        "event_type": message.event_type,
        "event_id": message.event_id,
    }
