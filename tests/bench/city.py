"""A city at an even pace: organisations change their contacts, courts send verdicts, prisons register participants.

A renamed organisation travels through all services: the agreements service tells it, the other three hear it, and
notifications tells each message that it has delivered about it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
from aiokafka import AIOKafkaProducer

from deploy.local.stack import Stack
from deploy.topics import INTAKE
from shared.ids import new_id
from shared.messaging import kafka
from shared.messaging.envelope import Envelope
from shared.postgres.pool import open_pool
from tests.bench.load import KEPT_S, Clients
from tests.bench.organisations import ACTOR, COUNT, register_all
from tests.support.envelopes import kafka_headers

RENAMES, VERDICTS, PARTICIPANTS = 20, 2, 2
"""Per second."""
CONNECTIONS = 8
LIMITS = httpx.Limits(keepalive_expiry=KEPT_S)
OFFICES = {"pn-ambon": "court", "kejari-ambon": "prosecutor", "bapas-ambon": "probation_office", "lapas": "prison"}


class City:
    """What was sent, and when: seconds of the wall clock."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.renamed = self.registered = 0
        self.verdicts: dict[str, float] = {}
        """By the verdict's number."""
        self._persons = 0
        self._began = self._ended = 0.0

    @property
    def sent(self) -> int:
        return self.renamed + self.registered + len(self.verdicts)

    @property
    def pace(self) -> float:
        """What was sent, as a share of what should have been."""
        return self.sent / (self._ended - self._began) / (RENAMES + VERDICTS + PARTICIPANTS)

    async def settle(self) -> None:
        """The register, and one reader in each organisation."""
        pool = await open_pool(self.stack.dsn("agreements"), "agreements", size=2)
        await register_all(pool)
        await pool.close()
        async with self._http("agreements", "clerk") as client:
            for code, kind in OFFICES.items():
                body = {"code": code, "name": f"Kantor {code}", "kind": kind}
                made = await client.post("/agreements/organisations", json=body)
                self._prison = UUID(made.raise_for_status().json()["id"])
        await self._until_known()
        rows = [f"reader-{n},Pembaca {n},bapas-{n},clerk,id,,inbox,true" for n in range(1, COUNT + 1)]
        text = "\n".join(["reference,name,organisation,roles,language,email,channels,active", *rows])
        async with self._http("notifications", "coordinator") as client:
            done = await client.post(
                "/notifications/recipients/import", content=text, headers={"content-type": "text/csv"}
            )
        if done.raise_for_status().json()["errors"]:
            raise RuntimeError(f"the directory was refused: {done.text[:400]}")

    async def live(self, seconds: float) -> None:
        """Sends at an even pace, whatever becomes of what was sent before."""
        token = self.stack.issuer.token("clerk", subject=ACTOR.subject)
        port = self.stack.services["agreements"].port
        clerks = await Clients(token).connect("127.0.0.1", port, CONNECTIONS)
        producer = kafka.producer(self.stack.kafka_settings, "bench-court")
        await producer.start()
        self._began = time.time()
        try:
            async with self._http("training", "institution_staff", self._prison) as prison, asyncio.TaskGroup() as load:
                load.create_task(_evenly(RENAMES, seconds, lambda: self._rename(clerks)))
                load.create_task(_evenly(VERDICTS, seconds, lambda: self._pronounce(producer)))
                load.create_task(_evenly(PARTICIPANTS, seconds, lambda: self._register(prison)))
        finally:
            self._ended = time.time()
            await producer.stop()
            clerks.close()

    async def _rename(self, clerks: Clients) -> None:
        await clerks.update()
        self.renamed += 1

    async def _pronounce(self, producer: AIOKafkaProducer) -> None:
        self._persons += 1
        id_, now = str(new_id()), datetime.now(UTC)
        verdict = _verdict(self._persons, now.date())
        envelope = Envelope(id=id_, source="/court", type="justice.sentence.pronounced", time=now, data=b"")
        await producer.send_and_wait(INTAKE, orjson.dumps(verdict), id_.encode(), headers=kafka_headers(envelope))
        self.verdicts[verdict["verdict_number"]] = now.timestamp()

    async def _register(self, prison: httpx.AsyncClient) -> None:
        self._persons += 1
        body = {
            "institution_id": str(self._prison),
            "register_number": f"B.{self._persons}/2026",
            "name": "Warga Binaan",
            "birth_date": "1990-05-01",
            "risk_level": "minimum",
        }
        answer = await prison.post("/training/participants", json=body)
        if answer.status_code != 201:
            raise RuntimeError(answer.text)
        self.registered += 1

    def _http(self, service: str, role: str, organisation: UUID | None = None) -> httpx.AsyncClient:
        token = self.stack.issuer.token(role, subject="bench", organisation=organisation)
        headers = {"authorization": f"Bearer {token}"}
        return httpx.AsyncClient(base_url=self.stack.urls[service], headers=headers, timeout=30, limits=LIMITS)

    async def _until_known(self) -> None:
        """The other three have heard of every organisation."""
        for service in ("training", "community_service", "notifications"):
            pool = await open_pool(self.stack.dsn(service), service, size=1)
            async with asyncio.timeout(120):
                while await pool.fetchval("select count(*) from organisations") < COUNT + len(OFFICES):
                    await asyncio.sleep(0.2)
            await pool.close()


async def _evenly(per_second: float, seconds: float, send: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The first that fails ends the others."""
    began = time.perf_counter()
    async with asyncio.TaskGroup() as sending:
        for number in range(1, int(per_second * seconds) + 1):
            sending.create_task(send())
            await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))


def _verdict(person: int, today: date) -> dict[str, Any]:
    """Each of another adult."""
    born = date(1980, 1, 1) + timedelta(days=person % 3_000)
    return {
        "court_code": "pn-ambon",
        "verdict_number": f"{person}/Pid.B/{today.year}/PN Amb",
        "verdict_date": str(today - timedelta(days=3)),
        "nik": f"817101{born:%d%m%y}{person % 9_999 + 1:04d}",
        "name": "Terpidana",
        "birth_date": str(born),
        "offence_date": str(today - timedelta(days=90)),
        "maximum_prison_months": 48,
        "replaces": {"prison_months": 4},
        "hours": 60,
        "hours_per_day": 8,
        "starts_on": str(today + timedelta(days=7)),
        "ends_on": str(today + timedelta(days=100)),
        "consent_recorded": True,
        "sanctions": {"repeat_hours": 60},
        "prosecutor_code": "kejari-ambon",
        "probation_office_code": "bapas-ambon",
    }
