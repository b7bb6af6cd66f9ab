"""`python -m tests.bench.coordinator`: the coordinator's pages and the reads behind them over five years of a city, p50
and p95.

10,000 cases with 300,000 sessions (tests/support/cases.py). How it is taken: see tests/bench/lists.py. The first row
asks for nothing, to tell what a request itself costs here."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import uvloop
from rich.console import Console

from deploy.local.process import free_port
from shared.clock import local_day
from shared.edge.access import Actor
from shared.web import sessions
from tests.bench.lists import Alone, Headers, Taken, environment, measure, show
from tests.bench.rig import Rig
from tests.support.cases import Cases, fill
from tests.support.harness import SEAL_KEY
from tests.support.town import town_id

ADDRESS = {"MASOHI_PUBLIC_URL": "https://masohi.test", "MASOHI_SEAL_KEY": SEAL_KEY}


COOKIE = "__Secure-masohi-community-service"


async def signed_in(conn: asyncpg.Connection) -> Headers:
    """The cookie of a coordinator's session."""
    actor, now = Actor("bench", frozenset({"coordinator"})), datetime.now(UTC)
    await conn.execute("set search_path to community_service")
    return {"cookie": f"{COOKIE}={await sessions.begin(conn, actor, 'bench', None, now)}", "accept": "text/html"}


def pages(cases: Cases, session: Headers) -> dict[str, tuple[str, Headers]]:
    desk = "/community-service/desk"
    paths = {
        "what waits": "/",
        "overview": "/overview",
        "cases": "/cases",
        "sign-offs": "/sign-offs",
        "sites": "/sites",
        "an alarm": f"/alarms/{cases.alarm}",
        "plans": "/plans",
    }
    return {f"page: {name}": (desk + path, session) for name, path in paths.items()}


def asked(cases: Cases, coordinator: Headers, counsellor: Headers) -> dict[str, tuple[str, Headers]]:
    prefix, site = "/community-service", f"/community-service/sites/{cases.site}"
    until = cases.today + timedelta(days=91)
    return {
        "(nothing: /health/live)": ("/health/live", {}),
        "overview": (f"{prefix}/overview", coordinator),
        "sites": (f"{prefix}/sites", coordinator),
        "sites that are full (none)": (f"{prefix}/sites?standing=full", coordinator),
        "calendar of a site, 92 days": (f"{site}/calendar?from={cases.today}&to={until}", coordinator),
        "suspension of a site": (f"{site}/suspension", coordinator),
        "waiting for sign-off": (f"{prefix}/sessions", coordinator),
        "waiting for sign-off, of an office": (f"{prefix}/sessions", counsellor),
        "waiting for sign-off, at a site": (f"{prefix}/sessions?site_id={cases.site}", coordinator),
        "at risk": (f"{prefix}/forecasts", coordinator),
        "plans needed": (f"{prefix}/plans/needed", coordinator),
        "plans needed, of an office, none": (f"{prefix}/plans/needed?standing=none", counsellor),
        "evidence of an alarm": (f"{prefix}/alarms/{cases.alarm}/evidence", coordinator),
        "what waits": (f"{prefix}/waiting", coordinator),
    }


async def lists(rig: Rig) -> Taken:
    cases = Cases(local_day(datetime.now(UTC)))
    dsn = await rig.databases.fresh("community_service")
    superuser = await asyncpg.connect(rig.databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2])
    await fill(superuser, cases)
    session = await signed_in(superuser)
    await superuser.close()
    where = rig.state / "community_service"
    with Alone("community_service", where, free_port(), environment(dsn, rig.issuer) | ADDRESS) as service:
        coordinator, counsellor = (
            {"authorization": f"Bearer {rig.issuer.token(role, subject='bench', organisation=of)}"}
            for role, of in (("coordinator", None), ("counsellor", town_id(1, 3)))
        )
        return await measure(service.url, asked(cases, coordinator, counsellor) | pages(cases, session))


async def run(console: Console) -> bool:
    with tempfile.TemporaryDirectory(prefix="masohi-lists-") as folder, closing(Rig(Path(folder))) as rig:
        return show(console, await lists(rig))


if __name__ == "__main__":
    sys.exit(not uvloop.run(run(Console(width=None if sys.stdout.isatty() else 120))))
