"""A whole database of an earlier release, as the story had left it, becomes one of today.

The dump was made by `pg_dump --no-owner --no-privileges --inserts` after `make demo` of that day. `.key` has the public
key of its seals. Its persons are invented.
"""

from __future__ import annotations

import lzma
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.services import SERVICES
from shared.journal.verification import verify_journal
from shared.postgres.migrate import migrate
from shared.seal_key import trusted
from tests.support.databases import PASSWORD, Databases

DUMPS = sorted((Path(__file__).parent / "databases").glob("*.sql.xz"))
NUMBERS = count(1)
KEYS = trusted(None, ",".join(file.read_text() for file in sorted(DUMPS[0].parent.glob("*.key"))))


@pytest.fixture(params=DUMPS, ids=lambda dump: dump.name.partition(".")[0])
async def upgraded(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[asyncpg.Connection[Any]]:
    """The owner's connection to the database after every migration of today."""
    name = f"upgraded_{next(NUMBERS)}"  # one of its own: the last test's is dropped when its turn comes
    await bootstrap(databases.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=name)
    conn = await asyncpg.connect(databases.dsn(OWNER, name))
    try:
        await conn.execute("; ".join(f"drop schema if exists {service} cascade" for service in SERVICES))
        await conn.execute(lzma.decompress(request.param.read_bytes()).decode())
        await conn.execute("reset search_path")
        for service in SERVICES:
            assert await migrate(databases.dsn(OWNER, name), service), "there is something to upgrade"
        yield conn
    finally:
        await conn.close()
        databases.drop(databases.dsn(OWNER, name))


async def test_every_migration_fits_what_stands_there(upgraded: asyncpg.Connection[Any]) -> None:
    """Again changes nothing, every chain and seal still fits, and nothing that was saved is gone."""
    for service in SERVICES:
        async with upgraded.transaction(isolation="repeatable_read"):
            await upgraded.execute(f"set local search_path to {service}")
            found = await verify_journal(upgraded, service.replace("_", "-"), KEYS)
        assert (found.broken_chains, found.flaws, found.seal_flaws) == (0, [], []), service
        assert found.facts > 0
    counts = {
        "training.participants": 4,
        "training.enrolments": 4,
        "training.certificates": 3,
        "community_service.returned_verdicts": 1,
    }
    for table, least in counts.items():
        assert await upgraded.fetchval(f"select count(*) from {table}") >= least, table


async def test_what_is_new_is_filled_from_what_was_there(upgraded: asyncpg.Connection[Any]) -> None:
    missing = {
        "a stay for everybody who is held": "select count(*) from training.participants as p where not exists ("
        " select from training.participant_stays as s where s.participant_id = p.id)",
        "since when somebody has a place": "select count(*) from training.enrolments"
        " where state in ('confirmed', 'completed') and confirmed_at is null",
        "one valid certificate per course": "select count(*) from training.enrolments as e where state = 'completed'"
        " and 1 <> (select count(*) from training.certificates as c"
        "  where c.enrolment_id = e.id and c.standing = 'valid')",
    }
    for what, query in missing.items():
        assert await upgraded.fetchval(query) == 0, what
