"""A real browser for tests of pages: one service as a process, a wire to it that a test can cut, and Chromium."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.async_api import BrowserContext, Playwright, async_playwright

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.process import free_port
from tests.support.harness import PERSON_KEY

CHROMIUM = os.environ.get("MASOHI_CHROMIUM") or shutil.which("chromium") or ""
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_START_S = 60


def need_chromium() -> None:
    """Skips the test where there is none, loudly; `MASOHI_REQUIRE_CHROMIUM=1` forbids that."""
    if not CHROMIUM:
        assert os.environ.get("MASOHI_REQUIRE_CHROMIUM") != "1", "there is no Chromium"
        pytest.skip("NOT TESTED IN A BROWSER: there is no Chromium")


@asynccontextmanager
async def playwright() -> AsyncIterator[Playwright]:
    need_chromium()
    async with async_playwright() as driver:
        yield driver


@asynccontextmanager
async def phone(driver: Playwright, profile: Path, **more: Any) -> AsyncIterator[BrowserContext]:
    """A browser of 360 × 640 whose storage is in `profile`: it is there again with the next one."""
    context = await driver.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=ARGS,
        **{"viewport": {"width": 360, "height": 640}, "locale": "id-ID", "timezone_id": "Asia/Jayapura"} | more,
    )
    context.set_default_timeout(20_000)
    try:
        yield context
    finally:
        with contextlib.suppress(Exception):  # it may have been killed
            await context.close()


def kill_browser(profile: Path) -> None:
    """As a phone whose battery ends: nothing is written that is not written already."""
    mine = [each for each in psutil.process_iter(["cmdline"]) if str(profile) in " ".join(each.info["cmdline"] or ())]
    for process in mine:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(mine, 10)


@dataclass
class Wire:
    """A TCP proxy before the service, at the address that browsers know. `up`: whether it takes connections.

    `cut_at`: of the answer to a request that has `cut_in` in it, so many bytes go through, and the connection ends."""

    port: int
    target: int
    up: bool = True
    cut_in: bytes = b""
    cut_at: int | None = None
    cut: int = 0
    rewrite: tuple[bytes, bytes] | None = None
    """What answers have in place of what, of the same length."""
    answered: int = 0
    """Bytes of the last answer that `cut_in` chose."""
    seen: list[bytes] = field(default_factory=list)
    """Heads of requests."""
    _server: asyncio.Server | None = None
    _carrying: set[asyncio.Task[None]] = field(default_factory=set)
    """Held here: of a task that waits for a silent connection nobody else knows, and it would be collected."""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)

    async def stop(self) -> None:
        assert self._server
        self._server.close()
        for each in self._carrying:
            each.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine = asyncio.current_task()
        assert mine
        self._carrying.add(mine)
        mine.add_done_callback(self._carrying.discard)
        try:
            if self.up:
                await self._carry(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection: `Connection: close` is put in, so that an answer's end is the connection's."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.seen.append(head)
        inner, outer = await asyncio.open_connection("127.0.0.1", self.target)
        outer.write(head.replace(b"Connection: keep-alive", b"Connection: close"))
        upward = asyncio.ensure_future(self._up(reader, outer))
        chosen = bool(self.cut_in) and self.cut_in in head
        left, passed = (self.cut_at if chosen else None), 0
        try:
            while self.up and (some := await inner.read(65_536)):
                some = some.replace(*self.rewrite) if self.rewrite else some
                passed += len(some)
                if left is not None and passed > left:
                    writer.write(some[: len(some) - (passed - left)])
                    self.cut += 1
                    await writer.drain()
                    await self._drop(inner)
                    return
                writer.write(some)
                await writer.drain()
            if chosen:
                self.answered = passed
            writer.write_eof()
        finally:
            upward.cancel()
            outer.transport.abort()

    async def _drop(self, inner: asyncio.StreamReader) -> None:
        while await inner.read(65_536):
            pass

    async def _up(self, reader: asyncio.StreamReader, outer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while some := await reader.read(65_536):
                outer.write(some)
                await outer.drain()


@dataclass
class Served:
    """The community service as a process of its own, on a database that exists."""

    dsn: str
    issuer: Issuer
    wire: Wire
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.wire.port}"

    @property
    def desk(self) -> str:
        return f"{self.origin}/community-service/desk"

    async def start(self) -> None:
        environment = os.environ | {
            "MASOHI_ENVIRONMENT": "local",
            "MASOHI_SIMULATED_CLOCK": "1",
            "MASOHI_DATABASE_DSN": self.dsn,
            "MASOHI_PORT": str(self.wire.target),
            "MASOHI_AUTHORITY": "masohi.test",
            "MASOHI_PUBLIC_URL": self.origin,
            "MASOHI_ISSUER": ISSUER,
            "MASOHI_ISSUER_JWKS": str(self.issuer.jwks),
            "MASOHI_AUDIENCE": AUDIENCE,
            "MASOHI_PERSON_KEY": PERSON_KEY,
            "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        }
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "services.community_service.main"]
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_S
        async with httpx.AsyncClient() as client:
            while time.monotonic() < deadline:
                assert self.process.poll() is None, self.log.read_text()[-2000:]
                with contextlib.suppress(httpx.TransportError):
                    await client.get(f"http://127.0.0.1:{self.wire.target}/health/live")
                    return
                await asyncio.sleep(0.05)
        raise AssertionError("the service does not answer")

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    async def set_clock(self, moment: datetime) -> None:
        token = self.issuer.token("operator", subject="test")
        async with httpx.AsyncClient() as client:
            answer = await client.put(
                f"http://127.0.0.1:{self.wire.target}/community-service/clock",
                json={"now": moment.isoformat()},
                headers={"authorization": f"Bearer {token}"},
            )
        assert answer.status_code in (200, 204), answer.text


@asynccontextmanager
async def served(dsn: str, issuer: Issuer, state: Path) -> AsyncIterator[Served]:
    wire = Wire(free_port(), free_port())
    running = Served(dsn, issuer, wire, state / "service.log")
    await wire.start()
    try:
        await running.start()
        yield running
    finally:
        await wire.stop()
        if running.process and running.process.poll() is None:
            running.kill()
