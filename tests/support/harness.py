"""One service in this process on its own database: HTTP through ASGI, messages through its consumer, no broker."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import orjson
from fastapi import FastAPI
from faststream.kafka import KafkaBroker

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from shared.clock import SimulatedClock
from shared.edge.access import Actor, TokenVerifier
from shared.edge.health import Health
from shared.edge.platform import Operations
from shared.edge.routes import Resources
from shared.ids import new_id
from shared.journal.verifying import Verifying
from shared.messaging.consume import Consumer, topic_of
from shared.messaging.dead_letters import Record
from shared.messaging.envelope import Envelope
from shared.messaging.events import Event
from shared.postgres.pool import Pool, open_pool
from shared.postgres.scheduler import Scheduler
from shared.runtime import Service, create_app, jobs_of
from shared.seal_key import Trust, trusted
from shared.settings import KafkaSettings, ServiceSettings
from shared.web import sessions
from shared.web.web import Web
from tests.support.databases import Databases
from tests.support.envelopes import kafka_headers
from tests.support.markup import parsed
from tests.support.page_faults import refused_badly
from tests.support.pipeline import Pipeline

PERSON_KEY = "a key for tests, 32 bytes or more"
SEAL_KEY = "a2V5LWZvci10ZXN0cy1vbmx5LTMyLWJ5dGVzLWxvbmc"
START = datetime(2026, 2, 9, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "environment": "local",
    "simulated_clock": True,
    "database_dsn": "postgresql://localhost/unused",
    "port": 0,
    "authority": "masohi.test",
    "issuer": ISSUER,
    "issuer_jwks": "unused",
    "audience": AUDIENCE,
    "public_url": "http://localhost:8080",
    "person_key": PERSON_KEY,
    "seal_key": SEAL_KEY,
}
"""What every service needs, to build it from. `run_service` puts in the database and the issuer of the run."""

_NO_KEY = ("/sign-out", "/language")
"""Forms that may be sent as often as one likes, or end the session that would be asked again."""


@dataclass
class Browser:
    """What a browser does for a person who is signed in: it carries the cookie, and says from where a form comes."""

    harness: Harness
    cookie: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def web(self) -> Web:
        web: Web = self.harness.app.state.web
        return web

    async def open(self, path: str, status: int = 200) -> httpx.Response:
        """A page of the desk; `path` is below it."""
        return self._checked(await self._ask("GET", path), status)

    async def send(self, path: str, fields: Mapping[str, Any], status: int = 303, **headers: str) -> httpx.Response:
        """A form. A list is a field with several values.

        One that acts is sent by a double click: twice at once. That must be one act, and both lead to the same page."""
        own = {"sec-fetch-site": "same-origin"} | {name.replace("_", "-"): value for name, value in headers.items()}
        data = {"key": str(new_id()), **fields}
        first = self._ask("POST", path, data=data, headers=own)
        if status != 303 or path.endswith(_NO_KEY):
            return self._checked(await first, status, fields)
        answers = await asyncio.gather(first, self._ask("POST", path, data=data, headers=own))
        for answer in answers:
            self._checked(answer, status)
        assert len({answer.headers["location"] for answer in answers}) == 1
        acts = await self.harness.pool.fetchval(
            "select count(distinct correlation_id) from journal where correlation_id = any($1)",
            [answer.headers["x-correlation-id"] for answer in answers],
        )
        assert acts <= 1, f"{path}: a double click was two acts"
        return answers[0]

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"cookie": f"{self.web.cookie}={self.cookie}", **self.headers, **more.pop("headers", {})}
        there = path if path.startswith(self.web.place.desk) else self.web.place.desk + path
        return await self.harness.client.request(method, there, headers=headers, **more)

    def _checked(self, answer: httpx.Response, status: int, typed: Mapping[str, Any] | None = None) -> httpx.Response:
        """What is wrong is said in Indonesian, but for what was typed."""
        assert answer.status_code == status, f"{answer.request.url}: {answer.status_code} {answer.text}"
        if "govuk-error-summary" in answer.text and answer.headers.get("content-language") == "id":
            (summary,) = parsed(answer.text).all("div", "govuk-error-summary")
            words = frozenset(re.findall("[a-z]+", str(typed).lower()))
            assert list(refused_badly(summary, words)) == [], answer.request.url
        return answer


@dataclass
class Harness:
    """What a service test holds in its hands. `roles` are the caller's; every verb checks the status it is told."""

    service: Service
    issuer: Issuer
    client: httpx.AsyncClient
    pool: Pool
    clock: SimulatedClock
    pipeline: Pipeline
    scheduler: Scheduler
    sealer: Scheduler
    app: FastAPI
    trust: Trust
    woken: int = 0
    _offset: int = field(default=0)

    def token(self, *roles: str, organisation: UUID | str | None = None, subject: str = "user-1") -> dict[str, str]:
        token = self.issuer.token(*roles, subject=subject, organisation=organisation)
        return {"authorization": f"Bearer {token}"}

    async def get(self, path: str, *roles: str, status: int = 200, **who: Any) -> Any:
        return await self._send("GET", path, None, roles, status, who)

    async def post(self, path: str, json: Any, *roles: str, status: int | None = None, **who: Any) -> Any:
        return await self._send("POST", path, json, roles, status, who)

    async def put(self, path: str, json: Any, *roles: str, status: int | None = None, **who: Any) -> Any:
        return await self._send("PUT", path, json, roles, status, who)

    async def signed_in(self, *roles: str, organisation: UUID | str | None = None, subject: str = "user-1") -> Browser:
        """A browser with a session, as sign-on begins one."""
        actor = Actor(subject, frozenset(roles), UUID(str(organisation)) if organisation else None)
        async with self.pool.acquire() as conn:
            return Browser(self, await sessions.begin(conn, actor, f"sid of {subject}", None, self.clock.now()))

    async def _send(
        self, method: str, path: str, json: Any, roles: tuple[str, ...], status: int | None, who: dict[str, Any]
    ) -> Any:
        headers = {**self.token(*roles, **{k: v for k, v in who.items() if k != "headers"}), **who.get("headers", {})}
        content = None if json is None else orjson.dumps(json, default=str)
        response = await self.client.request(
            method, path, content=content, headers=headers | {"content-type": "application/json"}
        )
        expected = (200, 201, 202, 204) if status is None else (status,)
        assert response.status_code in expected, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    async def hear(
        self,
        event: Event,
        version: int = 1,
        id: str | None = None,
        source: str | None = None,
        time: datetime | None = None,
        topic: str | None = None,
    ) -> None:
        """Delivers an event as Kafka would, on the topic where this service reads it."""
        envelope = Envelope(
            id=id or str(new_id()),
            source=source or "/test",
            type=event.type,
            time=time or self.clock.now(),
            data=b"",
            subject=event.key,
            correlationid="test",
            sequence=f"{version:010d}",
        )
        value = orjson.dumps({**event.public(), **(event.internal() or {})})
        await self.hear_raw(topic or self._topic(type(event)), value, kafka_headers(envelope), event.key.encode())

    def _topic(self, event: type[Event]) -> str:
        topics = [topic for topic, type_ in self.service.subscriptions.routes if type_ == event.type]
        return topics[0] if topics else topic_of(event)

    async def hear_raw(
        self, topic: str, value: bytes, headers: list[tuple[str, bytes]], key: bytes | None = None
    ) -> None:
        """Delivers any bytes."""
        self._offset += 1
        await self.deliver([Record(topic, 0, self._offset, key, value, headers)])

    async def deliver(self, records: Sequence[Record]) -> None:
        """Delivers a batch. Raises what makes Kafka deliver it again."""
        await self.pipeline.deliver(records)

    async def facts(self) -> list[tuple[str, dict[str, Any]]]:
        """The journal: type and data, internal fields included, in order."""
        rows = await self.pool.fetch("select type, data::text, internal::text from journal order by position")
        return [
            (row["type"], {**orjson.loads(row["data"]), **(orjson.loads(row["internal"]) if row["internal"] else {})})
            for row in rows
        ]

    async def tick(self) -> int:
        """Does the service's time-driven work that is due now."""
        return await self.scheduler.tick()

    async def seal(self) -> int:
        """Seals the days of the journal that are over; returns how many."""
        return await self.sealer.tick()

    async def verify(self) -> UUID | None:
        """Does the verification of the journal that somebody has asked for; returns which."""
        return await Verifying(self.service.journal, self.trust).turn(self.pool, self.clock)


