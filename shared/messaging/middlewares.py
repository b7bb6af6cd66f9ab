"""FastStream's middlewares around the handler of a batch: transient errors are tried again, others become dead letters.

`DeadLetters` is the outer one. It calls the retry, and the retry calls the handler: one transaction for what it
gets. The whole batch goes first. If it fails for good, its messages go one by one, so that a poison message harms only
itself. A transient error that lasts leaves both; FastStream then seeks back (NACK_ON_ERROR), so nothing is skipped.
"""

from __future__ import annotations

import asyncio
import copy
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from faststream import BaseMiddleware

from shared.clock import Clock
from shared.messaging import consumed, dead_letters, received
from shared.messaging.codec import Message
from shared.messaging.dead_letters import Record
from shared.metrics import CONSUME_SECONDS, CONSUMED, RETRIES
from shared.postgres.pool import TRANSIENT, Connection, Pool, transaction

log = logging.getLogger(__name__)

_TRIES = 6
_BACKOFF_S = (0.1, 5.0)

Answer = Callable[[Connection, Record, Exception, datetime], Awaitable[None]]
"""Tells the sender of a message that it became a dead letter: once, in the same transaction."""

CallNext = Callable[[Any], Awaitable[Any]]


class RetryTransient(BaseMiddleware[Any, Any]):
    """Tries a transient error again with growing, jittered pauses, about ten seconds in all. Then raises it."""

    async def consume_scope(self, call_next: CallNext, msg: Any) -> Any:
        return await with_retry(partial(call_next, msg))


class DeadLetters(BaseMiddleware[Any, Any]):
    """Keeps what fails for good, with its bytes and the reason. Answers its sender where the topic has an answer."""

    def __init__(
        self,
        msg: Any,
        /,
        *,
        context: Any,
        pool: Pool,
        clock: Clock,
        answers: Mapping[str, Answer],
        committed: Callable[[], None],
    ) -> None:
        super().__init__(msg, context=context)
        self._pool, self._clock, self._answers, self._committed = pool, clock, answers, committed

    async def consume_scope(self, call_next: CallNext, msg: Any) -> Any:
        with CONSUME_SECONDS.labels(msg.raw_message[0].topic).time():
            try:
                return await call_next(msg)
            except TRANSIENT:
                raise
            except Exception as error:  # the culprit is found one by one
                log.info("a batch failed, its messages go one by one", extra={"error": type(error).__name__})
                for raw in msg.raw_message:
                    await self._handle_alone(call_next, _of_one(msg, raw))
        return None

    async def _handle_alone(self, call_next: CallNext, msg: Any) -> None:
        try:
            await call_next(msg)
        except TRANSIENT:
            raise
        except Exception as error:  # whatever it is, the message is kept and the next ones pass
            (message,) = await msg.decode()
            await with_retry(partial(self._bury, message, error))

    async def _bury(self, message: Message, error: Exception) -> None:
        await bury(self._pool, self._answers, message.record, error, self._clock.now())
        self._committed()


async def bury(
    pool: Pool, answers: Mapping[str, Answer], record: Record, error: Exception, now: datetime, *, read: bool = True
) -> None:
    """Makes a message a dead letter and answers its sender, in one transaction. `read`: it came from Kafka just now."""
    log.error(
        "message goes to the dead letters",
        extra={"topic": record.topic, "offset": record.offset, "error": type(error).__name__},
    )
    async with transaction(pool) as conn:
        first = await dead_letters.bury(conn, record, error, now)
        await received.forget(conn, [record])
        if read:
            await consumed.save(conn, consumed.behind([record]))
        if first and (answer := answers.get(record.topic)):
            await answer(conn, record, error, now)
    CONSUMED.labels(record.topic, "dead").inc()


def _of_one(batch: Any, raw: Any) -> Any:
    """A batch of one of its records."""
    single = copy.copy(batch)
    single.raw_message = (raw,)
    return single


async def with_retry(work: Callable[[], Awaitable[Any]]) -> Any:
    """Runs `work` up to six times while it raises a transient error. Raises the last one."""
    for attempt in range(_TRIES):
        try:
            return await work()
        except TRANSIENT as error:
            if attempt == _TRIES - 1:
                raise
            delay = min(_BACKOFF_S[1], _BACKOFF_S[0] * 2**attempt) * random.uniform(0.5, 1.5)
            RETRIES.labels("messages").inc()
            log.warning("transient error, retrying", extra={"error": repr(error), "delay_s": round(delay, 2)})
            await asyncio.sleep(delay)
    return None
