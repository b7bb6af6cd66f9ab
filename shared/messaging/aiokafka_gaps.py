"""All that we do to aiokafka behind its public interface, each with the upstream issue that would make it unnecessary.

`notice_lost_connections` and `read_every_batch` replace a class of aiokafka for the whole process. `runtime` calls them
once. The other functions read or close parts of one reader or producer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import aiokafka.conn
import aiokafka.consumer.fetcher
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaConnectionError, KafkaError

from shared.messaging.batches import Batches


def notice_lost_connections() -> None:
    """A connection that is lost while somebody writes to it counts as lost, also on uvloop (aiokafka issue 1038).

    Between the loss and its notice, a write raises RuntimeError on uvloop. aiokafka expects OSError only, so the task
    that was writing ends: its coordinator, its fetcher, or the task that learns of new leaders.
    """
    aiokafka.conn.AIOKafkaConnection = _Connection


class _Connection(aiokafka.conn.AIOKafkaConnection):  # type: ignore[misc]  # it has no types
    def send(self, request: Any, expect_response: bool = True) -> Any:
        return self._noticing_loss(super().send, request, expect_response)

    def _send_sasl_token(self, payload: Any, expect_response: bool = True) -> Any:
        return self._noticing_loss(super()._send_sasl_token, payload, expect_response)

    def _noticing_loss(self, send: Callable[..., Any], *args: Any) -> Any:
        try:
            return send(*args)
        except RuntimeError as error:
            self.close(reason=aiokafka.conn.CloseReason.CONNECTION_BROKEN)
            raise KafkaConnectionError(f"Connection at {self.host}:{self.port} was lost: {error}") from error


def read_every_batch() -> None:
    """A batch that cannot be read becomes a record, in place of an error that comes for ever (aiokafka issue 321)."""
    aiokafka.consumer.fetcher.MemoryRecords = Batches


def check_background(reader: AIOKafkaConsumer) -> None:
    """Raises KafkaError where a background task of a reader has ended: aiokafka does not tell (issues 847, 1154)."""
    for task in _background(reader):
        if task.done():
            raise KafkaError("a background task of the reader has ended") from task.exception()


def cut_off(reader: AIOKafkaConsumer) -> None:
    """Ends the tasks and connections of a reader whose `stop` failed: aiokafka gives up at the first error."""
    for task in _background(reader):
        task.cancel()
    for connection in list(reader._client._conns.values()):
        connection.close()


def _background(reader: AIOKafkaConsumer) -> Iterator[asyncio.Task[None]]:
    """The task that fetches, and the task that learns of new leaders."""
    return filter(None, (reader._fetcher.error_future, reader._client._sync_task))


def is_member(reader: AIOKafkaConsumer) -> bool:
    """Whether a reader has joined its group, and was not thrown out of it since (aiokafka issue 1154)."""
    coordinator = reader._coordinator
    return coordinator is not None and coordinator.member_id != "" and coordinator.generation >= 0


class Place(NamedTuple):
    """Where a reader stands in a partition: the next offset that it hands out, and how many messages wait."""

    position: int
    lag: int


def places(reader: AIOKafkaConsumer) -> dict[TopicPartition, Place]:
    """By assigned partition, without those whose position is not known yet. The public `position()` would wait for it.

    What waits ends at the last stable offset: behind it stands a transaction that is not finished.
    """
    found = {}
    for partition in reader.assignment():
        state = reader._subscription.subscription.assignment.state_value(partition)
        if state is None or not state.has_valid_position or state.highwater is None:
            continue
        end = state.highwater if state.lso in (None, -1) else state.lso
        found[partition] = Place(state.position, max(0, end - state.position))
    return found


async def abandon(producer: AIOKafkaProducer) -> None:
    """Closes a producer without waiting for a broker that may never answer, as `stop` does (aiokafka issue 1101)."""
    with suppress(Exception):
        await asyncio.wait_for(producer.stop(), 2)
        return
    with suppress(Exception):
        await producer._sender.close()
        await producer.client.close()
