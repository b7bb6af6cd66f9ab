"""The answers to courts whose messages could not be taken in, as their clerks read them: none of them is lost here."""

from __future__ import annotations

import orjson
import pytest

from services.community_service import justice
from services.community_service.commands.verdicts_unreadable import answer_to
from services.community_service.identity import Identity
from shared.messaging.cloudevents import from_kafka
from shared.messaging.consume import EventUnexpected, EventUnreadable
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed, UnreadableBatch
from shared.messaging.inbox import EventConflict
from tests.service.notifications import scene
from tests.service.notifications.client import NotificationsClient
from tests.service.notifications.scene import KEJARI
from tests.support.envelopes import kafka_headers

IDENTITY = Identity(b"a key for tests, 32 bytes or more")
SENT = kafka_headers(Envelope("court-1", "/court", justice.SentencePronounced.type, None, b""))
VALUE = orjson.dumps({"court_code": "pn-ambon\0", "prosecutor_code": "kejari-ambon", "verdict_number": "\0"})
UNREADABLE = EventUnreadable(type=justice.SentencePronounced.type, why="verdict_number: it has control characters")


def malformed(id_: bytes) -> tuple[list[tuple[str, bytes]], Malformed]:
    headers = [(name, id_ if name == "ce_id" else value) for name, value in SENT]
    try:
        from_kafka(VALUE, [*headers, ("ce_time", b"")])
    except Malformed as error:
        return headers, error
    raise AssertionError("it is an event")


CASES = {
    "an id with U+0000": malformed(b"a\0b"),
    "an id of 9,000 characters": malformed(b"x" * 9_000),
    "an id as long as the limit": malformed("é".encode() * 500),
    "a batch": (SENT, UnreadableBatch("the zstd data is damaged")),
    "data that is not valid": (SENT, UNREADABLE),
    "another type": (SENT, EventUnexpected(type="x\0")),
    "other content": (SENT, EventConflict()),
}


@pytest.mark.parametrize(("headers", "error"), CASES.values(), ids=CASES)
async def test_every_answer_reaches_the_office_that_it_names(
    notifications: NotificationsClient, headers: list[tuple[str, bytes]], error: Exception
) -> None:
    flaw = str(error) if isinstance(error, UnreadableBatch) else None
    answer = answer_to(IDENTITY, Record(justice.INTAKE, 0, 7, None, VALUE, headers, flaw), error)
    assert answer
    assert answer.prosecutor_code == (None if flaw else "kejari-ambon")
    answer = answer.model_copy(update={"prosecutor_code": "kejari-ambon"})
    await scene.add_recipient(notifications, "jaksa", KEJARI, roles=["prosecutor"])
    await notifications.h.hear(answer)
    assert await notifications.h.pool.fetchval("select array_agg(error) from dead_letters") is None
    [message] = await scene.list_inbox(notifications, "jaksa")
    assert answer.intake_event_id in message["body"]
    assert "\0" not in message["body"]
