"""Tansu and Apache Kafka on one machine: what they keep and when they are silent."""

from pathlib import Path

import pytest

from deploy.local.errors import LocalError
from deploy.local.kafka import Kafka, available, default_cache
from deploy.local.probe import kafka_answers
from deploy.local.process import free_port
from deploy.local.tansu import Tansu
from tests.system.local_servers import MEBIBYTE, make_topic, needs_kafka, read, restart, run, send, topics

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
