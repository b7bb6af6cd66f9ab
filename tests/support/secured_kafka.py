"""Apache Kafka with the settings of docker-compose.yml: TLS, accounts and access lists, on ports of this machine."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from pathlib import Path

import yaml

from deploy.local.kafka import Kafka, default_cache
from deploy.local.process import HOST, free_port
from shared.postgres.migrate import ROOT
from shared.settings import KafkaSettings

LISTENERS = ("INSIDE", "OUTSIDE", "PEERS", "CONTROLLER")
_PROGRAM = {"KAFKA_HEAP_OPTS"}


def cluster_settings() -> dict[str, str]:
    """The lines of deploy/compose/cluster.env."""
    lines = (ROOT / "deploy/compose/cluster.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def said_in_compose(service: str, settings: Mapping[str, str]) -> dict[str, str]:
    """The properties that a broker's environment means, by the rules of the official image."""
    environment = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][service]["environment"]
    filled = {name: _filled(str(value), settings) for name, value in environment.items()}
    return {_property(name): value for name, value in filled.items() if name not in _PROGRAM}


def _filled(value: str, settings: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+):-([^}]*)\}", lambda match: settings.get(match[1], match[2]), value)


def _property(name: str) -> str:
    dashed = name.removeprefix("KAFKA_").lower().replace("___", "-").replace("__", "\0")
    return dashed.replace("_", ".").replace("\0", "_")


class SecuredKafka(Kafka):
    """One node. `secrets` is a folder that `make secrets` has made; `settings` are those of Compose."""

    def __init__(self, state: Path, secrets: Path, number: int = 1, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(state, free_port(), default_cache())
        self.secrets, self.number = secrets, number
        self._said = said_in_compose("kafka" if number == 1 else f"kafka-{number}", settings or {})
        self.ports = {name: free_port() for name in LISTENERS} | {"INSIDE": self.port}
        self.voters = self.vote

    @property
    def vote(self) -> str:
        return f"{self.number}@{HOST}:{self.ports['CONTROLLER']}"

    def _text(self) -> str:
        own = {
            "controller.quorum.voters": self.voters,
            "listeners": ",".join(f"{name}://{HOST}:{port}" for name, port in self.ports.items()),
            "advertised.listeners": ",".join(
                f"{name}://{HOST}:{port}" for name, port in self.ports.items() if name != "CONTROLLER"
            ),
            "log.dirs": str(self._data),
            "ssl.keystore.location": str(self.secrets / "kafka_broker"),
            "ssl.truststore.location": str(self.secrets / "kafka_ca"),
            "offsets.topic.num.partitions": "4",
            "initial.broker.registration.timeout.ms": "300000",  # on a busy machine the others come late
        }
        assert {name for name in own if name.startswith(("ssl", "controller", "listeners", "log"))} <= set(self._said)
        return "".join(f"{name}={value}\n" for name, value in (self._said | own).items())

    def settings(self, username: str, password: str, listener: str = "OUTSIDE") -> KafkaSettings:
        """As a service or an agency reaches it."""
        return KafkaSettings(
            bootstrap_servers=f"{HOST}:{self.ports[listener]}",
            security="SASL_SSL" if listener == "OUTSIDE" else "SASL_PLAINTEXT",
            username=username,
            password=password,
            ca_file=str(self.secrets / "kafka_ca"),
        )

    @property
    def admin(self) -> KafkaSettings:
        return KafkaSettings(
            bootstrap_servers=f"{HOST}:{self.ports['PEERS']}",
            security="SSL",
            ca_file=str(self.secrets / "kafka_ca"),
            certificate_file=str(self.secrets / "kafka_admin"),
        )

    def _is_ready(self) -> bool:
        """Its port opens when it is in its cluster, as the container's health check knows."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1):
                return True
        except OSError:
            return False
