"""A change that waited through the upgrade takes no days of detention away that it says nothing of."""

from __future__ import annotations

import json

import asyncpg
import pytest

from shared.postgres.migrate import migrations_of
from tests.service.community_service.test_ledger_upgrade import SCHEMA
from tests.support.databases import Databases

HERE = f"{SCHEMA}/0036_detention_not_said.sql"
_CHANGE = """
insert into verdict_changes (id, court_code, verdict_number, verdict_key, change_number, change_key, kind, decided_on,
    said, intake_event_id, sent_by, state, received_at)
values (gen_random_uuid(), 'pn', '1', '1', '2', '2', $1, '2026-03-01', $2, 'event', 'a', 'waiting', now())
"""


@pytest.mark.parametrize(
    ("kind", "said", "after"),
    [
        ("amendment", {"detained_days": 0, "required_hours": 40}, {"detained_days": None, "required_hours": 40}),
        ("amendment", {"detained_days": 3}, {"detained_days": 3}),
        ("revocation", {"detained_days": 0}, {"detained_days": 0}),
    ],
)
async def test_a_waiting_change_says_nothing_of_detention(
    databases: Databases, kind: str, said: dict[str, object], after: dict[str, object]
) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        for migration in migrations_of(SCHEMA):
            if migration.name == HERE:
                await conn.execute(_CHANGE, kind, json.dumps(said))
            await conn.execute(f"begin; {migration.sql}; commit;")
        assert json.loads(await conn.fetchval("select said from verdict_changes")) == after
    finally:
        await conn.close()
        databases.drop(dsn)
