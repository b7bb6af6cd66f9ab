"""`make rehearse-postgres`: a filled database goes to another cluster by dump and restore, and by pg_upgrade.

The wheel of Postgres has one major version, so by itself both clusters are of that. OLD and NEW name the folders of
other programs (docs/upgrade.md). Exit code 0: every table has as many rows as before, and every chain and seal fits.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from deploy.local.child import run
from deploy.local.errors import LocalError
from deploy.local.postgres import Postgres
from deploy.local.process import free_port
from deploy.postgres.bootstrap import DATABASE, OWNER, bootstrap
from deploy.services import SERVICES
from deploy.verify import verify_schema
from shared.postgres.migrate import migrate
from shared.seal_key import trust
from tests.bench.verify import KEY, fill

PASSWORDS = dict.fromkeys((OWNER, *SERVICES), "rehearsal")
_TABLES = """
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname = any($1::text[]) order by 1
"""


class Cluster(Postgres):
    """One of the two, with programs of its own where a folder is named."""

    def __init__(self, state: Path, programs: Path | None) -> None:
        super().__init__(state, free_port())
        self._own = programs

    def _prepare(self) -> None:
        super()._prepare()
        self._programs = self._own or self._programs

    def program(self, name: str) -> str:
        return str(self._programs / name)

    @property
    def data(self) -> Path:
        return self._data

    @property
    def bin(self) -> str:
        return str(self._programs)

    def do(self, what: str, command: list[str]) -> None:
        """As the user that Postgres runs as, in its folder."""
        environment = self._environment() | {"PGPASSWORD": self._password(), "TMPDIR": str(self._home)}
        run(
            what,
            ["/bin/sh", "-c", f'cd {self._home} && exec "$@"', "sh", *command],
            self.log,
            self._user(),
            environment,
        )


@contextmanager
def timed(what: str, took: dict[str, float]) -> Iterator[None]:
    began = time.monotonic()
    yield
    took[what] = time.monotonic() - began


async def migrated(cluster: Cluster) -> None:
    """As the migration job does it."""
    await bootstrap(cluster.superuser_dsn(), PASSWORDS)
    for service in SERVICES:
        await migrate(_dsn(cluster, OWNER), service)


async def filled(cluster: Cluster, facts: int) -> None:
    await migrated(cluster)
    conn = await asyncpg.connect(cluster.superuser_dsn(DATABASE), server_settings={"search_path": "community_service"})
    await fill(conn, facts)
    await conn.close()


async def state(cluster: Cluster) -> tuple[dict[str, int], bool, int]:
    """Rows of each table, whether every chain and seal fits, and the bytes of the database."""
    conn = await asyncpg.connect(cluster.superuser_dsn(DATABASE))
    tables = [row["name"] for row in await conn.fetch(_TABLES, list(SERVICES))]
    rows = {table: int(await conn.fetchval(f"select count(*) from {table}")) for table in tables}
    size = int(await conn.fetchval("select pg_database_size(current_database())"))
    await conn.close()
    found = [await verify_schema(_dsn(cluster, OWNER), service, trust([KEY.public])) for service in SERVICES]
    return rows, all(each.fits for each in found), size


def _dsn(cluster: Cluster, role: str) -> str:
    return f"postgresql://{role}:{PASSWORDS[role]}@127.0.0.1:{cluster.port}/{DATABASE}"


def by_dump(old: Cluster, new: Cluster, took: dict[str, float]) -> None:
    new.start()
    asyncio.run(migrated(new))
    dump = str(new.data.parent / "dump")
    with timed("pg_dump", took):
        new.do("pg_dump", [new.program("pg_dump"), *_at(old), "-Fd", "-j2", "-f", dump, DATABASE])
    with timed("pg_restore", took):
        new.do(
            "pg_restore", [new.program("pg_restore"), *_at(new), "-j2", "--clean", "--if-exists", "-d", DATABASE, dump]
        )
    with timed("vacuumdb --analyze", took):
        new.do("vacuumdb", [new.program("vacuumdb"), *_at(new), "--analyze-only", DATABASE])


def by_upgrade(old: Cluster, new: Cluster, took: dict[str, float]) -> None:
    """Both are stopped; the files are copied. The old one could be started again until then."""
    new.start()
    new.stop()
    old.stop()
    words = ["-b", old.bin, "-B", new.bin, "-d", str(old.data), "-D", str(new.data), "-U", "postgres", "-j2", "--copy"]
    with timed("pg_upgrade --check", took):
        new.do("pg_upgrade", [new.program("pg_upgrade"), *words, "--check"])
    with timed("pg_upgrade --copy", took):
        new.do("pg_upgrade", [new.program("pg_upgrade"), *words])
    new.start()
    with timed("vacuumdb --missing-stats-only", took):
        new.do("vacuumdb", [new.program("vacuumdb"), *_at(new), "--analyze-only", "--missing-stats-only", "--all"])


def _at(cluster: Cluster) -> list[str]:
    return ["-h", "127.0.0.1", "-p", str(cluster.port), "-U", "postgres"]


def rehearse(folder: Path, facts: int, old_bin: Path | None, new_bin: Path | None) -> bool:
    old, new, third = (Cluster(folder / name, own) for name, own in (("a", old_bin), ("b", new_bin), ("c", new_bin)))
    same = "for this rehearsal only"
    for cluster in (old, new, third):  # the roles come over with their passwords, the superuser's too
        cluster.state.mkdir(parents=True)
        (cluster.state / "postgres.password").write_text(same)
    took = dict[str, float]()
    try:
        old.start()
        asyncio.run(filled(old, facts))
        before = asyncio.run(state(old))
        by_dump(old, new, took)
        dumped = asyncio.run(state(new))
        by_upgrade(old, third, took)
        upgraded = asyncio.run(state(third))
    finally:
        for cluster in (old, new, third):
            cluster.stop()
    _say(f"{facts:,} facts, {sum(before[0].values()):,} rows, {before[2] / 1e6:,.0f} MB; load {os.getloadavg()[0]:.0f}")
    for what, seconds in took.items():
        _say(f"  {what}: {seconds:.1f} s")
    good = dumped[:2] == upgraded[:2] == (before[0], True)
    _say(
        "good: the same rows in both, every chain and seal fits" if good else f"NOT GOOD: {before} {dumped} {upgraded}"
    )
    return good


def main() -> int:
    parser = argparse.ArgumentParser(prog="make rehearse-postgres", description=__doc__)
    parser.add_argument("--facts", type=int, default=100_000)
    parser.add_argument("--old", type=Path, help="folder of the programs of the version before")
    parser.add_argument("--new", type=Path, help="folder of the programs of the version after")
    asked = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="masohi-postgres-") as folder:
            return int(not rehearse(Path(folder), asked.facts, asked.old, asked.new))
    except LocalError as error:
        sys.exit(f"ERROR: {error}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
