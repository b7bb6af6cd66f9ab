"""Breaches from before there were steps are carried over with whoever took them, and when."""

from __future__ import annotations

import asyncpg

from shared.postgres.migrate import migrations_of
from tests.service.community_service.test_ledger_upgrade import CASE, SCHEMA
from tests.support.databases import Databases

BREACHES = """
insert into breaches (id, sentence_id, state, warned_by, warned_at, proposed_by, proposed_at, decided_by, decided_at,
    decision)
values
('00000000-0000-0000-0000-000000000011', '00000000-0000-0000-0000-000000000002', 'decided', 'pk', '2026-03-10 01:00Z',
    'pk-2', '2026-03-11 01:00Z', 'jaksa', '2026-03-12 01:00Z', 'none'),
('00000000-0000-0000-0000-000000000012', '00000000-0000-0000-0000-000000000002', 'proposed', 'pk', '2026-03-13 01:00Z',
    'pk', '2026-03-14 01:00Z', null, null, null);
insert into verdict_changes (id, court_code, verdict_number, change_number, kind, decided_on, said, intake_event_id,
    sent_by, state, sentence_id, received_at, settled_at)
select gen_random_uuid(), 'pn', '1', number, 'amendment', '2026-03-09', '{}', event, 'clerk', 'applied',
    '00000000-0000-0000-0000-000000000002', now(), now()
from (values ('A1', 'http:clerk'), ('A2', 'event-2')) as change (number, event);
"""


async def test_each_step_of_a_breach_is_carried_over(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        migrations = migrations_of(SCHEMA)
        first, here = (
            [each.name for each in migrations].index(f"{SCHEMA}/{name}.sql")
            for name in ("0003_oversight", "0005_breach_steps")
        )
        for migration in migrations[:first]:
            await conn.execute(migration.sql)
        await conn.execute(CASE)
        for migration in migrations[first:here]:
            await conn.execute(migration.sql)
        await conn.execute(BREACHES)
        await conn.execute(migrations[here].sql)
        steps = await conn.fetch(
            "select right(breach_id::text, 2), step, taken_by, extract(day from taken_at)::integer from breach_steps"
            " order by taken_at"
        )
        assert [tuple(step) for step in steps] == [
            ("11", "warned", "pk", 10),
            ("11", "proposed", "pk-2", 11),
            ("11", "decided", "jaksa", 12),
            ("12", "warned", "pk", 13),
            ("12", "proposed", "pk", 14),
        ]
        involved = {row["subject"] for row in await conn.fetch("select subject from case_involved")}
        assert involved == {"pk", "pk-2", "sup"}, "the prosecutor decides from outside"
        changes = await conn.fetch("select intake_event_id from verdict_changes order by change_number")
        assert [row["intake_event_id"] for row in changes] == [None, "event-2"]
    finally:
        await conn.close()
        databases.drop(dsn)


DECIDED = """
insert into breaches (id, sentence_id, state, decision, prison_days)
values ('00000000-0000-0000-0000-000000000013', '00000000-0000-0000-0000-000000000002', 'decided', 'prison', 120);
insert into breach_steps
select '00000000-0000-0000-0000-000000000013'::uuid, step,
    'pk', now() from unnest('{warned,proposed}'::text[]) as s (step)
union all select '00000000-0000-0000-0000-000000000013', 'decided', 'jaksa', now();
"""


async def test_decisions_from_before_offices_and_documents_stay_as_they_are(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        migrations = migrations_of(SCHEMA)
        names = [each.name for each in migrations]
        first, here = (names.index(f"{SCHEMA}/{name}.sql") for name in ("0003_oversight", "0017_breach_decisions"))
        for migration in migrations[:first]:
            await conn.execute(migration.sql)
        await conn.execute(CASE)
        for migration in migrations[first:here]:
            await conn.execute(migration.sql)
        await conn.execute(f"begin; {DECIDED} commit;")
        for migration in migrations[here:]:
            await conn.execute(migration.sql)
        row = await conn.fetchrow("select state, prison_days, decided_by_office, document_number, due_on from breaches")
        assert row
        assert tuple(row) == ("decided", 120, None, None, None)
        ordered = await conn.fetchval(
            "select num_nonnulls(ordered_repeat_minutes, ordered_prison_days, ordered_fine_rupiah) from sentences"
        )
        assert (ordered, await conn.fetchval("select count(*) from fines")) == (0, 0)
    finally:
        await conn.close()
        databases.drop(dsn)
