"""Consuming: batches in one transaction, each message once, transient errors retried, the rest to the dead letters.

A batch is one transaction: claim in the inbox, then each message's handler. If it fails for good, its messages are
taken one by one, so that a poison message harms only itself. Transient errors are retried here with backoff; when they
outlast that, the error leaves the handler and FastStream seeks back (NACK_ON_ERROR), so nothing is ever skipped.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from aiokafka import ConsumerRecord
from pydantic import ValidationError, create_model

from shared.clock import Clock
from shared.context import Trace, tracing
from shared.errors import Refusal
from shared.messaging import dead_letters, inbox
from shared.messaging.batches import PlainRecord, UnreadBatch, read_again
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, UnreadableBatch, from_kafka
from shared.messaging.events import Event, internal_topic
from shared.metrics import CONSUME_SECONDS, CONSUMED
from shared.postgres.pool import TRANSIENT, Connection, Pool, transaction

log = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[None]]
"""`async def handler(conn, event, envelope, now)`, on the caller's transaction."""

Answer = Callable[[Connection, Record, Exception, datetime], Awaitable[None]]
"""What is said about a message that was buried, once, in the same transaction."""

_TRIES = 6
_BACKOFF_S = (0.1, 5.0)


class Unreadable(Refusal, slug="event-unreadable", kind="invalid", indonesian="Isi peristiwa {type} tidak sah: {why}."):
    """The data of {type} is not valid: {why}."""


class Unexpected(Refusal, slug="event-unexpected", kind="invalid", indonesian="Topik ini tidak menerima {type}."):
    """This topic does not take {type}."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What a service hears: handlers by event class. `strict` topics take nothing else (others pass it by). `answers`:
    by topic, who tells the sender when a message goes to the dead letters.

    `shared_only`: as an outsider hears it, from the shared topics and without internal fields.
    """

    handlers: Mapping[type[Event], Handler]
    strict: frozenset[str] = frozenset()
    shared_only: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    routes: dict[tuple[str, str], tuple[type[Event], Handler]] = field(init=False)

    def __post_init__(self) -> None:
        heard = [(shared_form(event) if self.shared_only else event, call) for event, call in self.handlers.items()]
        object.__setattr__(self, "routes", {(topic_of(event), event.type): (event, call) for event, call in heard})

    @property
    def topics(self) -> list[str]:
        return sorted({topic for topic, _ in self.routes})


def topic_of(event: type[Event]) -> str:
    """Where a service of ours reads an event: the internal topic where it says more there."""
    return internal_topic(event.topic) if event.internal_fields else event.topic


def shared_form(event: type[Event]) -> type[Event]:
    """The event as the shared topic carries it: a class of its own without the internal fields."""
    if not event.internal_fields:
        return event
    fields = {name: (f.annotation, f) for name, f in event.model_fields.items() if name not in event.internal_fields}
    words = {"topic": event.topic, "type": event.type, "key": event.key_field, "detail": event.detail}
    return create_model(  # type: ignore[call-overload, no-any-return]
        event.__name__, __base__=Event, __module__=event.__module__, __cls_kwargs__=words, **fields
    )


