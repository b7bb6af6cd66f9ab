"""Tansu and Apache Kafka on one machine: what they keep and when they are silent."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from aiokafka.errors import KafkaError

from deploy.local.errors import LocalError
from deploy.local.kafka import Kafka, available, default_cache
from deploy.local.probe import kafka_answers
from deploy.local.process import free_port
from deploy.local.tansu import Tansu
from shared.messaging import kafka as messaging
from shared.messaging import tails
from shared.settings import KafkaSettings
from tests.system.local_servers import (
    MEBIBYTE,
    eventually,
    kafka,
    make_topic,
    needs_kafka,
    read,
    restart,
    run,
    send,
    tansu,
    topics,
)

pytestmark = pytest.mark.usefixtures("public")


def test_tansu_forgets_when_it_restarts(tmp_path: Path) -> None:
    with Tansu(tmp_path, free_port()) as broker:
        run(make_topic(broker.bootstrap, "facts"))
        assert "facts" in run(topics(broker.bootstrap))
        broker.kill()
        broker.start()
        assert "facts" not in run(topics(broker.bootstrap))


def test_a_paused_broker_is_silent_until_it_is_resumed(tmp_path: Path) -> None:
    with Tansu(tmp_path, free_port()) as broker:
        broker.pause()
        assert not kafka_answers(broker.port)
        broker.resume()
        assert kafka_answers(broker.port)
        broker.pause()


@pytest.mark.parametrize("make", [tansu, pytest.param(kafka, marks=needs_kafka)])
def test_the_end_of_a_topic_is_behind_the_last_record_of_the_last_batch(
    make: Callable[[Path], Tansu | Kafka], tmp_path: Path
) -> None:
    """What a restore compares must not miss a record: Tansu names an end inside the last batch."""
    with make(tmp_path) as broker:
        settings = KafkaSettings(bootstrap_servers=broker.bootstrap, profile="tansu" if make is tansu else "kafka")
        run(make_topic(broker.bootstrap, "facts"))
        eventually(lambda: knows_groups(settings), within=30)
        assert run(everything(settings, "facts")) == (0, [])
        for records in (1, 3, 5):
            run(send_together(settings, "facts", records))
        assert run(everything(settings, "facts")) == (9, list(range(9)))


async def send_together(settings: KafkaSettings, topic: str, records: int) -> None:
    """One batch."""
    producer = messaging.producer(settings, "tester")
    await producer.start()
    try:
        await asyncio.gather(*[await producer.send(topic, b"fact") for _ in range(records)])
    finally:
        await producer.stop()


def knows_groups(settings: KafkaSettings) -> bool:
    """Apache Kafka makes the topic of its groups when it is first asked about one."""
    try:
        run(everything(settings, "facts"))
    except KafkaError:
        return False
    return True


async def everything(settings: KafkaSettings, topic: str) -> tuple[int, list[int]]:
    """The end, and the offsets that are read."""
    async with tails.opened(settings, [topic], "masohi.nobody") as log:
        read = [m.record.offset async for messages in log.messages(log.everything([topic])) for m in messages]
        (end,) = log.ends.values()
        return end, read


@needs_kafka
def test_kafka_keeps_its_data_through_crash_and_restart(tmp_path: Path) -> None:
    with Kafka(tmp_path, free_port(), default_cache()) as broker:
        run(make_topic(broker.bootstrap, "facts"))
        run(send(broker.bootstrap, "facts", b"x" * MEBIBYTE))
        broker.kill()
        broker.start()
        run(send(broker.bootstrap, "facts", b"after the crash"))
        restart(broker)
        assert [len(fact) for fact in run(read(broker.bootstrap, "facts", 2))] == [MEBIBYTE, 15]
        assert "misspelt" not in run(topics(broker.bootstrap))


@needs_kafka
def test_kafka_that_cannot_read_its_data_says_so(tmp_path: Path) -> None:
    with Kafka(tmp_path, free_port(), default_cache()) as broker:
        broker.stop()
        (tmp_path / "kafka" / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=other\n")
        with pytest.raises(LocalError, match=r"^Kafka did not start: .*node"):
            broker.start()


@pytest.mark.parametrize(
    ("java", "reason"),
    [
        (None, "no java on the PATH"),
        ('version "1.8.0_402"', "is version 1"),
        ('version "21.0.1"', "no mvn on the PATH"),
    ],
)
def test_why_kafka_cannot_run(java: str | None, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if java:
        (tmp_path / "java").write_text(f"#!/bin/sh\necho 'openjdk {java}' >&2\n")
        (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reason in (available() or "")
