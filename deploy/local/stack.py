"""The whole system on this machine: Postgres, a broker, a mail server, the four services, a gateway and a sign-on."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from deploy.backup.folder import Folder
from deploy.backup.prepare import ROLE, prepare
from deploy.backup.programs import Address
from deploy.identity.clients import client_id
from deploy.local.errors import LocalError
from deploy.local.gateway import Gateway, gateway_url
from deploy.local.identity import DISCOVERY, Identity, SignOn
from deploy.local.issuer import AUDIENCE, Issuer
from deploy.local.kafka import Kafka, available, default_cache
from deploy.local.keeper import BackupKeeper
from deploy.local.postgres import Postgres
from deploy.local.process import HOST, Server, free_port
from deploy.local.service import ServiceProcess
from deploy.local.smtp import MailServer
from deploy.local.tansu import Tansu
from deploy.postgres.bootstrap import DATABASE, OWNER, WATCH, bootstrap
from deploy.services import SERVICES
from deploy.topics import TOPICS, ensure_probes, topics_of
from shared.journal.refill import refill
from shared.messaging.kafka import ensure_topics
from shared.postgres.migrate import migrate
from shared.settings import KafkaSettings

SEALED = "community_service"
"""The service whose journal is sealed daily. Only this service gets the key."""

SECRETS = (
    *(OWNER, *SERVICES, WATCH, "backup", "person_key", "seal_key"),
    *(f"sign_on_{service}" for service in SERVICES),
    "sign_on_control",
)

Broker = Literal["tansu", "kafka"]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ports:
    """TCP ports on loopback."""

    postgres: int
    kafka: int
    smtp: int
    services: tuple[int, int, int, int]
    gateway: int
    identity: int

    @classmethod
    def free(cls) -> Ports:
        """Any free ports, so that several stacks can run side by side."""
        services = (free_port(), free_port(), free_port(), free_port())
        return cls(free_port(), free_port(), free_port(), services, free_port(), free_port())

    @classmethod
    def fixed(cls) -> Ports:
        """The ports of `make up`, and the variables that change them; MASOHI_PORTS has four, with commas."""
        numbers = tuple(int(p) for p in os.environ.get("MASOHI_PORTS", "8101,8102,8103,8104").split(","))
        if len(numbers) != 4:
            raise LocalError("MASOHI_PORTS takes four ports with commas, such as 8101,8102,8103,8104.")
        return cls(
            _port("PG_PORT", 15432),
            _port("KAFKA_PORT", 19092),
            _port("SMTP_PORT", 12525),
            numbers,
            _port("GATEWAY_PORT", 8080),
            _port("IDENTITY_PORT", 18080),
        )

    @property
    def urls(self) -> dict[str, str]:
        """Where each service answers."""
        return {name: f"http://{HOST}:{port}" for name, port in zip(SERVICES, self.services, strict=True)}

    @property
    def issuer(self) -> str:
        """`iss` of the stack's tokens: the sign-on, as people reach it."""
        return f"{gateway_url(self.gateway)}/identity"


