"""A message's attempts, and a circular's acknowledgements."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications import errors
from services.notifications.domain import circular as circulars
from services.notifications.domain import message as messages
from services.notifications.domain.circular import Addressee, Circular
from services.notifications.domain.message import ATTEMPTS, LONGEST_WAIT, Message

NOW = datetime(2026, 2, 9, tzinfo=UTC)
QUEUED = Message(UUID(int=1), UUID(int=2), "email", "training.programme.opened", "e1", "queued", 0, NOW)
OPEN = Circular(UUID(int=3), date(2026, 2, 16), "open", recipients=2)
ASN = Addressee(UUID(int=4), UUID(int=5), None)


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
    again, _ = messages.resend(failed, NOW)
    assert (again.state, again.attempts) == ("queued", 0)
    with pytest.raises(errors.NotFailed):
        messages.resend(again, NOW)


def test_a_subject_is_one_line() -> None:
    assert messages.one_line("a\r\nBcc: b@c\n" + "x" * 300) == ("a Bcc: b@c " + "x" * 300)[:200]


def test_a_deadline_may_be_today_but_not_yesterday() -> None:
    circulars.check_deadline(date(2026, 2, 9), date(2026, 2, 9))
    with pytest.raises(errors.DeadlinePassed, match="2026-02-08"):
        circulars.check_deadline(date(2026, 2, 8), date(2026, 2, 9))


def test_a_circular_to_nobody_is_refused() -> None:
    with pytest.raises(errors.NobodyAddressed):
        circulars.publish(replace(OPEN, recipients=0))


def test_acknowledging_twice_counts_once() -> None:
    once, [fact] = circulars.acknowledge(OPEN, ASN)
    assert (once.acknowledged, once.state) == (1, "open")
    assert set(fact.public()) == {"circular_id", "organisation_id", "detail_url"}
    assert circulars.acknowledge(once, replace(ASN, acknowledged_at=NOW)) == (once, [])


@pytest.mark.parametrize("state", ["open", "overdue"])
def test_the_last_acknowledgement_completes_it_also_when_late(state: circulars.State) -> None:
    done, _ = circulars.acknowledge(replace(OPEN, state=state, acknowledged=1), ASN)
    assert done.state == "complete"


def test_overdue_says_how_many_are_missing() -> None:
    lapsed, [fact] = circulars.lapse(replace(OPEN, acknowledged=1))
    assert lapsed.state == "overdue"
    assert {k: fact.public()[k] for k in ("recipients", "acknowledged")} == {"recipients": 2, "acknowledged": 1}
