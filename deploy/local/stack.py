"""The whole system on this machine: Postgres, a broker, a mail server and the four services, in one state folder."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from deploy.local.errors import LocalError
from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.kafka import Kafka, available, default_cache
from deploy.local.postgres import Postgres
from deploy.local.process import HOST, Server, free_port
from deploy.local.service import ServiceProcess
from deploy.local.smtp import MailServer
from deploy.local.tansu import Tansu
from deploy.postgres.bootstrap import DATABASE, OWNER, bootstrap
from deploy.services import SERVICES
from deploy.topics import TOPICS, topics_of
from shared.journal.refill import refill
from shared.messaging.kafka import ensure_topics
from shared.postgres.migrate import migrate
from shared.settings import KafkaSettings

SEALED = "community_service"
"""The service whose journal is sealed daily. Only this service gets the key."""

Broker = Literal["tansu", "kafka"]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports on loopback."""

    postgres: int
    kafka: int
    smtp: int
    services: tuple[int, int, int, int]

    @classmethod
    def free(cls) -> Ports:
        """Any free ports, so that several stacks can run side by side."""
        return cls(free_port(), free_port(), free_port(), (free_port(), free_port(), free_port(), free_port()))

    @classmethod
    def fixed(cls) -> Ports:
        """The ports of `make up`. PG_PORT, KAFKA_PORT, SMTP_PORT and MASOHI_PORTS (four, with commas) change them."""
        numbers = tuple(int(p) for p in os.environ.get("MASOHI_PORTS", "8101,8102,8103,8104").split(","))
        if len(numbers) != 4:
            raise LocalError("MASOHI_PORTS takes four ports with commas, such as 8101,8102,8103,8104.")
        get = os.environ.get
        return cls(int(get("PG_PORT", 15432)), int(get("KAFKA_PORT", 19092)), int(get("SMTP_PORT", 12525)), numbers)

    @property
    def urls(self) -> dict[str, str]:
        """Where each service answers."""
        return {name: f"http://{HOST}:{port}" for name, port in zip(SERVICES, self.services, strict=True)}


