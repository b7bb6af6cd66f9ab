"""`python -m tests.bench.agreements`: every list of the agreements service over ten thousand agreements and a hundred
thousand obligations, as a client sees it: p50 and p95 in milliseconds.

How it is taken: see tests/bench/lists.py. The first row asks for nothing, to tell what a request itself costs here.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from rich.console import Console

from deploy.local.issuer import Issuer
from deploy.local.postgres import postgres
from deploy.local.process import free_port
from deploy.postgres.bootstrap import OWNER
from services.agreements.queries.conditions import cursor_of
from shared.clock import local_day
from tests.bench.lists import Alone, environment, export, measure, show
from tests.support.crowd import Crowd, fill
from tests.support.databases import Databases

PKS, UMBRELLAS, OWED = "/agreements/cooperation-agreements", "/agreements/joint-agreements", "/agreements/obligations"


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
            service = Alone("agreements", state / "service", free_port(), environment(dsn, issuer))
            with service:
                headers = {"authorization": f"Bearer {issuer.token('auditor', subject='bench')}"}
                taken = await measure(service.url, {name: (path, headers) for name, path in lists(crowd).items()})
                for name in ("agreements", "obligations"):
                    first, whole, count = await export(service.url, headers, f"/agreements/exports/{name}.csv")
                    console.print(
                        f"{name}.csv: {count:,} lines in {whole:.1f} s, the first after {first * 1000:.0f} ms"
                    )
    return show(console, taken)


if __name__ == "__main__":
    sys.exit(not asyncio.run(run(Console(width=None if sys.stdout.isatty() else 120))))
