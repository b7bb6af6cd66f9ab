"""Consuming: which events a service handles, and one transaction for all messages of a batch.

`codec` makes messages of Kafka's records, `middlewares` retries and keeps dead letters around `Consumer.handle`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import ValidationError, create_model

from shared.clock import Clock
from shared.context import Trace, tracing
from shared.errors import Refusal
from shared.ids import new_id
from shared.json_names import NameTwice, need_names_once
from shared.messaging import consumed, dead_letters, inbox, probes, received
from shared.messaging.batches import read_again
from shared.messaging.codec import Batch, Message, read_message, record_of
from shared.messaging.consumed import Offsets
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed
from shared.messaging.events import Event
from shared.messaging.middlewares import Answer, DeadLetters, RetryTransient, bury
from shared.metrics import CONSUMED, EVENT_FAILURES, EVENT_SECONDS
from shared.postgres.pool import TRANSIENT, Connection, Pool, transaction

log = logging.getLogger(__name__)

_LEFT_EVERY_S = 30.0

Handler = Callable[..., Awaitable[None]]
"""`async def handler(conn, event, envelope, now)`, on the caller's transaction."""


class EventUnreadable(Refusal, kind="invalid", indonesian="Isi peristiwa {type} tidak sah: {why}."):
    """The data of {type} is not valid: {why}."""


