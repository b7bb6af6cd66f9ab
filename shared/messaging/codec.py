"""CloudEvents for FastStream: what a batch's messages are before they reach the handler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiokafka import ConsumerRecord
from faststream.kafka.message import KafkaAckableMessage

from shared.messaging.batches import PlainRecord, UnreadBatch
from shared.messaging.cloudevents import from_kafka
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope, Malformed, UnreadableBatch

Batch = Sequence["Message"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message for the handler: the record as it came, and the event in it or why it is none."""

    record: Record
    event: Envelope | Malformed


class CloudEventsCodec:
    """FastStream's `CodecProto` and `BatchCodecProto`. A message that is no CloudEvent does not fail here: its
    neighbours are good."""

    async def decode_batch(self, msg: Any) -> list[Any]:
        """The batch as `Message`s."""
        return [read_message(record_of(raw.topic, raw.partition, raw)) for raw in msg.raw_message]

    async def decode(self, msg: Any) -> Any:
        raise RuntimeError("every subscriber takes batches")

    async def encode(self, msg: Any, serializer: Any = None) -> tuple[bytes, str | None]:
        raise RuntimeError("services publish through their journal and its relay")

    async def encode_batch(self, msgs: Sequence[Any], serializer: Any = None) -> list[tuple[bytes, str | None]]:
        raise RuntimeError("services publish through their journal and its relay")


def read_message(record: Record) -> Message:
    """A record with its event, or with the reason why it is none."""
    if record.flaw is not None:
        return Message(record, UnreadableBatch(record.flaw))
    try:
        return Message(record, from_kafka(record.value, record.headers))
    except Malformed as error:
        return Message(record, error)


def record_of(topic: str, partition: int, raw: ConsumerRecord[bytes, Any] | PlainRecord) -> Record:
    """What aiokafka's reader handed out, or what was read from a batch that had been kept."""
    if isinstance(raw.value, UnreadBatch):
        return Record(topic, partition, raw.offset, None, raw.value.batch, (), raw.value.why)
    return Record(topic, partition, raw.offset, raw.key, raw.value, raw.headers)


async def parse_without_headers(batch: Any, original: Callable[[Any], Any]) -> KafkaAckableMessage:
    """FastStream's parser decodes all headers and fails at one that is not UTF-8 (its issue 2458): it gets none."""
    parsed: KafkaAckableMessage = await original(tuple(replace(record, headers=()) for record in batch))
    parsed.raw_message = batch
    return parsed
