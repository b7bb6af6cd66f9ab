"""Sentences from before overrides and diversions are of a verdict that broke nothing, and keep their limits."""

from __future__ import annotations

import asyncpg
import pytest

from shared.postgres.migrate import migrations_of
from tests.service.community_service.test_ledger_upgrade import CASE, SCHEMA
from tests.support.databases import Databases

_CHILDS_CASE = """
insert into sentences select (jsonb_populate_record(s, '{"id": "00000000-0000-0000-0000-000000000009",
    "regime": "child", "verdict_number": "2", "verdict_key": "2", "daily_cap_minutes": 180, "required_minutes": 7200,
    "credited_minutes": 0, "ends_on": "2026-08-31"}')).* from sentences as s
"""


async def test_old_sentences_are_of_a_verdict_and_keep_their_limits(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        for migration in migrations_of(SCHEMA):
            if migration.name == f"{SCHEMA}/0003_oversight.sql":
                await conn.execute(CASE)
            if migration.name == f"{SCHEMA}/0019_returned_verdicts.sql":
                await conn.execute(_CHILDS_CASE)
            await conn.execute(migration.sql)
        rows = await conn.fetch("select regime, origin, override_id from sentences order by regime")
        assert [tuple(row) for row in rows] == [("adult", "verdict", None), ("child", "verdict", None)]
        for change in ("required_minutes = 7201", "daily_cap_minutes = 181", "required_minutes = 419"):
            with pytest.raises(asyncpg.CheckViolationError):
                await conn.execute(f"update sentences set {change} where regime = 'child'")
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute("update sentences set required_minutes = 14401 where regime = 'adult'")
        with pytest.raises(asyncpg.CheckViolationError):  # six months are a verdict's
            await conn.execute("update sentences set origin = 'diversion' where regime = 'child'")
    finally:
        await conn.close()