class EventUnexpected(Refusal, kind="invalid", indonesian="Topik ini tidak menerima {type}."):
    """This topic does not take {type}."""


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The events that a service handles, by their class.

    A `strict` topic takes nothing else, and others write to it; on our own topics an unknown type is passed by.
    `answers` has a function by topic that tells the sender of a dead letter. With `without_internal` the handlers get
    the events as other agencies do: without internal fields. `content_key` is the secret under which the inbox keeps
    what came on strict topics.
    """

    handlers: Mapping[type[Event], Handler]
    strict: frozenset[str] = frozenset()
    without_internal: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    content_key: bytes = field(default=b"", repr=False)
    routes: dict[tuple[str, str], tuple[type[Event], Handler]] = field(init=False)

    def __post_init__(self) -> None:
        read = [(shared_form(event) if self.without_internal else event, c) for event, c in self.handlers.items()]
        object.__setattr__(self, "routes", {(topic_of(event), event.type): (event, c) for event, c in read})

    @property
    def topics(self) -> list[str]:
        return sorted({topic for topic, _ in self.routes})


def topic_of(event: type[Event]) -> str:
    """The topic where our services read an event: the internal one, where it has one."""
    if event.internal_topic:
        return event.internal_topic
    assert isinstance(event.topic, str), f"{event.type} is for the record only"
    return event.topic


def shared_form(event: type[Event]) -> type[Event]:
    """The event as other agencies read it: a class of its own without the internal fields."""
    if not event.internal_fields:
        return event
    fields = {name: (f.annotation, f) for name, f in event.model_fields.items() if name not in event.internal_fields}
    words = {
        "type": event.type,
        "key": event.key_field,
        "detail": event.detail,
        "topic": event.topic,
        "internal_topic": event.internal_topic,
    }
    return create_model(  # type: ignore[call-overload, no-any-return]
        event.__name__, __base__=Event, __module__=event.__module__, __cls_kwargs__=words, **fields
    )


class Consumer:
    """Handles messages: each once, all of one call in one transaction."""

    def __init__(self, pool: Pool, clock: Clock, subscriptions: Subscriptions, committed: Callable[[], None]) -> None:
        self._pool, self._clock, self._subscriptions, self._committed = pool, clock, subscriptions, committed

    @property
    def topics(self) -> list[str]:
        return self._subscriptions.topics

    @property
    def middlewares(self) -> tuple[Any, ...]:
        """Stand around `handle` in FastStream, the outer one first."""
        with_dead_letters = partial(
            DeadLetters,
            pool=self._pool,
            clock=self._clock,
            answers=self._subscriptions.answers,
            committed=self._committed,
        )
        return with_dead_letters, RetryTransient

    async def handle(self, messages: Batch) -> None:
        """Claims the messages in the inbox and runs their handlers. If one raises, none of them counts.

        What strangers sent is kept before, in a transaction of its own."""
        if strangers := [m.record for m in messages if m.record.topic in self._subscriptions.strict]:
            async with transaction(self._pool) as conn:
                await received.keep(conn, strangers)
        await self._handle_kept(messages, strangers, consumed.behind(m.record for m in messages))

    async def _handle_kept(self, messages: Batch, strangers: Sequence[Record], places: Offsets) -> None:
        async with transaction(self._pool) as conn:
            outcomes = await self._handle(conn, messages, places)
            if strangers:
                await received.forget(conn, strangers)
        for topic, outcome in outcomes:
            CONSUMED.labels(topic, outcome).inc()
        self._committed()

    async def handle_left(self) -> int:
        """Handles what was received and has no reader: Kafka has lost it. Returns how many. Raises what is transient.

        The inbox passes by what a reader has handled meanwhile. How far Kafka was read is not touched."""
        async with self._pool.acquire() as conn:
            records = await received.left(conn)
        for record in records:
            try:
                await self._handle_kept([read_message(record)], [record], {})
            except TRANSIENT:
                raise
            except Exception as error:  # as at a reader: it is kept, and its sender told
                await bury(self._pool, self._subscriptions.answers, record, error, self._clock.now(), read=False)
                self._committed()
        return len(records)

    async def mind_left(self) -> None:
        """Looks for such messages now and then, until cancelled. Nothing to do where no strangers write."""
        while self._subscriptions.strict:
            try:
                if count := await self.handle_left():
                    log.warning("messages were handled from their copy", extra={"messages": count})
            except TRANSIENT as error:
                log.warning("copies wait for another turn", extra={"error": repr(error)})
            await asyncio.sleep(_LEFT_EVERY_S)

    async def _handle(self, conn: Connection, messages: Iterable[Message], places: Offsets) -> list[tuple[str, str]]:
        outcomes, wanted = [], []
        for message in messages:
            topic, route = message.record.topic, self.route(message)
            if route is None:
                outcomes.append((topic, await self._pass_by(conn, message)))
            else:
                wanted.append((topic, *route))
        digests = [self._digest(topic, envelope) for topic, envelope, _, _ in wanted]
        claimed = {id(e) for e in await inbox.claim(conn, [e for _, e, _, _ in wanted], digests, places)}
        for topic, envelope, event, handler in wanted:
            if id(envelope) not in claimed:
                outcomes.append((topic, "duplicate"))
                continue
            with tracing(self._trace(topic, envelope)), _measured(event.type):
                await handler(conn, event, envelope, self._clock.now())
            outcomes.append((topic, "handled"))
        return outcomes

    async def _pass_by(self, conn: Connection, message: Message) -> str:
        event, strict = message.event, message.record.topic in self._subscriptions.strict
        if not strict or isinstance(event, Malformed) or not probes.is_probe(event):
            return "passed"
        await probes.hear(conn, event)
        return "probe"

    def _digest(self, topic: str, envelope: Envelope) -> bytes | None:
        """Our own services publish an event again with optional fields that are new. A stranger's is what it was."""
        strict = topic in self._subscriptions.strict
        return inbox.digest_of(envelope, self._subscriptions.content_key) if strict else None

    def route(self, message: Message) -> tuple[Envelope, Event, Handler] | None:
        """Which handler gets it; None for one that is passed by. Raises Malformed, EventUnexpected, EventUnreadable."""
        topic, envelope = message.record.topic, message.event
        if isinstance(envelope, Malformed):
            raise envelope
        found = self._subscriptions.routes.get((topic, envelope.type))
        if found is None:
            if topic in self._subscriptions.strict and not probes.is_probe(envelope):
                raise EventUnexpected(type=envelope.type)
            return None
        event, handler = found
        if topic in self._subscriptions.strict:
            _need_names_once(event, envelope)
        return self._known(topic, envelope), parse(event, envelope), handler

    def _known(self, topic: str, envelope: Envelope) -> Envelope:
        """One of us goes by its service alone, whatever the authority is called: a fact sent again is the same fact."""
        if topic in self._subscriptions.strict or not envelope.source.startswith("//"):
            return envelope
        return replace(envelope, source="/" + envelope.source.rpartition("/")[2])

    def _trace(self, topic: str, envelope: Envelope) -> Trace:
        """What others write into their ids may be personal. A story that they begin gets an id of ours."""
        if topic in self._subscriptions.strict:
            return Trace(str(new_id()), None, envelope.traceparent)
        return Trace(envelope.correlationid or envelope.id, envelope.id, envelope.traceparent)

    async def replay(self, letter_id: UUID, actor: str) -> None:
        """Handles a dead letter again and settles it, in one transaction.

        Raises the refusal, or DeadLetterStillFails."""
        now = self._clock.now()
        try:
            async with transaction(self._pool) as conn:
                record = await dead_letters.load(conn, letter_id)
                await self._handle(conn, _messages_in(record), {})
                await dead_letters.settle(conn, letter_id, "replayed", actor, now)
        except (dead_letters.DeadLetterSettled, *TRANSIENT):
            raise
        except Exception as error:
            async with transaction(self._pool) as conn:
                await dead_letters.failed_again(conn, letter_id, error)
            if isinstance(error, Refusal):
                raise
            raise dead_letters.DeadLetterStillFails(why=type(error).__name__) from error
        self._committed()


@contextmanager
def _measured(type_: str) -> Iterator[None]:
    """Types of ours alone: a stranger's would make a series of each text that he thinks of."""
    with EVENT_FAILURES.labels(type_).count_exceptions(), EVENT_SECONDS.labels(type_).time():
        yield


def _messages_in(letter: Record) -> list[Message]:
    """The message of a dead letter, or those of a batch, which a newer version may be able to read."""
    if letter.flaw is None:
        return [read_message(letter)]
    return [read_message(record_of(letter.topic, letter.partition, raw)) for raw in read_again(letter.value or b"")]


def _need_names_once(event: type[Event], envelope: Envelope) -> None:
    try:
        need_names_once(envelope.data)
    except NameTwice as error:
        where = error.name if error.name in event.model_fields else "data"
        raise EventUnreadable(type=event.type, why=f"{where}: {error}") from None


def parse(event: type[Event], envelope: Envelope) -> Event:
    """The data as the event's class. Raises EventUnreadable, which names the fields but not their values."""
    try:
        return event.parse(envelope.data)
    except ValidationError as error:
        why = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'data'}: {e['msg']}" for e in error.errors()[:5])
        raise EventUnreadable(type=envelope.type, why=why) from None