class Stack:
    """Starts the parts in order, each when the one before answers. Stops them in reverse order.

    Gateway and sign-on need no other part, so they start beside the first ones.
    """

    def __init__(
        self, state: Path, broker: Broker, ports: Ports, *, fast: bool = False, backup: Path | None = None
    ) -> None:
        self.state, self._kind, self.ports = state, broker, ports
        state.mkdir(parents=True, exist_ok=True)
        self.issuer = Issuer(state / "issuer", ports.issuer)
        # A database that was kept once would wait for its keeper for ever.
        kept = {"synchronous_commit": "on"} if backup else {"synchronous_standby_names": ""}
        self.postgres = Postgres(state / "postgres", ports.postgres, fast=fast, settings=kept)
        self.broker = self._broker()
        self.mail = MailServer(state / "mail", ports.smtp)
        self.passwords = _saved_secrets(state / "secrets.json", SECRETS)
        self.keeper = BackupKeeper(state / "keeper", Folder(backup), self.backup_address) if backup else None
        self.services = {
            name: ServiceProcess(name, state / "services", port, self.environment(name))
            for name, port in zip(SERVICES, ports.services, strict=True)
        }
        self.gateway = Gateway(
            state / "gateway", ports.gateway, dict(zip(SERVICES, ports.services, strict=True)), ports.identity
        )
        self.identity = self._identity()
        self._running = ExitStack()

    def _identity(self) -> Identity:
        told = SignOn(
            self.state / "issuer",
            self.gateway.url,
            {service: self.passwords[f"sign_on_{service}"] for service in SERVICES},
            self.passwords["sign_on_control"],
            self.urls["agreements"],
        )
        return Identity(self.state / "identity", self.ports.identity, told)

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

    @property
    def origin(self) -> str:
        """The one address for people."""
        return self.gateway.url

    def mail_count(self) -> int:
        """How many mails the mail server has received."""
        return len(self.mail.messages())

    def superuser_dsn(self) -> str:
        return os.environ.get("MASOHI_POSTGRES_DSN") or self.postgres.superuser_dsn()

    def dsn(self, role: str) -> str:
        """The address of the system's database for a role."""
        return database_dsn(role, self.passwords[role], self.ports.postgres)

    @property
    def backup_address(self) -> Address:
        """Postgres for whoever takes backups. With the role of `prepare`."""
        return Address(HOST, self.ports.postgres, ROLE, self.passwords["backup"])

    def environment(self, service: str) -> dict[str, str]:
        """The environment variables of a service; see shared/settings.py."""
        return {
            "MASOHI_ENVIRONMENT": "local",
            "MASOHI_SIMULATED_CLOCK": "true",
            "MASOHI_DATABASE_DSN": self.dsn(service),
            "MASOHI_AUTHORITY": "masohi.localhost",
            "MASOHI_REPLICA": "0",  # static membership: a service that was killed hears again at once
            "MASOHI_ISSUER": self.ports.issuer,
            "MASOHI_AUDIENCE": AUDIENCE,
            "MASOHI_ISSUER_JWKS": str(self.issuer.jwks),
            "MASOHI_PERSON_KEY": self.passwords["person_key"],
            "MASOHI_SMTP_HOST": HOST,
            "MASOHI_SMTP_PORT": str(self.ports.smtp),
            "MASOHI_SMTP_TLS": "none",
            "MASOHI_SENDER": "masohi@ambon.example",
            "MASOHI_PUBLIC_URL": gateway_url(self.ports.gateway),
            "MASOHI_SIGN_ON": f"{self.ports.issuer}{DISCOVERY}",
            "MASOHI_SIGN_ON_CLIENT": client_id(service),
            "MASOHI_SIGN_ON_SECRET": self.passwords[f"sign_on_{service}"],
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "KAFKA_PROFILE": self.kafka_settings.profile,
            **({"MASOHI_SEAL_KEY": self.passwords["seal_key"]} if service == SEALED else {}),
        }

    def start(self, progress: Progress) -> None:
        """Start everything. On failure LocalError with one line, and nothing is left running."""
        try:
            with ExitStack() as undo:
                undo.callback(self.stop)
                with self._beside(self.gateway, self.identity):
                    for line, step in self._steps():
                        progress(line)
                        step()
                undo.pop_all()
        except OSError as error:
            raise LocalError(f"The local stack cannot start: {error}") from error

    def _steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        if not os.environ.get("MASOHI_POSTGRES_DSN"):
            yield "Postgres", lambda: self._start(self.postgres)
        if self.keeper:
            yield "backups", self._start_keeper
        if not os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
            yield f"Kafka ({self._kind})", lambda: self._start(self.broker)
        yield "mail server", lambda: self._start(self.mail)
        yield "roles, schemas, migrations", lambda: asyncio.run(self._migrate())
        yield "topics", lambda: asyncio.run(self._topics())
        yield "the four services", self._start_services

    @contextmanager
    def _beside(self, *servers: Server) -> Iterator[None]:
        """Starts these servers while the block runs; at its end they answer."""
        for server in servers:
            self._running.callback(server.stop)
        with ThreadPoolExecutor(len(servers)) as threads:
            started = [threads.submit(server.start) for server in servers]
            yield
            for each in started:
                each.result()

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
        await ensure_probes(self.kafka_settings, replication=1)
        for service in SERVICES:
            if set(created) & set(topics_of(service)):
                await refill(self.dsn(OWNER), service, as_heard=True)

    def _start_keeper(self) -> None:
        """A commit waits for its folder from now on."""
        assert self.keeper
        asyncio.run(prepare(self.superuser_dsn(), self.passwords["backup"]))
        self._start(self.keeper)

    def _start_services(self) -> None:
        for service in self.services.values():
            self._running.callback(service.stop)
        with ThreadPoolExecutor(len(self.services)) as threads:
            for started in [threads.submit(service.start) for service in self.services.values()]:
                started.result()

    def ended_part(self) -> str | None:
        """The name of a part that has ended by itself, if any."""
        parts: list[Server] = [
            self.postgres,
            self.broker,
            self.mail,
            *([self.keeper] if self.keeper else []),
            *self.services.values(),
            self.gateway,
            self.identity,
        ]
        return next((part.name for part in parts if part.ended), None)

    def stop(self) -> None:
        self._running.close()


def _port(variable: str, usual: int) -> int:
    return int(os.environ.get(variable, usual))


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
