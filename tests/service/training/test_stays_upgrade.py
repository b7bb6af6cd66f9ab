"""Participants from before stays were written down keep their ids and their number, and their first stay is known."""

from __future__ import annotations

import asyncpg
import pytest

from shared.postgres.migrate import migrations_of
from tests.support.databases import Databases

SCHEMA = "training"
_REGISTER = """
insert into participants (id, person_id, identified_by, institution_id, register_number, name, birth_date, risk_level,
    registered_at, erased_at)
select ('00000000-0000-0000-0000-00000000000' || n)::uuid, ('00000000-0000-8000-8000-00000000000' || person)::uuid,
    known_by, ('00000000-0000-0000-0000-00000000001' || institution)::uuid, 'B.I ' || n, 'Orang Contoh', born,
    'minimum', '2026-02-08T20:00:00Z', case when born is null then now() end
from (values
    (1, 1, 'nik', 3, date '1990-01-01'), (2, 1, 'nik', 4, date '1990-01-01'),
    (3, 3, 'register_number', 3, date '1990-01-01'), (4, 4, 'register_number', 3, null)
) as p (n, person, known_by, institution, born)
"""


async def test_old_participants_keep_their_ids_and_have_a_first_stay(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        for migration in migrations_of(SCHEMA):
            if migration.name == f"{SCHEMA}/0007_stays.sql":
                await conn.execute(_REGISTER)
            await conn.execute(migration.sql)
        rows = await conn.fetch("select person_id::text, state, second_register from participants order by id")
        assert [row["person_id"][-1] for row in rows] == ["1", "1", "3", "4"]
        assert {row["state"] for row in rows} == {"held"}
        assert [row["second_register"] for row in rows] == [False, True, False, False], "two registers wait for a hand"
        stays = await conn.fetch("select from_on::text, to_on, confirmed_at from participant_stays")
        assert {row["from_on"] for row in stays} == {"2026-02-09"}, "the local day"
        assert (len(stays), [row["to_on"] for row in stays]) == (3, [None] * 3)
        assert await conn.fetchval("select count(*) from register_numbers") == 3
        with pytest.raises(asyncpg.UniqueViolationError):
            await conn.execute("insert into register_numbers select * from register_numbers")
    finally:
        await conn.close()
