"""`python -m tests.bench.agreements`: every list of the agreements service over ten thousand agreements and a hundred
thousand obligations, as a client sees it: p50 and p95 in milliseconds.

A real service process (uvicorn) on a durable Postgres, one kept-alive client in this process that asks one thing after
the other; each list is asked many times, in turn with all others, so that a slow moment of the machine falls on all
alike. The first row asks for nothing, to tell what a request itself costs here. No broker: lists need none.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import asyncpg
import httpx
from rich.console import Console
from rich.table import Table

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.local.postgres import postgres
from deploy.local.process import free_port
from deploy.local.service import ServiceProcess
from deploy.postgres.bootstrap import OWNER
from services.agreements.queries.conditions import cursor_of
from shared.clock import local_day
from tests.bench.measure import percentile
from tests.support.crowd import Crowd, fill
from tests.support.databases import Databases

ROUNDS, MUST = 200, 50.0
PKS, UMBRELLAS, OWED = "/agreements/cooperation-agreements", "/agreements/joint-agreements", "/agreements/obligations"
PERSON_KEY = "a key for the bench, 32 bytes or more"


class Alone(ServiceProcess):
    """The service without a broker: it answers, and is not ready."""

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"{self.url}/health/live", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def lists(c: Crowd) -> dict[str, str]:
    """What is asked: plain, rare, common, combined, and deep in the middle of the list."""
    deep = f"after={cursor_of(c.today + timedelta(days=300), c.some_pks)}"
    tree = f"{UMBRELLAS}/{c.big_umbrella}/tree"
    return {
        "(nothing: /health/live)": "/health/live",
        "PKS": PKS,
        "PKS, 200 a page": f"{PKS}?limit=200",
        "PKS, deep": f"{PKS}?{deep}",
        "PKS in force, deep": f"{PKS}?state=in_force&{deep}",
        "PKS suspended (0.3 %)": f"{PKS}?state=suspended",
        "PKS of an agency with 25 %": f"{PKS}?party={c.common_agency}",
        "PKS of that agency, deep": f"{PKS}?party={c.common_agency}&{deep}",
        "PKS of an agency with four": f"{PKS}?party={c.rare_agency}",
        "PKS of a prison": f"{PKS}?party={c.prison}",
        "PKS of scope marketing (0.3 %)": f"{PKS}?scope=marketing",
        "PKS of scope training (60 %), deep": f"{PKS}?scope=training&{deep}",
        "PKS ending within 30 days": f"{PKS}?ending_within_days=30",
        "PKS: agency, scope, state, ending": (
            f"{PKS}?party={c.common_agency}&scope=equipment&state=in_force&ending_within_days=200"
        ),
        "PKS of an umbrella, deep": f"{PKS}?under={c.big_umbrella}&{deep}",
        "umbrellas of the city": f"{UMBRELLAS}?party={c.city}",
        "tree of an umbrella with 6,000 PKS": tree,
        "that tree, 200 a page": f"{tree}?limit=200",
        "that tree, deep": f"{tree}?{deep}",
        "that tree, only suspended": f"{tree}?state=suspended",
        "timeline of a PKS": f"{PKS}/{c.some_pks}/timeline",
        "obligations": OWED,
        "obligations, deep": f"{OWED}?{deep}",
        "obligations overdue": f"{OWED}?state=overdue",
        "obligations lapsed (1 %)": f"{OWED}?state=lapsed",
        "obligations of an agency with 20 %": f"{OWED}?owed_by={c.common_agency}",
        "obligations of that agency, deep": f"{OWED}?owed_by={c.common_agency}&{deep}",
        "overdue obligations of that agency": f"{OWED}?owed_by={c.common_agency}&state=overdue",
        "overdue obligations of an agency with four PKS": f"{OWED}?owed_by={c.rare_agency}&state=overdue",
        "obligations open, due within 30 days": f"{OWED}?state=open&due_by={c.today + timedelta(days=30)}",
        "what each debtor owes": f"/agreements/debtors?due_by={c.today + timedelta(days=30)}",
        "obligations of a PKS": f"{OWED}?agreement={c.some_pks}",
    }


async def measure(base: str, headers: dict[str, str], asked: dict[str, str]) -> dict[str, list[float]]:
    """Milliseconds of each request, after ten rounds that do not count."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as client:
        for number, (name, path) in itertools.product(range(-10, ROUNDS), asked.items()):
            began = time.perf_counter()
            answer = await client.get(path)
            if number >= 0:
                taken[name].append((time.perf_counter() - began) * 1_000)
            assert answer.status_code == 200, f"{path}: {answer.text}"
    return taken


async def export(base: str, headers: dict[str, str], path: str) -> tuple[float, float, int]:
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


async def run(console: Console) -> bool:
    with tempfile.TemporaryDirectory(prefix="masohi-lists-") as folder:
        state = Path(folder)
        issuer = Issuer(state / "issuer")
        with postgres(state / "postgres", free_port()) as superuser:
            databases = Databases(superuser)
            dsn = await databases.fresh("agreements")
            owner = databases.dsn(OWNER, dsn.rpartition("/")[2])
            conn = await asyncpg.connect(owner, server_settings={"search_path": "agreements"})
            console.print("filling 10,000 agreements and 100,000 obligations …")
            crowd = await fill(conn, local_day(datetime.now(UTC)))
            await conn.close()
            service = Alone("agreements", state / "service", free_port(), _environment(dsn, issuer))
            with service:
                headers = {"authorization": f"Bearer {issuer.token('auditor', subject='bench')}"}
                taken = await measure(service.url, headers, lists(crowd))
                for name in ("agreements", "obligations"):
                    first, whole, count = await export(service.url, headers, f"/agreements/exports/{name}.csv")
                    console.print(
                        f"{name}.csv: {count:,} lines in {whole:.1f} s, the first after {first * 1000:.0f} ms"
                    )
    return show(console, taken)


def _environment(dsn: str, issuer: Issuer) -> dict[str, str]:
    return {
        "MASOHI_DATABASE_DSN": dsn,
        "MASOHI_AUTHORITY": "masohi.test",
        "MASOHI_ISSUER": ISSUER,
        "MASOHI_AUDIENCE": AUDIENCE,
        "MASOHI_ISSUER_JWKS": str(issuer.jwks),
        "MASOHI_PERSON_KEY": PERSON_KEY,
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    }


def show(console: Console, taken: dict[str, list[float]]) -> bool:
    table = Table("list", "p50 ms", "p95 ms", "", title=f"{ROUNDS} requests each; must: p95 within {MUST:.0f} ms")
    worst = 0.0
    for name, times in taken.items():
        slow = percentile(times, 95)
        worst = max(worst, slow)
        table.add_row(name, f"{percentile(times, 50):.1f}", f"{slow:.1f}", "" if slow <= MUST else "falls short")
    console.print(table)
    return worst <= MUST


if __name__ == "__main__":
    sys.exit(not asyncio.run(run(Console(width=None if sys.stdout.isatty() else 120))))
