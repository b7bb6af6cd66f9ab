"""An outside subscriber, as another agency would write it: a plain Kafka client and the CloudEvents SDK, not our code.

`python deploy/demo/subscriber.py BOOTSTRAP TOPIC …` reads the topics from their beginning and prints one JSON line per
event: id, source, type, subject, time, sequence, data. It ends with its input: when standard input closes, it reads
what is left and stops.
"""

from __future__ import annotations

import json
import select
import sys
from typing import Any

from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from confluent_kafka import OFFSET_BEGINNING, Consumer, Message, TopicPartition

QUIET_POLLS = 6
POLL_S = 0.25


def main(bootstrap: str, topics: list[str]) -> None:
    """Prints every event of `topics` until standard input is closed and nothing more comes."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "outside", "enable.auto.commit": False})
    consumer.assign(_from_the_beginning(consumer, topics))
    quiet = 0
    while quiet < QUIET_POLLS:
        message = consumer.poll(POLL_S)
        if message is not None and message.error() is None:
            print(json.dumps(_read(message), sort_keys=True), flush=True)
        quiet = quiet + 1 if message is None and _input_closed() else 0
    consumer.close()


def _from_the_beginning(consumer: Consumer, topics: list[str]) -> list[TopicPartition]:
    known = consumer.list_topics(timeout=10).topics
    return [TopicPartition(t, p, OFFSET_BEGINNING) for t in topics for p in sorted(known[t].partitions)]


def _read(message: Message) -> dict[str, Any]:
    headers: dict[str, bytes] = dict(message.headers() or [])  # type: ignore[arg-type]
    event = from_kafka_event(KafkaMessage(headers, message.key(), message.value() or b""))
    moment = event.get_time()
    return {
        "topic": message.topic(),
        "id": event.get_id(),
        "source": event.get_source(),
        "type": event.get_type(),
        "subject": event.get_subject(),
        "time": moment.isoformat() if moment else None,
        "sequence": event.get_extension("sequence"),
        "data": event.get_data(),
    }


def _input_closed() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], 0)
    return bool(readable) and not sys.stdin.read(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
