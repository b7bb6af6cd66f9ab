"""A case that was under way before there were corrections, alarms and breaches is carried over as it is."""

from __future__ import annotations

import asyncpg
import pytest

from shared.postgres.migrate import migrations_of
from tests.support.databases import Databases

SCHEMA = "community_service"
CASE = """
insert into persons values ('00000000-0000-0000-0000-000000000001', 'Terpidana', '1990-01-01');
insert into sentences (id, person_id, court_code, verdict_number, verdict_date, prosecutor_code, probation_office_code,
    regime, starts_on, ends_on, required_minutes, daily_cap_minutes, replaced_prison_days, replaced_fine_rupiah,
    rules_from, credited_minutes, state, fingerprint, received_at)
values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', 'pn', '1', '2026-02-20',
    'kejari', 'bapas', 'adult', '2026-03-02', '2026-05-31', 480, 240, 120, 0, '2026-01-02', 240, 'active',
    sha256('x'), now());
insert into agreements values ('00000000-0000-0000-0000-000000000003', 'in_force', '{community_service}',
    gen_random_uuid(), gen_random_uuid(), '2026-02-09', '2027-02-08', 1);
insert into sites (id, agreement_id, agency_id, name, address, latitude, longitude, activities, child_friendly,
    non_commercial, state, opened_at)
values ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000003', gen_random_uuid(), 'Taman',
    'Jl.', -3.6, 128.1, '{kebersihan}', false, true, 'open', now());
insert into site_slots values ('00000000-0000-0000-0000-000000000005', '00000000-0000-0000-0000-000000000004', 1,
    '08:00', '16:00', 2);
insert into placements values ('00000000-0000-0000-0000-000000000006', '00000000-0000-0000-0000-000000000002',
    '00000000-0000-0000-0000-000000000004', 'pk', now());
insert into case_days values ('00000000-0000-0000-0000-000000000002', '2026-03-02', 240, 240, 240);
insert into sessions (id, placement_id, sentence_id, person_id, site_id, slot_id, slot_capacity, on_date, seat,
    starts_at, ends_at, state, checked_in_at, checked_in_by, checked_out_at, outcome, recorded_by,
    recorded_at, signed_off_by,
    signed_off_at)
values ('00000000-0000-0000-0000-000000000007', '00000000-0000-0000-0000-000000000006',
    '00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001',
    '00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000005', 2, '2026-03-02', 1,
    '2026-03-01 23:00Z', '2026-03-02 03:00Z', 'signed_off', '2026-03-01 23:00Z', 'sup', '2026-03-02 03:00Z',
    'attended_complied', 'sup', now(), 'pk', now());
insert into credits values ('00000000-0000-0000-0000-000000000007', '00000000-0000-0000-0000-000000000002',
    '2026-03-02',
    240, now());
"""


async def test_a_running_case_is_carried_over(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        migrations = migrations_of(SCHEMA)
        here = [each.name for each in migrations].index(f"{SCHEMA}/0003_oversight.sql")
        for migration in migrations[:here]:
            await conn.execute(migration.sql)
        await conn.execute(CASE)
        await conn.execute(migrations[here].sql)
        entry = await conn.fetchrow("select kind, minutes, id is not null as named from credits")
        assert entry
        assert tuple(entry) == ("sign_off", 240, True)
        seen = await conn.fetchrow("select state, credited_minutes, repeat_minutes, review from sentences")
        assert seen
        assert tuple(seen) == ("active", 240, 0, None)
        stands = await conn.fetchrow("select outcome, corrected_by from sessions_as_corrected")
        assert stands
        assert tuple(stands) == ("attended_complied", None)
        with pytest.raises(asyncpg.CheckViolationError):
            await conn.execute("update sentences set credited_minutes = 481")
        for migration in migrations[here + 1 :]:
            await conn.execute(migration.sql)
        assert await conn.fetchval("select outcome from sessions_as_corrected") == "attended_complied"
    finally:
        await conn.close()
        databases.drop(dsn)
