"""Twenty requests a second through the gateway, and a verdict each second on the intake, while a system is upgraded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

import httpx

from deploy.topics import INTAKE
from shared.ids import new_id
from tests.bench.city import OFFICES, _verdict
from tests.support.world import World

RENAMES, PARTICIPANTS, RECIPIENTS, LISTS = 9, 4, 3, 4
"""Requests per second."""
RATE = RENAMES + PARTICIPANTS + RECIPIENTS + LISTS
AGENCIES = 40
AGAIN = {502, 503, 504}
GIVE_UP_S = 30.0


@dataclass
class Load:
    """What was asked, and how it was answered. A request that found nobody is sent again under the same key."""

    world: World
    took: list[float] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    renamed: int = 0
    registered: int = 0
    recipients: int = 0
    verdicts: list[str] = field(default_factory=list)
    lateness: float = 0.0
    """How late the latest request went out: the machine was too busy for the pace."""

    async def settle(self) -> None:
        """The offices of a city, known to all services."""
        async with self._client("clerk") as client:
            for code, kind in OFFICES.items():
                made = await client.post("/agreements/organisations", json={"code": code, "name": code, "kind": kind})
                self._prison = UUID(made.raise_for_status().json()["id"])
            bodies = [{"code": f"dinas-{n}", "name": "Dinas", "kind": "agency"} for n in range(AGENCIES)]
            made_all = [(await client.post("/agreements/organisations", json=body)).json() for body in bodies]
            self._agencies = [made["id"] for made in made_all]
        for service in ("training", "community_service", "notifications"):
            known = "select count(*)::int from organisations"
            await self.world.wait_for(service, known, equals=AGENCIES + len(OFFICES), seconds=90)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """The clients of those who ask."""
        async with (
            self._client("clerk") as self._clerk,
            self._client("institution_staff", self._prison) as self._staff,
            self._client("coordinator") as self._coordinator,
        ):
            yield

    async def run(self, until: asyncio.Event) -> None:
        """At an even pace, whatever becomes of what was sent before."""
        async with self.connected(), asyncio.TaskGroup() as load:
            for rate, send in (
                (RENAMES, self.rename),
                (PARTICIPANTS, self.register),
                (RECIPIENTS, self._recipient),
                (LISTS, self.list_sentences),
                (1, self._pronounce),
            ):
                load.create_task(self._evenly(rate, until, send))

    async def _evenly(self, rate: int, until: asyncio.Event, send: Callable[[int], Coroutine[Any, Any, None]]) -> None:
        began = time.perf_counter()
        async with asyncio.TaskGroup() as sending:
            for number in count(1):
                if until.is_set():
                    return
                sending.create_task(send(number))
                behind = time.perf_counter() - began - number / rate
                self.lateness = max(self.lateness, behind)
                await asyncio.sleep(max(0.0, -behind))

    async def rename(self, number: int) -> None:
        path = f"/agreements/organisations/{self._agencies[number % AGENCIES]}"
        if await self._ask(self._clerk, "PUT", path, {"name": f"Dinas {number}"}):
            self.renamed += 1

    async def register(self, number: int) -> None:
        body = {
            "institution_id": str(self._prison),
            "register_number": f"B.{number}/2026",
            "name": "Warga Binaan",
            "birth_date": "1990-05-01",
            "risk_level": "minimum",
        }
        if await self._ask(self._staff, "POST", "/training/participants", body):
            self.registered += 1

    async def _recipient(self, number: int) -> None:
        body = {"reference": f"pegawai-{number}", "name": "Pegawai", "roles": ["clerk"], "channels": ["inbox"]}
        if await self._ask(self._coordinator, "POST", "/notifications/recipients", body):
            self.recipients += 1

    async def list_sentences(self, number: int) -> None:
        await self._ask(self._coordinator, "GET", "/community-service/sentences")

    async def _pronounce(self, number: int) -> None:
        pronounced = _verdict(number, datetime.now(UTC).date())
        await self.world.publish_event(INTAKE, "justice.sentence.pronounced", pronounced)
        self.verdicts.append(pronounced["verdict_number"])

    async def _ask(self, client: httpx.AsyncClient, method: str, path: str, body: object = None) -> bool:
        """Whether it succeeded in the end."""
        began, again = time.perf_counter(), ""
        headers = {} if method == "GET" else {"idempotency-key": str(new_id())}
        while True:
            try:
                answer = await client.request(method, path, json=body, headers=headers)
                said, once_more = f"{answer.status_code} {answer.text[:200]}", answer.status_code in AGAIN
            except httpx.TransportError as error:
                said, once_more = repr(error), True
            if not once_more or time.perf_counter() - began > GIVE_UP_S:
                break
            again = said
            await asyncio.sleep(0.2)
        self.took.append(time.perf_counter() - began)
        if again:
            self.retried.append(f"{method} {path}: {again}")
        if not said.startswith("2"):
            self.failed.append(f"{method} {path}: {said}")
            return False
        return True

    def _client(self, role: str, organisation: UUID | None = None) -> httpx.AsyncClient:
        headers = self.world.headers(role, organisation=organisation)
        limits = httpx.Limits(keepalive_expiry=2.0)
        return httpx.AsyncClient(base_url=self.world.stack.origin, headers=headers, timeout=40, limits=limits)
