"""Numbers that were recorded before only letters and figures counted get the keys that they would have today."""

from __future__ import annotations

import asyncpg

from services.community_service.domain.verdicts_numbers import key
from shared.postgres.migrate import migrations_of
from tests.service.community_service.test_ledger_upgrade import CASE, SCHEMA
from tests.support.databases import Databases
from tests.unit.community_service.test_verdicts_numbers import FOLDED, OTHERS, SPELLINGS

HERE = f"{SCHEMA}/0009_number_keys.sql"
_TWIN = """
insert into sentences select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'verdict_number',
    $1::text, 'verdict_key', $1::text, 'court_code', $2::text))).* from sentences as s limit 1
"""
_CHANGE = """
insert into verdict_changes (id, court_code, verdict_number, verdict_key, change_number, change_key, kind, decided_on,
    said, intake_event_id, sent_by, state, received_at)
values (gen_random_uuid(), 'pn', '1', '1', $1, $1, 'revocation', '2026-03-01', '{}', 'event', 'a', 'waiting', now())
"""


async def test_the_key_of_the_migration_is_the_key_of_the_code(databases: Databases) -> None:
    numbers = [*SPELLINGS, *OTHERS, *(number for pair in FOLDED for number in pair), "KORT-0007", "A / 1", "9"]
    conn = await _before(databases)
    try:
        for at, number in enumerate(numbers):
            await conn.execute(_TWIN, number, f"court-{at}")
        await conn.execute(_migration())
        rows = await conn.fetch("select verdict_number, verdict_key from sentences where court_code like 'court-%'")
        assert {row["verdict_number"]: row["verdict_key"] for row in rows} == {
            number: key(number) for number in numbers
        }
    finally:
        await conn.close()


async def test_what_was_recorded_twice_stays_two(databases: Databases) -> None:
    conn = await _before(databases)
    try:
        for number in ("12/PN Amb", "12/PN.Amb", "012/PN Amb"):
            await conn.execute(_TWIN, number, "pn-x")
        await conn.execute(_migration())
        keys = await conn.fetch("select verdict_key from sentences where court_code = 'pn-x'")
        assert len({row["verdict_key"] for row in keys}) == 3
        assert key("12/PN Amb") in {row["verdict_key"] for row in keys}
    finally:
        await conn.close()


async def test_changes_of_verdicts_get_new_keys_too(databases: Databases) -> None:
    conn = await _before(databases)
    try:
        await conn.execute(_CHANGE, "9/PT.Amb")
        await conn.execute(_migration())
        assert await conn.fetchval("select change_key from verdict_changes") == key("9/PT Amb")
    finally:
        await conn.close()


def _migration() -> str:
    return next(each.sql for each in migrations_of(SCHEMA) if each.name == HERE)


async def _before(databases: Databases) -> asyncpg.Connection[asyncpg.Record]:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    for migration in migrations_of(SCHEMA):
        if migration.name == f"{SCHEMA}/0003_oversight.sql":
            await conn.execute(CASE)
        if migration.name == HERE:
            break
        await conn.execute(migration.sql)
    return conn
