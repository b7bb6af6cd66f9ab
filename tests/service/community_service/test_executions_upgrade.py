"""Sites, sessions and reports from before there were papers stay valid, and say nothing that nobody has said."""

from __future__ import annotations

import asyncpg

from shared.postgres.migrate import migrations_of
from tests.service.community_service.test_ledger_upgrade import CASE, SCHEMA
from tests.support.databases import Databases

REPORTS = """
insert into reports (id, number, kind, subject_id, sentence_id, month, basis, content, code, verify_url, issued_at,
    issued_by)
values
(gen_random_uuid(), '1', 'completion', '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000002',
    null, sha256('1'), '{}', 'AAAAAAAAAAAAAAAA', '-', now(), 'pk'),
(gen_random_uuid(), '2', 'site', gen_random_uuid(), null, '2026-03-01', sha256('2'), '{}', 'BBBBBBBBBBBBBBBB', '-',
    now(), 'pk');
"""
RECEPTION = """
insert into reports (id, number, kind, subject_id, sentence_id, month, basis, content, code, verify_url, issued_at,
    issued_by)
values (gen_random_uuid(), '3', 'reception', '00000000-0000-0000-0000-000000000002', {sentence}, {month}, sha256('3'),
    '{{}}', 'CCCCCCCCCCCCCCCC', '-', now(), 'pk')
"""


async def test_rows_of_today_are_kept_as_they_are(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        migrations = migrations_of(SCHEMA)
        names = [each.name for each in migrations]
        first, papers = (names.index(f"{SCHEMA}/{name}.sql") for name in ("0003_oversight", "0013_executions"))
        for migration in migrations[:first]:
            await conn.execute(migration.sql)
        await conn.execute(CASE)
        for migration in migrations[first:papers]:
            await conn.execute(migration.sql)
        await conn.execute(REPORTS)
        for migration in migrations[papers:]:
            await conn.execute(migration.sql)
        assert await conn.fetchval("select array_agg(distinct place_kind) from sites") == [None]
        assert await conn.fetchval("select array_agg(distinct accompanied_by) from sessions") == [None]
        assert await conn.fetchval("select array_agg(kind order by number) from reports") == ["completion", "site"]
        for wrong in ({"sentence": "null", "month": "null"}, {"sentence": "subject_id", "month": "'2026-03-01'"}):
            fields = {
                name: value.replace("subject_id", "'00000000-0000-0000-0000-000000000002'")
                for name, value in wrong.items()
            }
            try:
                await conn.execute(RECEPTION.format(**fields))
            except asyncpg.CheckViolationError:
                continue
            raise AssertionError(wrong)
        await conn.execute(RECEPTION.format(sentence="'00000000-0000-0000-0000-000000000002'", month="null"))
    finally:
        await conn.close()
        databases.drop(dsn)
