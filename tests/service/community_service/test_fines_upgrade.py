"""Payments from before the spelling of a receipt counted for nothing stay as they are, also where one came twice."""

from __future__ import annotations

import asyncpg
import pytest

from services.community_service.domain.verdicts_numbers import key
from shared.postgres.migrate import migrations_of
from tests.service.community_service.test_ledger_upgrade import CASE, SCHEMA
from tests.support.databases import Databases

FINE = """
update sentences set replaced_fine_rupiah = 5000000, state = 'closed';
insert into breaches (id, sentence_id, state, decision, fine_rupiah)
values ('00000000-0000-0000-0000-000000000013', '00000000-0000-0000-0000-000000000002', 'decided', 'fine', 5000000);
insert into breach_steps
select '00000000-0000-0000-0000-000000000013'::uuid, step,
    'pk', now() from unnest('{warned,proposed}'::text[]) as s (step)
union all select '00000000-0000-0000-0000-000000000013', 'decided', 'jaksa', now();
insert into fines (id, breach_id, sentence_id, rupiah, decided_on, due_on, state)
values ('00000000-0000-0000-0000-000000000014', '00000000-0000-0000-0000-000000000013',
    '00000000-0000-0000-0000-000000000002', 5000000, '2026-04-01', '2026-05-01', 'overdue');
insert into fine_payments (id, fine_id, paid_on, rupiah, receipt_number, recorded_by, recorded_at)
select gen_random_uuid(), '00000000-0000-0000-0000-000000000014', '2026-04-02', 1000000, number, 'jaksa',
    '2026-04-02'::timestamptz + make_interval(mins => place::integer)
from unnest('{TT-1,tt 01,TT-2/2026}'::text[]) with ordinality as receipt (number, place);
insert into fine_seizures (id, fine_id, seized_on, rupiah, document_number, recorded_by, recorded_at)
values (gen_random_uuid(), '00000000-0000-0000-0000-000000000014', '2026-05-02', 0, 'BA 7', 'jaksa', now());
update fines set state = 'settled', settled_by = 'substitute_prison', substitute_days = 2, substitute_number = 'B-1',
    substitute_on = '2026-05-03', substitute_ordered_by = 'jaksa';
"""


async def test_fines_are_carried_over_with_every_payment(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        migrations = migrations_of(SCHEMA)
        names = [each.name for each in migrations]
        first, here = (names.index(f"{SCHEMA}/{name}.sql") for name in ("0003_oversight", "0027_fine_corrections"))
        for migration in migrations[:first]:
            await conn.execute(migration.sql)
        await conn.execute(CASE)
        for migration in migrations[first:here]:
            await conn.execute(migration.sql)
        await conn.execute(f"begin; {FINE} commit;")
        for migration in migrations[here:]:
            await conn.execute(f"begin; {migration.sql}; commit;")
        kept = await conn.fetch("select id::text, receipt_number, receipt_key from fine_payments order by recorded_at")
        keys = [row["receipt_key"] for row in kept]
        assert keys == [key("TT-1"), f"{key('tt 01')} {kept[1]['id']}", key("TT-2/2026")]
        assert await conn.fetchval("select document_key from fine_seizures") == key("BA 7")
        rest = await conn.fetchval("select fine_rest(id) from fines")
        state = await conn.fetchrow("select state, settled_by, substitute_lifted_on from fines")
        assert state
        assert (rest, tuple(state)) == (2_000_000, ("settled", "substitute_prison", None))
        with pytest.raises(asyncpg.PostgresError, match="only ever grows"):
            await conn.execute("update fine_payments set rupiah = 1")
    finally:
        await conn.close()
        databases.drop(dsn)