@asynccontextmanager
async def run_service(service: Service, databases: Databases, issuer: Issuer) -> AsyncIterator[Harness]:
    dsn = await databases.fresh(service.name)
    pool = await open_pool(dsn, service.name, size=8, warm=1)
    clock = SimulatedClock(START)
    settings = ServiceSettings.model_validate({**SETTINGS, "database_dsn": dsn, "issuer_jwks": str(issuer.jwks)})
    app = _app(service, settings)
    harness: Harness

    def committed() -> None:
        harness.woken += 1

    consumer = Consumer(pool, clock, service.subscriptions, committed)
    scheduler = Scheduler(pool, clock, service.jobs, 3600, committed)
    sealer = Scheduler(
        pool, clock, [job for job in jobs_of(service, settings) if job not in service.jobs], 3600, committed
    )
    keys = trusted(settings.own_seal_key, settings.seal_trusted)
    app.state.resources = Resources(pool, clock, TokenVerifier(ISSUER, AUDIENCE, str(issuer.jwks)), committed)
    app.state.operations = Operations(Health(pool, KafkaBroker(), 60), consumer, scheduler, clock)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://masohi.test") as client:
        harness = Harness(service, issuer, client, pool, clock, Pipeline(consumer), scheduler, sealer, app, keys)
        try:
            yield harness
        finally:
            await asyncio.wait_for(pool.close(), 10)
            databases.drop(dsn)
            _idle[service.name] = service, app


_idle: dict[str, tuple[Service, FastAPI]] = {}


def _app(service: Service, settings: ServiceSettings) -> FastAPI:
    """The one that the test before is done with, or a new one: making all routes takes as long as a short test."""
    known, app = _idle.pop(service.name, (None, None))
    if app is None or known is not service:
        return create_app(service, settings, KafkaSettings(bootstrap_servers="127.0.0.1:1"))
    app.state.settings = settings
    return app
