"""What the rows run on: durable Postgres, Apache Kafka, and the agreements service, in a folder that is thrown away."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from itertools import count
from pathlib import Path

import asyncpg

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.kafka import Kafka, default_cache
from deploy.local.postgres import postgres
from deploy.local.process import free_port
from deploy.local.service import ServiceProcess
from deploy.local.tansu import Tansu
from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.services import SERVICES
from shared.messaging.kafka import ensure_topics
from shared.postgres.migrate import migrate
from shared.settings import KafkaSettings, ServiceSettings
from tests.bench.bare import PARTITIONS
from tests.support.databases import PASSWORD, Databases

AUTHORITY = "masohi.test"
PUBLIC_URL = "http://localhost:8080"
PERSON_KEY = "a key for the bench, 32 bytes or more"


class Rig:
    """Starts each server when it is first asked for; `close` stops them in reverse."""

    def __init__(self, state: Path) -> None:
        self.state, self._running, self._numbers = state, ExitStack(), count(1)

    def close(self) -> None:
        self._running.close()

    @cached_property
    def databases(self) -> Databases:
        return Databases(self._running.enter_context(postgres(self.state / "postgres", free_port())))

    @cached_property
    def kafka(self) -> KafkaSettings:
        server = self._running.enter_context(Kafka(self.state / "kafka", free_port(), default_cache()))
        return KafkaSettings(bootstrap_servers=server.bootstrap)

    @cached_property
    def tansu(self) -> KafkaSettings:
        server = self._running.enter_context(Tansu(self.state / "tansu", free_port()))
        return KafkaSettings(bootstrap_servers=server.bootstrap, profile="tansu")

    @cached_property
    def issuer(self) -> Issuer:
        return Issuer(self.state / "issuer")

    async def topics(self, *names: str, on: KafkaSettings | None = None) -> list[str]:
        """Makes those that are missing, on Apache Kafka unless told otherwise; returns them."""
        return await ensure_topics(on or self.kafka, list(names), partitions=PARTITIONS, replication=1)

    async def superuser(self, dsn: str, schema: str) -> asyncpg.Connection:
        """May fill and empty what the service's role may only append to."""
        url = self.databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
        return await asyncpg.connect(url, server_settings={"search_path": schema})

    async def listener(self, table: str) -> str:
        """The DSN of a database for a service called `listener`: the platform's tables and one of its own."""
        name = f"listener_{next(self._numbers)}"
        dsn = self.databases.dsn("listener", name)
        await bootstrap(self.databases.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=name)
        admin = await self.superuser(dsn, "listener")
        if not await admin.fetchval("select true from pg_roles where rolname = 'listener'"):
            await admin.execute(f"create role listener login password '{PASSWORD}'")
        await admin.execute(f"grant connect on database {name} to listener")
        await admin.execute(f"create schema listener authorization {OWNER}")
        await migrate(self.databases.dsn(OWNER, name), "listener")
        await admin.execute(f"{table}; grant all on all tables in schema listener to listener")
        await admin.close()
        return dsn

    def settings(self, dsn: str, port: int = 0) -> ServiceSettings:
        return ServiceSettings.model_validate(
            {
                "database_dsn": dsn,
                "port": port,
                "authority": AUTHORITY,
                "public_url": PUBLIC_URL,
                "issuer": ISSUER,
                "issuer_jwks": str(self.issuer.jwks),
                "audience": AUDIENCE,
                "person_key": PERSON_KEY,
            }
        )

    def agreements(self, dsn: str, on: KafkaSettings | None = None) -> ServiceProcess:
        """The real service as a process of its own, not yet started."""
        broker = on or self.kafka
        environment = {
            "MASOHI_DATABASE_DSN": dsn,
            "MASOHI_AUTHORITY": AUTHORITY,
            "MASOHI_PUBLIC_URL": PUBLIC_URL,
            "MASOHI_ISSUER": ISSUER,
            "MASOHI_AUDIENCE": AUDIENCE,
            "MASOHI_ISSUER_JWKS": str(self.issuer.jwks),
            "MASOHI_PERSON_KEY": PERSON_KEY,
            "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap_servers,
            "KAFKA_PROFILE": broker.profile,
        }
        return ServiceProcess("agreements", self.state / f"service_{next(self._numbers)}", free_port(), environment)
