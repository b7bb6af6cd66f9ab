"""Lists of one service as a client sees them: a real service process (uvicorn) on a durable Postgres, without a broker,
and one kept-alive client that asks one thing after the other, each many times and in turn with all others, so that a
slow moment of the machine falls on all alike."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from urllib.request import urlopen

import httpx
from rich.console import Console
from rich.table import Table

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.service import ServiceProcess
from tests.bench.measure import percentile

ROUNDS, MUST = 200, 50.0
PERSON_KEY = "a key for the bench, 32 bytes or more"

Headers = dict[str, str]
Taken = dict[str, list[float]]


class Alone(ServiceProcess):
    """The service without a broker: it answers, and is not ready."""

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/health/live", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def environment(dsn: str, issuer: Issuer) -> dict[str, str]:
    return {
        "MASOHI_DATABASE_DSN": dsn,
        "MASOHI_AUTHORITY": "masohi.test",
        "MASOHI_PUBLIC_URL": "http://localhost:8080",
        "MASOHI_ISSUER": ISSUER,
        "MASOHI_AUDIENCE": AUDIENCE,
        "MASOHI_ISSUER_JWKS": str(issuer.jwks),
        "MASOHI_PERSON_KEY": PERSON_KEY,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    }


async def measure(base: str, asked: Mapping[str, tuple[str, Headers]], rounds: int = ROUNDS) -> Taken:
    """Milliseconds of each request, to its last byte, after ten rounds that do not count."""
    taken: Taken = {name: [] for name in asked}
    async with httpx.AsyncClient(base_url=base, timeout=30) as client:
        for number, (name, (path, headers)) in itertools.product(range(-10, rounds), asked.items()):
            began = time.perf_counter()
            answer = await client.get(path, headers=headers)
            if number >= 0:
                taken[name].append((time.perf_counter() - began) * 1_000)
            assert answer.status_code == 200, f"{path}: {answer.text}"
    return taken


async def export(base: str, headers: Headers, path: str) -> tuple[float, float, int]:
    """Seconds to the first bytes and to the last, and how many lines came."""
    began, first, lines = time.perf_counter(), 0.0, 0
    async with (
        httpx.AsyncClient(base_url=base, headers=headers, timeout=120) as client,
        client.stream("GET", path) as got,
    ):
        async for chunk in got.aiter_bytes():
            first = first or time.perf_counter() - began
            lines += chunk.count(b"\r\n")
    return first, time.perf_counter() - began, lines - 1


def worst(taken: Taken) -> tuple[str, float]:
    """The slowest list, and its 95th percentile."""
    return max(((name, percentile(times, 95)) for name, times in taken.items()), key=lambda each: each[1])


def show(console: Console, taken: Taken) -> bool:
    rounds = max(map(len, taken.values()))
    table = Table("list", "p50 ms", "p95 ms", "", title=f"{rounds} requests each; must: p95 within {MUST:.0f} ms")
    for name, times in taken.items():
        slow = percentile(times, 95)
        verdict = "" if slow <= MUST else "falls short"
        table.add_row(name, f"{percentile(times, 50):.1f}", f"{slow:.1f}", verdict)
    console.print(table)
    return worst(taken)[1] <= MUST
