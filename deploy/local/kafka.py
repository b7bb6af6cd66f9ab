"""Apache Kafka as a server of the local stack."""

from __future__ import annotations

import base64
import uuid
from pathlib import Path

from deploy.local.child import current_user, run
from deploy.local.errors import LocalError
from deploy.local.kafka_jars import available, default_cache, kafka_jars
from deploy.local.probe import kafka_answers
from deploy.local.process import HOST, Server, free_port

__all__ = ["Kafka", "available", "default_cache"]

LOGGING = Path(__file__).with_name("kafka-log4j2.properties")
# A message of 1 MB must pass with its headers and envelope, so the broker accepts twice that size.
LARGEST_MESSAGE = 2 * 1024 * 1024
# After a crash the controller refuses the broker while it believes that the old one is alive: 9 s by default.
SESSION_MS = 3000
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{port}
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
message.max.bytes={largest}
replica.fetch.max.bytes={largest}
broker.heartbeat.interval.ms=500
broker.session.timeout.ms={session}
"""


class Kafka(Server):
    """One node that is broker and controller. `jars` is the folder in which its program is cached."""

    name = "Kafka"
    setting = "KAFKA_PORT"
    ready_within = 60.0

    def __init__(self, state: Path, port: int, jars: Path) -> None:
        super().__init__(state, port)
        self._cache = jars
        self._data = self.state / "kafka"
        self._properties = self.state / "kafka.properties"
        self._classes = ""
        self.cluster_id = _new_cluster_id()

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"

    def _prepare(self) -> None:
        super()._prepare()
        if reason := available(self._cache):
            raise LocalError(reason)
        self._classes = f"{kafka_jars(self._cache.resolve())}/*"
        self._properties.write_text(self._text())
        if not (self._data / "meta.properties").exists():
            self._format()

    def _text(self) -> str:
        return PROPERTIES.format(
            host=HOST,
            port=self.port,
            controller=free_port(),
            data=self._data,
            largest=LARGEST_MESSAGE,
            session=SESSION_MS,
        )

    def _command(self) -> list[str]:
        return self._java("kafka.Kafka", str(self._properties))

    def _is_ready(self) -> bool:
        return kafka_answers(self.port)

    def _format(self) -> None:
        # Option and value are one word, because an id may begin with a dash.
        arguments = ["format", f"--cluster-id={self.cluster_id}", "--config", str(self._properties)]
        command = self._java("kafka.tools.StorageTool", *arguments)
        run("Making the Kafka data folder", command, self.log, current_user(), self._environment())

    def _java(self, main: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={LOGGING}"
        return ["java", "-Xmx512M", logging, "-cp", self._classes, main, *arguments]


def _new_cluster_id() -> str:
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
