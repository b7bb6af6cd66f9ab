"""The relay: from the outbox to Kafka, in order per key, at least once.

One relay per schema is active (a session's advisory lock); others stand by. It is woken in the process after a commit;
a short poll finds what other processes or a crash left behind.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import cache, partial

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from shared.messaging.aiokafka_gaps import abandon
from shared.messaging.envelope import Headers, rfc3339, type_headers
from shared.messaging.events import schema_uri, source_of
from shared.messaging.probes import Answering
from shared.metrics import OUTBOX_BLOCKED, RELAY_ACTIVE, RELAYED, RETRIES
from shared.postgres.pool import TRANSIENT, Connection, Row

log = logging.getLogger(__name__)

# The positions first, as an array, so that the journal is always read by its key: a join may choose to merge, and would
# then walk the journal from its first fact on at every turn.
_FETCH = """
    select position, event_id, type, topic, internal_topic, key, sequence, internal_sequence,
        data::text, internal::text, occurred_at, correlation_id, causation_id, traceparent
    from journal where position = any (array(
        select position from outbox
        where not position = any($1::bigint[]) and not key = any($2::text[])
        order by position limit $3
    )) order by position
"""
_LOCK = "select pg_try_advisory_lock(hashtext('masohi-relay'), hashtext(current_schema))"
_IDLE_POLL_S = (0.02, 0.25)
_STANDBY_S = 1.0
_RETRY_S = (0.2, 5.0)
_SOON_S = 0.1

Sending = list[tuple[Row, list[asyncio.Future[object]]]]


class Relay:
    """Publishes a schema's facts. `connect` opens the session that holds the lock.

    `authority` and `service` make the facts' `ce_source` and `ce_dataschema`."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[Connection]],
        produce: Callable[[], AIOKafkaProducer],
        authority: str,
        service: str,
        batch: int,
    ) -> None:
        self._connect, self._produce, self._batch = connect, produce, batch
        self._woken, self._delay_s = asyncio.Event(), _RETRY_S[0]
        self.blocked: set[str] = set()
        source, schema = source_of(authority, service), partial(schema_uri, authority, service)
        self._probes = Answering(source, self.wake)
        self._type_headers = cache(lambda type_: type_headers(source, type_, schema(type_)))

    def wake(self) -> None:
        """Tells the relay that something was committed."""
        self._woken.set()

    async def run(self) -> None:
        """Relays until cancelled; outlives a stopped broker and a stopped database."""
        while True:
            try:
                await self._lead()
            except (*TRANSIENT, KafkaError, asyncpg.PostgresError) as error:
                RETRIES.labels("relay").inc()
                log.warning("relay interrupted, retrying", extra={"error": repr(error), "delay_s": self._delay_s})
            finally:
                RELAY_ACTIVE.set(0)
            await asyncio.sleep(self._delay_s)
            self._delay_s = min(self._delay_s * 2, _RETRY_S[1])

    async def _lead(self) -> None:
        conn = await self._connect()
        try:
            while not await conn.fetchval(_LOCK):  # noqa: ASYNC110 - the lock is in Postgres
                await asyncio.sleep(_STANDBY_S)
            await self._probes.listen(conn)
            producer = self._produce()
            try:
                await producer.start()
                RELAY_ACTIVE.set(1)
                await self._relay(conn, producer)
            finally:
                await abandon(producer)
        finally:
            await conn.close(timeout=2)

    async def _relay(self, conn: Connection, producer: AIOKafkaProducer) -> None:
        pause = _IDLE_POLL_S[0]
        while True:
            self._woken.clear()
            drained = await self.drain(conn, producer)
            self._probes.answer(producer)
            pause = _IDLE_POLL_S[0] if drained else min(pause * 1.5, _IDLE_POLL_S[1])
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()

    async def drain(self, conn: Connection, producer: AIOKafkaProducer) -> int:
        """Publishes all facts that wait and returns how many. It reads the next batch while one is acknowledged."""
        done, rows = 0, await self._fetch(conn, ())
        while rows:
            sending = await self._send(producer, rows)
            following = await self._fetch(conn, rows) if len(rows) == self._batch else []
            done += await self._settle(conn, sending)
            rows, self._delay_s = following, _RETRY_S[0]
        return done

    async def _fetch(self, conn: Connection, in_flight: Sequence[Row]) -> list[Row]:
        return await conn.fetch(_FETCH, [row["position"] for row in in_flight], list(self.blocked), self._batch)

    async def _send(self, producer: AIOKafkaProducer, rows: Sequence[Row]) -> Sending:
        sending: Sending = []
        for row in rows:
            key = row["key"]
            if key in self.blocked:
                continue
            try:
                sending.append((row, [await producer.send(*m) for m in self._messages(row)]))
            except MessageSizeTooLargeError:
                self._block(row)
        return sending

    def _messages(self, row: Row) -> list[tuple[str, bytes, bytes, None, None, Headers]]:
        """The fact for other agencies, and whole for the four services, each where it has such a topic."""
        key, headers, data = row["key"].encode(), self._headers(row), row["data"].encode()
        messages: list[tuple[str, bytes, bytes, None, None, Headers]] = []
        if row["topic"] is not None:
            messages.append((row["topic"], data, key, None, None, [*headers, _sequence(row["sequence"])]))
        if row["internal_topic"] is not None:
            whole = _merge(data, row["internal"].encode()) if row["internal"] is not None else data
            numbered = [*headers, _sequence(row["internal_sequence"])]
            messages.append((row["internal_topic"], whole, key, None, None, numbered))
        return messages

    def _headers(self, row: Row) -> Headers:
        headers = [
            *self._type_headers(row["type"]),
            ("ce_id", str(row["event_id"]).encode()),
            ("ce_time", rfc3339(row["occurred_at"]).encode()),
            ("ce_subject", row["key"].encode()),
            ("ce_correlationid", row["correlation_id"].encode()),
        ]
        if row["causation_id"]:
            headers.append(("ce_causationid", row["causation_id"].encode()))
        if row["traceparent"]:
            headers.append(("ce_traceparent", row["traceparent"].encode()))
        return headers

    async def _settle(self, conn: Connection, sending: Sending) -> int:
        """Waits for the acknowledgements. At the first failure nothing later of the same key counts as published."""
        futures = [future for _, sent in sending for future in sent]
        if not futures:
            return 0
        await _answered(futures)
        failed: set[str] = set()
        published: list[int] = []
        acknowledged: Counter[str] = Counter()
        for row, sent in sending:
            if row["key"] in failed or not all(_acknowledged(future) for future in sent):
                failed.add(row["key"])
            else:
                published.append(row["position"])
                acknowledged.update(topic for topic in (row["topic"], row["internal_topic"]) if topic)
        for topic, messages in acknowledged.items():
            RELAYED.labels(topic).inc(messages)
        await conn.execute("delete from outbox where position = any($1::bigint[])", published)
        if failed:
            errors = (f.exception() for f in futures if f.done() and not f.cancelled())
            raise next((e for e in errors if e), KafkaError("not acknowledged"))
        return len(published)

    def _block(self, row: Row) -> None:
        self.blocked.add(row["key"])
        OUTBOX_BLOCKED.set(len(self.blocked))
        log.error(
            "a fact cannot be published, its key is stopped",
            extra={"position": row["position"], "key": row["key"], "type": row["type"]},
        )


async def _answered(futures: Sequence[asyncio.Future[object]]) -> None:
    """Waits for all of them, or for the first failure.

    A batch is answered at once: with the first of its messages all are, so that most need no waiting. To wait for all
    together costs a callback for each."""
    for future in futures:
        if not future.done():
            await asyncio.wait((future,), timeout=_SOON_S)
            if not future.done():
                await asyncio.wait(futures, return_when=asyncio.FIRST_EXCEPTION)
                return


def _acknowledged(future: asyncio.Future[object]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _sequence(number: int) -> tuple[str, bytes]:
    """The number of the fact among those of its key on one topic: a gap means that a fact is missing."""
    return "ce_sequence", b"%010d" % number


def _merge(public: bytes, internal: bytes) -> bytes:
    """Two JSON objects with different names as one, without parsing them."""
    if internal == b"{}":
        return public
    return internal if public == b"{}" else public[:-1] + b"," + internal[1:]
