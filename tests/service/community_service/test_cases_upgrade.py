"""A journal from before topics had audiences: each old fact gets the topic that it would have today."""

from __future__ import annotations

import asyncpg

from services.community_service.events import ANSWERS, CASES, CHILDREN, INSTITUTIONS, INTERNAL
from shared.postgres.migrate import migrations_of
from tests.service.community_service.test_ledger_upgrade import CASE, SCHEMA
from tests.support.databases import Databases

ADULT, CHILD = ("00000000-0000-0000-0000-00000000000" + last for last in "29")
_CHILDS_CASE = f"""
insert into sentences select (jsonb_populate_record(s, '{{"id": "{CHILD}", "regime": "child", "verdict_number": "2",
    "daily_cap_minutes": 180}}')).* from sentences as s
"""
_FACT = """
insert into journal (event_id, type, topic, key, version, data, internal, actor, occurred_at, correlation_id, digest,
    previous_hash, hash)
values (gen_random_uuid(), $1, $2, $3, $4::bigint, '{}', $5, 'a', now(), 'c', sha256('x'),
    case when $4::bigint > 1 then sha256('x') end, sha256('x'))
"""
FACTS: list[tuple[str, str | None, str, int, str | None]] = [
    ("community-service.sentence.assigned", INSTITUTIONS, ADULT, 1, "{}"),
    ("community-service.sentence.assigned", INSTITUTIONS, CHILD, 1, "{}"),
    ("community-service.record.checked-in", None, ADULT, 2, None),
    ("community-service.session.scheduled", INSTITUTIONS, ADULT, 3, "{}"),
    ("community-service.session.cancelled", INSTITUTIONS, CHILD, 2, "{}"),
    ("community-service.sentence.rejected", INSTITUTIONS, "rejection", 1, None),
    ("community-service.site.opened", INSTITUTIONS, "site", 1, None),
]
TOPICS = [
    (CASES, INTERNAL),
    (CHILDREN, INTERNAL),
    (None, None),
    (None, INTERNAL),
    (None, INTERNAL),
    (ANSWERS, None),
    (INSTITUTIONS, None),
]


async def test_old_facts_go_where_they_would_go_today_and_numbers_go_on(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        await _as_it_was(conn)
        for migration in migrations_of(SCHEMA):
            if migration.name.endswith("_audiences.sql"):
                await conn.execute(migration.sql)
        rows = await conn.fetch("select topic, internal_topic, sequence, version from journal order by position")
        assert [(row["topic"], row["internal_topic"]) for row in rows] == TOPICS
        assert all(row["sequence"] == row["version"] for row in rows), "as they were published"
        await conn.execute(
            "select append_facts(array[gen_random_uuid()], array['x'], array[$1], array[$2], array[$3], array['{}'],"
            " array[null], array[sha256('x')], 'a', now(), 'c', null, null)",
            *(CASES, INTERNAL, ADULT),
        )
        latest = await conn.fetchrow("select version, sequence, internal_sequence from journal order by position desc")
        assert latest is not None
        assert tuple(latest) == (4, 4, 4), "a reader sees no number twice"
    finally:
        await conn.close()


async def _as_it_was(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    for migration in migrations_of(SCHEMA):
        if migration.name == f"{SCHEMA}/0003_oversight.sql":
            await conn.execute(CASE)
        if migration.name == f"{SCHEMA}/0007_audiences.sql":
            break
        if migration.name < "platform/0003" or migration.name.startswith(SCHEMA):
            await conn.execute(migration.sql)
    await conn.execute(_CHILDS_CASE)
    for fact in FACTS:
        await conn.execute(_FACT, *fact)
