"""A course that ran before places had a time is carried over as it is."""

from __future__ import annotations

import asyncpg

from shared.postgres.migrate import migrations_of
from tests.support.databases import Databases

SCHEMA = "training"
COURSE = """
insert into cooperation_agreements (id, joint_agreement_id, agency_id, institution_id, scopes, starts_on, ends_on,
    last_day, programmes, state, version, gate_since)
values ('00000000-0000-0000-0000-000000000001', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '{training}',
    '2026-01-01', '2026-12-31', '2026-12-31', '{}', 'in_force', 1, now());
insert into programmes (id, cooperation_agreement_id, agency_id, institution_id, skill, title, level, minutes, sessions,
    capacity, min_age, max_age, risk_levels, min_attendance, min_score, starts_on, ends_on, for_children, rules_from,
    state, opened_at, taken, waiting, tickets)
values ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000001', gen_random_uuid(),
    gen_random_uuid(), 'sewing', 'Menjahit', 'basic', 360, 2, 4, 12, 110, '{minimum}', 80, 60, '2026-02-16',
    '2026-05-29', false, '2023-01-01', 'open', '2026-02-09 00:00Z', 2, 1, 2);
insert into sessions (programme_id, number, starts_at, ends_at)
values ('00000000-0000-0000-0000-000000000002', 1, '2026-02-16 05:00Z', '2026-02-16 08:00Z'),
    ('00000000-0000-0000-0000-000000000002', 2, '2026-02-17 05:00Z', '2026-02-17 08:00Z');
insert into participants (id, person_id, identified_by, institution_id, register_number, name, birth_date, risk_level,
    registered_at)
select gen_random_uuid(), gen_random_uuid(), 'nik', gen_random_uuid(), n::text, 'Orang Contoh', '1990-01-01', 'minimum',
    now()
from generate_series(1, 4) as n;
insert into enrolments (id, programme_id, participant_id, person_id, skill, rules_from, child, state, ticket, score,
    reason, completed_on, enrolled_at)
select ('00000000-0000-0000-0000-00000000010' || n)::uuid, '00000000-0000-0000-0000-000000000002', p.id, p.person_id,
    'sewing', '2023-01-01', false, (array['completed', 'confirmed', 'waitlisted', 'withdrawn'])[n],
    (array[null, 1, 2, null])[n], (array[80, 70, null, null])[n], case when n = 4 then 'released' end,
    case when n = 1 then date '2026-02-20' end, '2026-02-10 00:00Z'
from (select *, row_number() over (order by register_number)::integer as n from participants) as p;
insert into attendance (enrolment_id, programme_id, session, outcome, recorded_by, recorded_at)
values ('00000000-0000-0000-0000-000000000102', '00000000-0000-0000-0000-000000000002', 1, 'present', 'x', now()),
    ('00000000-0000-0000-0000-000000000102', '00000000-0000-0000-0000-000000000002', 2, 'present', 'x', now());
"""
FACT = """
insert into journal (event_id, type, topic, internal_topic, key, version, sequence, internal_sequence, data, actor,
    occurred_at, correlation_id, digest, hash, previous_hash)
values (gen_random_uuid(), $1, null, null, $2, $3, 0, 0, $4, 'x', $5::text::timestamptz, 'x', sha256('x'), sha256('x'),
    case when $3::bigint > 1 then sha256('x') end)
"""


async def test_course_57_places_of_before_have_their_time_from_the_journal(databases: Databases) -> None:
    dsn = await databases.fresh("agreements")
    superuser = databases.superuser_dsn.rpartition("/")[0] + "/" + dsn.rpartition("/")[2]
    conn = await asyncpg.connect(superuser, server_settings={"search_path": SCHEMA})
    try:
        migrations = migrations_of(SCHEMA)
        here = [each.name for each in migrations].index(f"{SCHEMA}/0012_courses.sql")
        for migration in migrations[:here]:
            await conn.execute(migration.sql)
        await conn.execute(COURSE)
        ids = [f"00000000-0000-0000-0000-00000000010{n}" for n in range(1, 5)]
        for key, version, verb, state, at in (
            (ids[1], 1, "waitlisted", "waitlisted", "2026-02-10 00:00Z"),
            (ids[1], 2, "confirmed", "confirmed", "2026-02-16 20:00Z"),
            (ids[3], 1, "confirmed", "confirmed", "2026-02-10 00:00Z"),
            (ids[3], 2, "withdrawn", "withdrawn", "2026-02-12 00:00Z"),
        ):
            await conn.execute(FACT, f"training.enrolment.{verb}", key, version, f'{{"state": "{state}"}}', at)
        for migration in migrations[here:]:
            await conn.execute(migration.sql)
        rows = await conn.fetch(
            "select to_char(confirmed_at at time zone 'UTC', 'DD HH24') as since,"
            " to_char(ended_at at time zone 'UTC', 'DD HH24') as until from enrolments order by id"
        )
        assert [tuple(row) for row in rows] == [("10 00", None), ("16 20", None), (None, None), ("10 00", "12 00")]
        kept = await conn.fetch("select component, attempt, score from assessments order by score")
        assert [tuple(row) for row in kept] == [("score", 1, 70), ("score", 1, 80)]
        rule = await conn.fetchrow("select attendance_basis, min_share, max_attempts, component_names from programmes")
        assert rule
        assert tuple(rule) == ("all", 0, None, ["score"])
        assert await conn.fetchval("select count(*) from attendance") == 2, "what stands is left"
        await conn.execute(
            FACT, "training.enrolment.withdrawn", ids[1], 3, '{"state": "withdrawn"}', "2026-03-01 00:00Z"
        )
        assert await conn.fetchval("select ended_at is not null from enrolments where id = $1::text::uuid", ids[1])
    finally:
        await conn.close()
