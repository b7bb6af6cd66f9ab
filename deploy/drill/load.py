"""The load of the drill: clerks register offices over HTTP, and a court sends verdicts. It knows what was answered."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from aiokafka import AIOKafkaProducer

from deploy.local.stack import Stack
from deploy.topics import INTAKE
from shared.ids import new_id
from shared.messaging import kafka

CLERKS = 4
_PAUSE_S = 0.05
_VERDICT = "justice.sentence.pronounced"
_numbers = count(1)
"""Of offices and verdicts; no drill of this process uses one again."""


@dataclass
class Load:
    """`registered`: offices whose registration was answered with 201, by id, with the moment of the answer. `sent`: the
    numbers of verdicts that Kafka has acknowledged."""

    stack: Stack
    registered: dict[UUID, datetime] = field(default_factory=dict)
    sent: dict[str, datetime] = field(default_factory=dict)

    async def some(self, each: int) -> None:
        """So many offices and so many verdicts."""
        async with self._clerk() as clerk, self._court() as court:
            for _ in range(each):
                await self._register(clerk)
                await self._send(court)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Without a pause while the block runs. A clerk who gets no answer tries the next office."""
        async with self._court() as court, contextlib.AsyncExitStack() as held:
            clerks = [await held.enter_async_context(self._clerk()) for _ in range(CLERKS)]
            works = [asyncio.create_task(self._clerks_work(clerk)) for clerk in clerks]
            works.append(asyncio.create_task(self._courts_work(court)))
            try:
                yield
            finally:
                for work in works:
                    work.cancel()
                await asyncio.gather(*works, return_exceptions=True)

    async def _clerks_work(self, clerk: httpx.AsyncClient) -> None:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                await self._register(clerk)
            await asyncio.sleep(_PAUSE_S)

    async def _courts_work(self, court: AIOKafkaProducer) -> None:
        while True:
            await self._send(court)
            await asyncio.sleep(_PAUSE_S)

    async def _register(self, clerk: httpx.AsyncClient) -> None:
        body = {"code": f"opd-{next(_numbers)}", "name": "Kantor", "kind": "agency"}
        answer = await clerk.post("/agreements/organisations", json=body)
        if answer.status_code == httpx.codes.CREATED:
            self.registered[UUID(answer.json()["id"])] = datetime.now(UTC)

    async def _send(self, court: AIOKafkaProducer) -> None:
        number = f"{next(_numbers)}/Pid.B/{datetime.now(UTC).year}"
        headers = {"specversion": "1.0", "id": str(new_id()), "source": "/pn-ambon", "type": _VERDICT}
        await court.send_and_wait(
            *(INTAKE, json.dumps(_verdict(number)).encode(), number.encode()),
            headers=[
                ("content-type", b"application/json"),
                *((f"ce_{name}", value.encode()) for name, value in headers.items()),
            ],
        )
        self.sent[number] = datetime.now(UTC)

    @asynccontextmanager
    async def _clerk(self) -> AsyncIterator[httpx.AsyncClient]:
        headers = {"authorization": "Bearer " + self.stack.issuer.token("clerk", subject="drill")}
        async with httpx.AsyncClient(base_url=self.stack.urls["agreements"], headers=headers, timeout=5) as client:
            yield client

    @asynccontextmanager
    async def _court(self) -> AsyncIterator[AIOKafkaProducer]:
        producer = kafka.producer(self.stack.kafka_settings, "drill")
        await producer.start()
        try:
            yield producer
        finally:
            await producer.stop()


def _verdict(number: str) -> dict[str, Any]:
    """Of today, so that its period is not over."""
    today = datetime.now(UTC).date()
    return {
        "court_code": "pn-ambon",
        "verdict_number": number,
        "verdict_date": str(today),
        "nik": "8171010105900001",
        "name": "Nama Latihan",
        "birth_date": "1990-05-01",
        "offence_date": "2026-01-15",
        "maximum_prison_months": 48,
        "replaces": {"prison_months": 4},
        "hours": 60,
        "hours_per_day": 8,
        "starts_on": str(today),
        "ends_on": str(today + timedelta(days=120)),
        "consent_recorded": True,
        "sanctions": {"repeat_hours": 60},
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
