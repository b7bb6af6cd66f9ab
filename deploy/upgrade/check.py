"""May this release take the place of what runs? `python -m deploy.upgrade.check`, before anything is changed.

Reads `MASOHI_MIGRATION_DSN`, as the owner of the schemas, or the path of a file with it. Exit code 0: it may, and the
migrations that will be applied are printed. 1: it may not, and why.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy.releases import Release, read
from deploy.services import SERVICES
from shared.postgres import contract
from shared.postgres.migrate import Migration, migrations_of
from shared.postgres.pool import Connection
from shared.version import VERSION, parsed

# The owner of the schemas sees of a standby only that it is there, not whether it is in step: `make doctor` says that.
_WAITS_FOR_NOBODY = (
    "select current_setting('synchronous_standby_names') <> '' and not exists (select from pg_stat_replication)"
)


class UpgradeRefused(Exception):
    """It may not go on; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one schema stands."""

    applied: Mapping[str, str]
    """Checksum by name."""
    release: str | None
    """Which has migrated it last; None from before releases were said."""


async def standing(conn: Connection, schema: str) -> Standing:
    if not await conn.fetchval("select to_regclass($1 || '.schema_migrations') is not null", schema):
        return Standing({}, None)
    rows = await conn.fetch(f"select name, checksum from {schema}.schema_migrations")
    return Standing({row["name"]: row["checksum"] for row in rows}, await contract.said_release(conn, schema))


def pending(schema: str, found: Standing, files: Sequence[Migration], releases: Sequence[Release]) -> list[Migration]:
    """What will be applied. Raises UpgradeRefused with the reason."""
    by_name = {migration.name: migration for migration in files}
    if unknown := sorted(set(found.applied) - set(by_name)):
        raise UpgradeRefused(
            f"{schema}: the database is newer than this release ({VERSION}): it has {', '.join(unknown)}."
            " To go back, start the images of before: they run on what a newer release has added (docs/upgrade.md)."
        )
    if changed := sorted(name for name, checksum in found.applied.items() if by_name[name].checksum != checksum):
        raise UpgradeRefused(f"{schema}: changed after they were applied: {', '.join(changed)}.")
    if found.applied:
        _refuse_to_skip(schema, found.release, releases)
    return [migration for migration in files if migration.name not in found.applied]


def _refuse_to_skip(schema: str, release: str | None, releases: Sequence[Release]) -> None:
    reached = parsed(release or "0")
    for each in releases:
        if each.must_not_be_skipped and reached < parsed(each.version) < parsed(VERSION):
            raise UpgradeRefused(
                f"{schema}: it is at {release or 'a state before the first release'}, and {each.version} must not be"
                f" skipped: {each.must_not_be_skipped}. Upgrade to {each.version} first."
            )


async def examine(dsn: str) -> dict[str, list[Migration]]:
    """What will be applied to each schema. Raises UpgradeRefused."""
    conn, plan = await asyncpg.connect(dsn), dict[str, list[Migration]]()
    try:
        if await conn.fetchval(_WAITS_FOR_NOBODY):
            raise UpgradeRefused(
                "Commits wait for the keeper of the backups, and it is away: a migration would not end."
                " Bring it back first: docs/runbook.md#walreceiverdown."
            )
        for schema in SERVICES:
            found = await standing(conn, schema)
            plan[schema] = pending(schema, found, migrations_of(schema), read().made)
            await _refuse_older_code(conn, schema, plan[schema])
    finally:
        await conn.close()
    return plan


async def _refuse_older_code(conn: Connection, schema: str, plan: Sequence[Migration]) -> None:
    try:
        await contract.require_fit(conn, schema)
        for migration in plan:
            if migration.needs:
                await contract.require_no_older(conn, schema, migration.name, migration.needs)
    except (contract.DatabaseNewer, contract.OlderCodeRuns) as refusal:
        raise UpgradeRefused(str(refusal)) from None


def printed(plan: Mapping[str, Sequence[Migration]]) -> str:
    lines = []
    for schema, migrations in plan.items():
        lines.append(f"{schema}: {len(migrations)} to apply")
        lines += [
            f"  {m.name}" + (f" (takes away what {m.needs} no longer uses)" if m.needs else "") for m in migrations
        ]
    return "\n".join(lines) + "\n"


def main() -> int:
    dsn = os.environ["MASOHI_MIGRATION_DSN"]
    dsn = Path(dsn).read_text().strip() if dsn.startswith("/") else dsn
    try:
        sys.stdout.write(printed(asyncio.run(examine(dsn))))
    except UpgradeRefused as refusal:
        sys.stderr.write(f"ERROR: {refusal}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