class Stack:
    """Starts the parts in order, each when the one before answers. Stops them in reverse order."""

    def __init__(self, state: Path, broker: Broker, ports: Ports, *, fast: bool = False) -> None:
        self.state, self._kind, self.ports = state, broker, ports
        state.mkdir(parents=True, exist_ok=True)
        self.issuer = Issuer(state / "issuer")
        self.postgres = Postgres(state / "postgres", ports.postgres, fast=fast)
        self.broker = self._broker()
        self.mail = MailServer(state / "mail", ports.smtp)
        self.passwords = _saved_secrets(state / "secrets.json", (OWNER, *SERVICES, "person_key", "seal_key"))
        self.services = {
            name: ServiceProcess(name, state / "services", port, self.environment(name))
            for name, port in zip(SERVICES, ports.services, strict=True)
        }
        self._running = ExitStack()

    def _broker(self) -> Tansu | Kafka:
        if self._kind == "tansu":
            return Tansu(self.state / "tansu", self.ports.kafka)
        if reason := available():
            raise LocalError(f"Apache Kafka cannot run here: {reason}")
        return Kafka(self.state / "kafka", self.ports.kafka, default_cache())

    @property
    def bootstrap(self) -> str:
        """The broker's address, or the existing cluster that KAFKA_BOOTSTRAP_SERVERS names."""
        return os.environ.get("KAFKA_BOOTSTRAP_SERVERS") or self.broker.bootstrap

    @property
    def kafka_settings(self) -> KafkaSettings:
        profile = "kafka" if os.environ.get("KAFKA_BOOTSTRAP_SERVERS") else self._kind
        return KafkaSettings(bootstrap_servers=self.bootstrap, profile=profile)

    @property
    def urls(self) -> dict[str, str]:
        return self.ports.urls

    def mail_count(self) -> int:
        """How many mails the mail server has received."""
        return len(self.mail.messages())

    def superuser_dsn(self) -> str:
        return os.environ.get("MASOHI_POSTGRES_DSN") or self.postgres.superuser_dsn()

    def dsn(self, role: str) -> str:
        """The address of the system's database for a role."""
        return database_dsn(role, self.passwords[role], self.ports.postgres)

    def environment(self, service: str) -> dict[str, str]:
        """The environment variables of a service; see shared/settings.py."""
        return {
            "MASOHI_ENVIRONMENT": "local",
            "MASOHI_SIMULATED_CLOCK": "true",
            "MASOHI_DATABASE_DSN": self.dsn(service),
            "MASOHI_AUTHORITY": "masohi.localhost",
            "MASOHI_REPLICA": "0",  # static membership: a service that was killed hears again at once
            "MASOHI_ISSUER": ISSUER,
            "MASOHI_AUDIENCE": AUDIENCE,
            "MASOHI_ISSUER_JWKS": str(self.issuer.jwks),
            "MASOHI_PERSON_KEY": self.passwords["person_key"],
            "MASOHI_SMTP_HOST": HOST,
            "MASOHI_SMTP_PORT": str(self.ports.smtp),
            "MASOHI_SMTP_TLS": "none",
            "MASOHI_SENDER": "masohi@ambon.example",
            "MASOHI_PUBLIC_URL": "http://localhost:8080",
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "KAFKA_PROFILE": self.kafka_settings.profile,
            **({"MASOHI_SEAL_KEY": self.passwords["seal_key"]} if service == SEALED else {}),
        }

    def start(self, progress: Progress) -> None:
        """Start everything. On failure LocalError with one line, and nothing is left running."""
        try:
            with ExitStack() as undo:
                undo.callback(self.stop)
                for line, step in self._steps():
                    progress(line)
                    step()
                undo.pop_all()
        except OSError as error:
            raise LocalError(f"The local stack cannot start: {error}") from error

    def _steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        if not os.environ.get("MASOHI_POSTGRES_DSN"):
            yield "Postgres", lambda: self._start(self.postgres)
        if not os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
            yield f"Kafka ({self._kind})", lambda: self._start(self.broker)
        yield "mail server", lambda: self._start(self.mail)
        yield "roles, schemas, migrations", lambda: asyncio.run(self._migrate())
        yield "topics", lambda: asyncio.run(self._topics())
        yield "the four services", self._start_services

    def _start(self, server: Server) -> None:
        server.start()
        self._running.callback(server.stop)

    async def _migrate(self) -> None:
        await bootstrap(self.superuser_dsn(), self.passwords)
        for service in SERVICES:
            await migrate(self.dsn(OWNER), service)

    async def _topics(self) -> None:
        """Create the missing topics and fill them again from the journals: Tansu forgets its topics when it stops."""
        created = await ensure_topics(self.kafka_settings, list(TOPICS), partitions=6, replication=1)
        for service in SERVICES:
            if set(created) & set(topics_of(service)):
                await refill(self.dsn(OWNER), service, as_heard=True)

    def _start_services(self) -> None:
        for service in self.services.values():
            self._running.callback(service.stop)
        with ThreadPoolExecutor(len(self.services)) as threads:
            for started in [threads.submit(service.start) for service in self.services.values()]:
                started.result()

    def ended_part(self) -> str | None:
        """The name of a part that has ended by itself, if any."""
        parts: list[Server] = [self.postgres, self.broker, self.mail, *self.services.values()]
        return next((part.name for part in parts if part.ended), None)

    def stop(self) -> None:
        self._running.close()


def database_dsn(role: str, password: str, port: int) -> str:
    """The address of the system's database, on this machine or on the server that MASOHI_POSTGRES_DSN names."""
    host = f"{HOST}:{port}"
    if external := os.environ.get("MASOHI_POSTGRES_DSN"):
        host = urlsplit(external).netloc.rpartition("@")[2]
    return f"postgresql://{role}:{password}@{host}/{DATABASE}"


def _saved_secrets(file: Path, names: tuple[str, ...]) -> dict[str, str]:
    """The secrets in `file`. Missing ones are made at random and saved for the next run."""
    saved = json.loads(file.read_text()) if file.exists() else {}
    missing = {name: secrets.token_urlsafe(32) for name in names if name not in saved}
    if missing:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(saved | missing, out)
    return saved | missing
