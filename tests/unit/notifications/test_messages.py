"""A message: how it begins, and its attempts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain import messages
from services.notifications.domain.messages import ATTEMPTS, LONGEST_WAIT, Mail, Message, Occasion, Text
from services.notifications.domain.recipients import Reader
from services.notifications.errors.messages import MessageNotFailed

NOW = datetime(2026, 2, 9, tzinfo=UTC)
OCCASION = Occasion("/training", "e1", "training.programme.opened", "programme-opened", "story")
READER = Reader(UUID(int=2), None, "id", frozenset({"email", "inbox"}))
QUEUED: Message = messages.write(UUID(int=1), OCCASION, READER, "email", NOW)[0]


def test_an_inbox_message_is_delivered_at_once_and_an_email_waits() -> None:
    delivered, [fact] = messages.write(UUID(int=1), OCCASION, READER, "inbox", NOW)
    assert (delivered.state, delivered.delivered_at, delivered.attempts) == ("delivered", NOW, 0)
    assert fact.type == "notifications.message.delivered"
    queued, happened = messages.write(UUID(int=1), OCCASION, READER, "email", NOW)
    assert (queued.state, queued.delivered_at, queued.next_attempt_at, happened) == ("queued", None, NOW, [])


def test_somebody_who_left_has_no_address() -> None:
    text = Text(language="id", subject="s", body="b")
    mail = Mail(QUEUED, text, "a@ambon.example", active=True, claimed_until=NOW, correlation_id="story")
    assert mail.address == "a@ambon.example"
    assert replace(mail, active=False).address is None
    assert replace(mail, email=None).address is None


def test_delivered_is_a_fact_about_the_fact_it_tells_of() -> None:
    message, [fact] = messages.attempt(QUEUED, "delivered", None, NOW)
    assert (message.state, message.attempts) == ("delivered", 1)
    assert fact.type == "notifications.message.delivered"
    assert "recipient_id" not in fact.public()
    assert fact.public()["event_id"] == "e1"


def test_a_permanent_refusal_is_the_last_attempt() -> None:
    message, [fact] = messages.attempt(QUEUED, "refused", "550", NOW)
    assert (message.state, message.error, fact.type) == ("failed", "550", "notifications.message.failed")


def test_waits_longer_each_time_and_fails_with_the_last() -> None:
    message, waits = QUEUED, []
    while message.state == "queued":
        before = message
        message, happened = messages.attempt(message, "deferred", "451", NOW)
        waits.append(message.next_attempt_at - NOW)
        assert bool(happened) == (message.state == "failed")
    assert message.attempts == ATTEMPTS
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert before.attempts == ATTEMPTS - 1


@given(st.integers(1, 60))
def test_no_wait_is_longer_than_the_longest(attempts: int) -> None:
    assert timedelta(0) < messages.backoff(attempts) <= messages.backoff(attempts + 1) <= LONGEST_WAIT


def test_only_a_failed_message_is_sent_again() -> None:
    failed = replace(QUEUED, state="failed", attempts=ATTEMPTS)
    again, _ = messages.redeliver(failed, NOW)
    assert (again.state, again.attempts) == ("queued", 0)
    with pytest.raises(MessageNotFailed):
        messages.redeliver(again, NOW)


def test_a_subject_is_one_line() -> None:
    assert messages.one_line("a\r\nBcc: b@c\n" + "x" * 300) == ("a Bcc: b@c " + "x" * 300)[:200]