class Consumer:
    def __init__(self, pool: Pool, clock: Clock, subscriptions: Subscriptions, committed: Callable[[], None]) -> None:
        self._pool, self._clock, self._subscriptions, self._committed = pool, clock, subscriptions, committed
        self.taken_at: float | None = None

    async def take(self, records: Sequence[Record]) -> None:
        """Handles a batch. Returns when every message is done or buried; raises when the database stays away."""
        with CONSUME_SECONDS.labels(records[0].topic).time():
            try:
                await _patiently(lambda: self._together(records))
            except TRANSIENT:
                raise
            except Exception as error:  # the culprit is found one by one
                log.info("batch failed, taking its messages one by one", extra={"error": type(error).__name__})
                for record in records:
                    await _patiently(lambda record=record: self._alone(record))  # type: ignore[misc]
        self.taken_at = asyncio.get_running_loop().time()
        self._committed()

    async def _together(self, records: Sequence[Record]) -> None:
        async with transaction(self._pool) as conn:
            outcomes = await self._handle(conn, records)
        _count(outcomes)

    async def _alone(self, record: Record) -> None:
        try:
            await self._together([record])
        except TRANSIENT:
            raise
        except Exception as error:  # whatever it is, the message is kept and the next ones pass
            log.error(
                "message goes to the dead letters",
                extra={"topic": record.topic, "offset": record.offset, "error": type(error).__name__},
            )
            async with transaction(self._pool) as conn:
                now, answer = self._clock.now(), self._subscriptions.answers.get(record.topic)
                if await dead_letters.bury(conn, record, error, now) and answer:
                    await answer(conn, record, error, now)
            _count([(record.topic, "dead")])

    async def _handle(self, conn: Connection, records: Iterable[Record]) -> list[tuple[str, str]]:
        outcomes, wanted = [], []
        for record in records:
            route = self._route(record)
            if route is None:
                outcomes.append((record.topic, "passed"))
            else:
                wanted.append((record.topic, *route))
        claimed = {id(e) for e in await inbox.claim(conn, [e for _, e, _, _ in wanted])} if wanted else set()
        for topic, envelope, event, handler in wanted:
            if id(envelope) not in claimed:
                outcomes.append((topic, "duplicate"))
                continue
            with tracing(Trace(envelope.correlationid or envelope.id, envelope.id, envelope.traceparent)):
                await handler(conn, event, envelope, self._clock.now())
            outcomes.append((topic, "handled"))
        return outcomes

    def _route(self, record: Record) -> tuple[Envelope, Event, Handler] | None:
        if record.flaw is not None:
            raise UnreadableBatch(record.flaw)
        envelope = from_kafka(record.value, record.headers)
        found = self._subscriptions.routes.get((record.topic, envelope.type))
        if found is None:
            if record.topic in self._subscriptions.strict:
                raise Unexpected(type=envelope.type)
            return None
        event, handler = found
        return envelope, parse(event, envelope), handler

    async def replay(self, letter_id: UUID, actor: str) -> None:
        """Handles a dead letter again and settles it, in one transaction. Raises the refusal, or StillFails."""
        now = self._clock.now()
        try:
            async with transaction(self._pool) as conn:
                record = await dead_letters.load(conn, letter_id)
                await self._handle(conn, _opened(record))
                await dead_letters.settle(conn, letter_id, "replayed", actor, now)
        except (dead_letters.AlreadySettled, *TRANSIENT):
            raise
        except Exception as error:
            async with transaction(self._pool) as conn:
                await dead_letters.failed_again(conn, letter_id, error)
            if isinstance(error, Refusal):
                raise
            raise dead_letters.StillFails(why=type(error).__name__) from error
        self._committed()


def _opened(record: Record) -> list[Record]:
    """The messages of a letter: itself, or those of the batch, which a newer version may be able to read."""
    if record.flaw is None:
        return [record]
    return [record_of(record.topic, record.partition, message) for message in read_again(record.value or b"")]


def record_of(topic: str, partition: int, message: ConsumerRecord[bytes, Any] | PlainRecord) -> Record:
    """What a reader of aiokafka handed out."""
    if isinstance(message.value, UnreadBatch):
        return Record(topic, partition, message.offset, None, message.value.batch, (), message.value.why)
    return Record(topic, partition, message.offset, message.key, message.value, message.headers)


def parse(event: type[Event], envelope: Envelope) -> Event:
    """The data as the event's class. Raises Unreadable, which names the fields but not their values."""
    try:
        return event.parse(envelope.data)
    except ValidationError as error:
        why = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'data'}: {e['msg']}" for e in error.errors()[:5])
        raise Unreadable(type=envelope.type, why=why) from None


def _count(outcomes: Iterable[tuple[str, str]]) -> None:
    for topic, outcome in outcomes:
        CONSUMED.labels(topic, outcome).inc()


async def _patiently(work: Callable[[], Awaitable[None]]) -> None:
    """Retries transient errors with jittered backoff, about ten seconds in all."""
    for attempt in range(_TRIES):
        try:
            return await work()
        except TRANSIENT as error:
            if attempt == _TRIES - 1:
                raise
            delay = min(_BACKOFF_S[1], _BACKOFF_S[0] * 2**attempt) * random.uniform(0.5, 1.5)
            log.warning("transient error, retrying", extra={"error": repr(error), "delay_s": round(delay, 2)})
            await asyncio.sleep(delay)
    return None
