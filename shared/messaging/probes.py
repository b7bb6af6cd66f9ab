"""Probes: messages that ask whether the whole way works, and leave nothing behind.

A probe comes on a strict topic among what strangers send. The transaction that reads it tells the active relay of the
service, wherever that runs (NOTIFY of Postgres), and the relay answers on `TOPIC`, after all that waited. It stands in
no inbox and in no journal, so it is no case, no figure and no fact that a restore could lose. See docs/decisions/0031.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from uuid import UUID

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.messaging.envelope import Envelope, Headers, type_headers
from shared.postgres.pool import Connection

log = logging.getLogger(__name__)

TOPIC = "masohi.probe.v1"
ASKED, ANSWERED = "masohi.probe.asked", "masohi.probe.answered"
KEPT_MS = 3_600_000
_MOST = 100
_WITHIN_S = 10.0
_CHANNEL = "'masohi-probe-' || current_schema"


def is_probe(envelope: Envelope) -> bool:
    return envelope.type == ASKED and _is_id(envelope.id)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def headers(id_: str, type_: str, source: str) -> Headers:
    return [*type_headers(source, type_), ("ce_id", id_.encode())]


async def hear(conn: Connection, envelope: Envelope) -> None:
    """Tells the relay when this transaction commits."""
    await conn.execute(f"select pg_notify({_CHANNEL}, $1)", envelope.id)


class Answering:
    """The relay's half. What it cannot answer in ten seconds it leaves: the next probe comes."""

    def __init__(self, source: str, wake: Callable[[], None]) -> None:
        self._source, self._wake = source, wake
        self._asked = deque[str](maxlen=_MOST)
        self._sending: asyncio.Task[None] | None = None

    async def listen(self, conn: Connection) -> None:
        """On the session that has the relay's lock."""
        await conn.add_listener(await conn.fetchval(f"select {_CHANNEL}"), self._hear)

    def _hear(self, _conn: object, _pid: int, _channel: str, id_: object) -> None:
        self._asked.append(str(id_))
        self._wake()

    def answer(self, producer: AIOKafkaProducer) -> None:
        """Beside the relay's own work: a topic that is missing must not hold up a fact."""
        if self._asked and (self._sending is None or self._sending.done()):
            self._sending = asyncio.create_task(self._send(producer))

    async def _send(self, producer: AIOKafkaProducer) -> None:
        try:
            async with asyncio.timeout(_WITHIN_S):
                while self._asked:
                    id_ = self._asked.popleft()
                    own = headers(id_, ANSWERED, self._source)
                    await producer.send_and_wait(TOPIC, b"{}", id_.encode(), headers=own)
        except (KafkaError, TimeoutError) as error:
            log.warning("a probe is not answered", extra={"error": repr(error)})
