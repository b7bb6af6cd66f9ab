"""A message: how it begins, and its attempts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain import messages
from services.notifications.domain.messages import LONGEST_WAIT, Answer, Mail, Message, Occasion, Text
from services.notifications.domain.recipients import Reader
from services.notifications.errors.messages import MessageNotFailed
from shared.messaging.events import Event

NOW = datetime(2026, 2, 9, tzinfo=UTC)
OCCASION = Occasion("/training", "e1", "training.programme.opened", "programme-opened", "story")
READER = Reader(UUID(int=2), None, "id", frozenset({"email", "inbox"}))
DAYS = timedelta(days=5)
QUEUED: Message = messages.write(UUID(int=1), OCCASION, READER, "email", NOW)[0]


def test_an_inbox_message_is_delivered_at_once_and_an_email_waits() -> None:
    delivered, [fact] = messages.write(UUID(int=1), OCCASION, READER, "inbox", NOW)
    assert (delivered.state, delivered.delivered_at, delivered.attempts) == ("delivered", NOW, 0)
    assert fact.type == "notifications.message.delivered"
    queued, happened = messages.write(UUID(int=1), OCCASION, READER, "email", NOW)
    assert (queued.state, queued.delivered_at, queued.next_attempt_at, happened) == ("queued", None, NOW, [])


def test_somebody_who_left_has_no_address() -> None:
    text = Text(language="id", subject="s", body="b")
    mail = Mail(QUEUED, text, "a@ambon.example", active=True, correlation_id="story")
    assert mail.address == "a@ambon.example"
    assert replace(mail, active=False).address is None
    assert replace(mail, email=None).address is None


def attempt(message: Message, answer: Answer, now: datetime = NOW) -> tuple[Message, list[Event]]:
    return messages.attempt(message, answer, now, DAYS, chance=0)


def test_delivered_is_a_fact_about_the_fact_it_tells_of() -> None:
    message, [fact] = attempt(QUEUED, Answer("delivered"))
    assert (message.state, message.attempts) == ("delivered", 1)
    assert fact.type == "notifications.message.delivered"
    assert "recipient_id" not in fact.public()
    assert fact.public()["event_id"] == "e1"


def test_a_permanent_refusal_is_the_last_attempt() -> None:
    message, [fact] = attempt(QUEUED, Answer("refused", "550"))
    assert (message.state, message.error, fact.type) == ("failed", "550", "notifications.message.failed")


def test_waits_longer_each_time_and_fails_after_days() -> None:
    message, now, waits = QUEUED, NOW, []
    while message.state == "queued":
        now = message.next_attempt_at
        message, happened = attempt(message, Answer("deferred", "451"), now)
        waits.append(message.next_attempt_at - now)
        assert bool(happened) == (message.state == "failed")
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert DAYS <= now - NOW <= DAYS + LONGEST_WAIT
    assert message.attempts > 60


def test_days_count_from_the_first_refusal() -> None:
    """The message has waited for a month, because no mail server answered."""
    later = NOW + timedelta(days=30)
    message, happened = attempt(QUEUED, Answer("deferred", "451"), later)
    assert (message.state, message.refused_since, happened) == ("queued", later, [])
    message, _ = attempt(message, Answer("deferred", "451"), later + DAYS - timedelta(seconds=1))
    assert (message.state, message.refused_since) == ("queued", later)
    assert attempt(message, Answer("deferred", "451"), later + DAYS)[0].state == "failed"


@given(st.integers(1, 60), st.floats(0, 1))
def test_no_wait_is_longer_than_the_longest(attempts: int, chance: float) -> None:
    whole = messages.backoff(attempts, 0)
    assert whole / 2 <= messages.backoff(attempts, chance) <= whole <= messages.backoff(attempts + 1, 0) <= LONGEST_WAIT


def test_messages_refused_together_do_not_come_back_together() -> None:
    assert messages.backoff(3, 0.1) != messages.backoff(3, 0.9)


def test_only_a_failed_message_is_sent_again() -> None:
    failed = replace(QUEUED, state="failed", attempts=70, refused_since=NOW - DAYS)
    again, _ = messages.redeliver(failed, NOW)
    assert (again.state, again.attempts, again.refused_since) == ("queued", 0, None)
    with pytest.raises(MessageNotFailed):
        messages.redeliver(again, NOW)


def test_a_subject_is_one_line() -> None:
    assert messages.one_line("a\r\nBcc: b@c\n" + "x" * 300) == ("a Bcc: b@c " + "x" * 300)[:200]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("550 5.1.1 <Budi.S@Ambon.Example>: Recipient address rejected", "550 5.1.1 <…>: Recipient address rejected"),
        ("550 5.1.1 budi.s@ambon.example... User unknown", "550 5.1.1 … User unknown"),
        ("550 alias of <bs1970@mail.ambon.example>,<other@x.example>", "550 alias of <…>,<…>"),
        ("550 SRS0=x=budi.s=ambon@relay.example rejected", "550 … rejected"),
        ("550 no mailbox here by the name BUDI.S", "550 no mailbox here by the name …"),
        (
            "552 5.2.2 mailbox full; see https://ambon.example/help",
            "552 5.2.2 mailbox full; see https://ambon.example/help",
        ),
        ("553 sender masohi@ambon.example not allowed", "553 sender masohi@ambon.example not allowed"),
        ("550 budi.sutrisno is somebody else's name", "550 budi.sutrisno is somebody else's name"),
    ],
)
def test_what_a_server_said_is_shown_without_whom_it_was_about(said: str, shown: str) -> None:
    assert messages.without_addresses(said, "budi.s@ambon.example", "masohi@ambon.example") == shown


def test_a_name_of_two_letters_is_no_name_in_a_text() -> None:
    assert messages.without_addresses("550 no such user", "no@ambon.example", "m@ambon.example") == "550 no such user"
