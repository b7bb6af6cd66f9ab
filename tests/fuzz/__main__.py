"""`python -m tests.fuzz [SERVICE …]`: a fuzzer reads each service's OpenAPI document and looks for an answer that the
document does not have. A real Postgres, the service on a real port, something in its tables, no broker.

`--seconds` bounds one service, `--seed` begins another run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
from pathlib import Path

import uvicorn

from deploy.local.issuer import Issuer
from deploy.local.postgres import postgres
from deploy.local.process import free_port
from deploy.services import SERVICES
from tests.support.databases import Databases
from tests.support.harness import Harness, run_service
from tests.support.scenes import SCENES

FOLDER = Path(__file__).parent
SEED = 12
SINGULAR = {"breaches": "breach", "addenda": "addendum"}
ORGANISATIONS = {"organisation_id", "agency_id", "institution_id", "host_organisation_id"}


async def known(h: Harness) -> dict[str, list[str]]:
    """Ids that exist, by the name of the parameter or field that asks for them."""
    columns = await h.pool.fetch(
        "select table_name, column_name from information_schema.columns where table_schema = current_schema()"
        " and data_type = 'uuid' and (column_name = 'id' or column_name like '%\\_id')"
    )
    found: dict[str, set[str]] = {}
    for table, column in columns:
        name = f"{SINGULAR.get(table, table.removesuffix('s'))}_id" if column == "id" else column
        rows = await h.pool.fetch(f"select distinct {column}::text from {table} where {column} is not null limit 20")
        found.setdefault(name, set()).update(row[0] for row in rows)
    return {name: sorted(ids) for name, ids in sorted(found.items()) if ids}


async def codes(h: Harness) -> list[str]:
    """The codes of the organisations that the service knows."""
    tables = await h.pool.fetch(
        "select table_name from information_schema.columns where table_schema = current_schema()"
        " and table_name = 'organisations' and column_name = 'code'"
    )
    return [row[0] for row in await h.pool.fetch("select code from organisations order by code")] if tables else []


def roles(document: dict[str, object]) -> list[str]:
    """Every role that some route names."""
    named = re.findall(r"Roles: ([a-z_, ]+)\.", json.dumps(document))
    return sorted({role for roles in named for role in roles.split(", ")})


async def fuzz(service: str, databases: Databases, issuer: Issuer, seconds: int, seed: int, state: Path) -> int:
    built, scene = SCENES[service]
    async with run_service(built, databases, issuer) as h:
        await scene(h)
        app, port = h.client._transport.app, free_port()
        ids = await known(h)
        holders = [None, *sorted({each for name, some in ids.items() if name in ORGANISATIONS for each in some})]
        named, tokens = roles(app.openapi()), list[str]()
        for each in holders:
            tokens += [issuer.token(*named, subject=subject, organisation=each) for subject in ("user-1", "sup")]
        world = state / f"{service}.json"
        world.write_text(json.dumps({"ids": ids, "codes": await codes(h), "tokens": tokens, "seed": seed}))
        server = uvicorn.Server(uvicorn.Config(app, port=port, lifespan="off", log_config=None, access_log=False))
        serving = asyncio.create_task(server.serve())
        try:
            return await _run(built.prefix, port, seconds, seed, world)
        finally:
            server.should_exit = True
            await serving


async def _run(prefix: str, port: int, seconds: int, seed: int, world: Path) -> int:
    command = [
        str(Path(sys.executable).parent / "st"), "--config-file", str(FOLDER / "schemathesis.toml"), "run",
        f"http://127.0.0.1:{port}{prefix}/openapi.json",
        "--max-time", str(seconds), "--seed", str(seed), "--wait-for-schema", "10", "--no-color",
    ]  # fmt: skip
    env = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "MASOHI_FUZZ": str(world),
        "PYTHONPATH": str(FOLDER.parents[1]),
    }
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=world.parent)
    return await process.wait()


async def run(services: list[str], seconds: int, seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="masohi-fuzz-") as folder:
        state = Path(folder)
        with postgres(state / "postgres", free_port(), fast=True) as dsn:
            databases, issuer, worst = Databases(dsn), Issuer(state / "issuer"), 0
            for service in services:
                sys.stdout.write(f"== {service}\n")
                sys.stdout.flush()
                worst = max(worst, await fuzz(service, databases, issuer, seconds, seed, state))
            databases.close()
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("service", nargs="*", default=list(SERVICES), help="all by default")
    parser.add_argument("--seconds", type=int, default=90, help="for one service")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    return asyncio.run(run(given.service, given.seconds, given.seed))


if __name__ == "__main__":
    sys.exit(main())
