"""One service as a process, as it runs for real, on a database of its own and without a broker."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.process import free_port
from tests.support.databases import Databases
from tests.support.harness import PERSON_KEY


@dataclass
class Running:
    """One service without a broker: it answers HTTP and keeps its facts."""

    process: subprocess.Popen[bytes]
    port: int
    issuer: Issuer
    again: Callable[[], subprocess.Popen[bytes]]

    async def restart(self) -> None:
        """As an operator does: it is asked to end, ends what is under way, and starts again."""
        self.process.terminate()
        await asyncio.to_thread(self.process.wait, 30)
        self.process = self.again()
        await _live(self)

    def client(self, organisation: str | None = None) -> httpx.AsyncClient:
        token = self.issuer.token("clerk", subject="clerk", organisation=organisation)
        headers = {"authorization": f"Bearer {token}"}
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}/agreements", headers=headers, timeout=120)

    def peak_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        match = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert match
        return int(match[1]) / 1024


@asynccontextmanager
async def lone_service(
    databases: Databases, issuer: Issuer, state: Path, service: str = "agreements", **settings: str
) -> AsyncIterator[Running]:
    """Starts it and waits until it answers. Its log is in `state`; `settings` come before its usual ones; in the folder
    MASOHI_SECRETS_DIR, where it is given, it finds its database."""
    dsn, port = await databases.fresh(service), free_port()
    environment = os.environ | {
        "MASOHI_ENVIRONMENT": "local",
        "MASOHI_DATABASE_DSN": dsn,
        "MASOHI_PORT": str(port),
        "MASOHI_AUTHORITY": "masohi.test",
        "MASOHI_PUBLIC_URL": "http://localhost:8080",
        "MASOHI_ISSUER": ISSUER,
        "MASOHI_ISSUER_JWKS": str(issuer.jwks),
        "MASOHI_AUDIENCE": AUDIENCE,
        "MASOHI_PERSON_KEY": PERSON_KEY,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        **settings,
    }
    if folder := settings.get("MASOHI_SECRETS_DIR"):
        (Path(folder) / "masohi_database_dsn").write_text(environment.pop("MASOHI_DATABASE_DSN"))

    def start() -> subprocess.Popen[bytes]:
        with (state / "service.log").open("ab") as log:
            command = [sys.executable, "-m", f"services.{service}.main"]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    running = Running(start(), port, issuer, start)
    try:
        await _live(running)
        yield running
    finally:
        running.process.kill()
        running.process.wait(10)
        databases.drop(dsn)


async def _live(running: Running) -> None:
    deadline = time.monotonic() + 60
    async with httpx.AsyncClient() as client:
        while time.monotonic() < deadline:
            assert running.process.poll() is None, "the service ended by itself"
            try:
                await client.get(f"http://127.0.0.1:{running.port}/health/live")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
    raise AssertionError("the service does not answer")
