"""Agreements from before the schedules: the first run of the scheduler computes their days, then takes what is due."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import orjson
import pytest

from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.services import SERVICES
from services.agreements.jobs import JOBS
from services.agreements.queries.accreditations import accreditation
from shared.clock import SimulatedClock
from shared.postgres import migrate as migrations
from shared.postgres.migrate import migrate, migrations_of
from shared.postgres.pool import Pool, open_pool
from shared.postgres.scheduler import Scheduler
from tests.service.agreements import scene
from tests.support.databases import PASSWORD, Databases

CITY, OFFICE, AGENCY, PRISON, UMBRELLA = (str(UUID(int=n)) for n in range(1, 6))
SCHOOL = str(UUID(int=6))
PKS = {
    "begins": UUID(int=11),
    "running": UUID(int=12),
    "announced": UUID(int=13),
    "amended": UUID(int=14),
    "over": UUID(int=15),
    "resumes": UUID(int=16),
    "notice": UUID(int=17),
    "draft": UUID(int=18),
    "expired": UUID(int=19),
}
OLD = f"""
insert into organisations (id, code, name, kind) values
    ('{CITY}', 'city', 'City', 'city'), ('{OFFICE}', 'office', 'Office', 'corrections_office'),
    ('{AGENCY}', 'dinkop', 'Dinkop', 'agency'), ('{PRISON}', 'lapas', 'Lapas', 'prison');
insert into agreements (id, kind, instrument, title, scopes, starts_on, ends_on, state, approved_on, created_at,
    end_known_on)
values ('{UMBRELLA}', 'joint', 'kesepakatan_bersama', 'Payung', '{{training}}', '2026-01-01', '2030-12-31', 'in_force',
    '2026-01-01', '2026-01-01', '2026-01-01');
insert into agreements (id, kind, instrument, title, scopes, starts_on, ends_on, state, approved_on, created_at,
    end_known_on, joint_agreement_id, agency_id, institution_id, resumes_on, terminates_on)
select id, 'cooperation', 'perjanjian_kerja_sama', 'PKS ' || id, '{{training}}', starts_on, ends_on, state,
    '2026-01-01', '2026-01-01', case when state in ('in_force', 'suspended') then date '2026-01-01' end, '{UMBRELLA}',
    '{AGENCY}', '{PRISON}', resumes_on, terminates_on
from (values
    ('{PKS["begins"]}'::uuid, date '2026-03-01', date '2029-12-31', 'signed', null::date, null::date),
    ('{PKS["running"]}', '2026-01-01', '2029-12-31', 'in_force', null, null),
    ('{PKS["announced"]}', '2026-01-01', '2026-05-10', 'in_force', null, null),
    ('{PKS["amended"]}', '2026-01-01', '2029-12-31', 'in_force', null, null),
    ('{PKS["over"]}', '2026-01-01', '2026-02-28', 'in_force', null, null),
    ('{PKS["resumes"]}', '2026-01-01', '2029-12-31', 'suspended', '2026-03-02', null),
    ('{PKS["notice"]}', '2026-01-01', '2029-12-31', 'in_force', null, '2026-03-02'),
    ('{PKS["draft"]}', '2026-01-01', '2029-12-31', 'draft', null, null),
    ('{PKS["expired"]}', '2025-01-01', '2025-12-31', 'expired', null, null)
) as old (id, starts_on, ends_on, state, resumes_on, terminates_on);
insert into agreement_parties (agreement_id, organisation_id)
select id, unnest(case kind when 'joint' then array['{CITY}'::uuid, '{OFFICE}'] else array[agency_id, institution_id]
    end)
from agreements;
insert into amendments (id, agreement_id, number, reason, effective_on, scopes, starts_on, ends_on, sites, programmes,
    state, approved_on, drafted_by, created_at)
values (uuidv7(), '{PKS["amended"]}', 1, 'Perpanjangan', '2026-03-01', '{{training}}', '2026-01-01', '2030-06-30',
    '{{}}', '{{}}', 'signed', '2026-01-01', 'clerk', '2026-01-01');
insert into organisations (id, code, name, kind) values ('{SCHOOL}', 'sdn', 'SDN', 'school');
insert into accreditations (id, organisation_id, kind, issued_by, evidence, valid_from, valid_until, stage)
values ('{SCHOOL}', '{SCHOOL}', 'child_friendly_school', 'PPPA', 'Piagam', '2025-01-01', '9999-12-31', 'mampu');
insert into accreditation_certificates (accreditation_id, number, issued_by, evidence, valid_from, valid_until, stage,
    components, rules_from, recorded_by, recorded_at)
select id, 0, issued_by, evidence, valid_from, valid_until, stage, (select jsonb_object_agg(name,
    jsonb_build_object('met', true, 'evidence', 'Bukti')) from unnest(array['policy', 'learning', 'trained_staff',
    'facilities', 'child_participation', 'community_participation']) as name), '2015-01-01', 'clerk', '2025-01-01'
from accreditations;
insert into expiry_notices values ('{PKS["announced"]}', '2026-05-10', 90, '2026-02-09', '2026-02-09');
"""


@asynccontextmanager
async def upgraded(databases: Databases, name: str, patch: pytest.MonkeyPatch) -> AsyncIterator[Pool]:
    """A database with rows that an earlier version wrote, brought up to date."""
    await bootstrap(databases.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=name)
    owner = databases.dsn(OWNER, name)
    before = [m for m in migrations_of("agreements") if m.name.startswith("platform/") or m.name < "agreements/0006"]
    with patch.context() as patched:
        patched.setattr(migrations, "migrations_of", lambda _schema: before)
        await migrate(owner, "agreements")
    conn = await asyncpg.connect(owner, server_settings={"search_path": "agreements"})
    try:
        await conn.execute(OLD)
        for key in (UMBRELLA, *PKS.values()):
            await _append(conn, str(key))
    finally:
        await conn.close()
    assert (await migrate(owner, "agreements"))[0] == "agreements/0006_schedules.sql"
    pool = await open_pool(databases.dsn("agreements", name), "agreements", size=2, warm=1)
    try:
        yield pool
    finally:
        await pool.close()
        databases.drop(databases.dsn("agreements", urlsplit(owner).path[1:]))


async def _append(conn: asyncpg.Connection[asyncpg.Record], key: str) -> None:
    """An earlier fact of an agreement: for an umbrella, that it is in force."""
    await conn.execute(
        "insert into journal (event_id, type, key, version, data, actor, occurred_at, correlation_id, digest,"
        " previous_hash, hash) values (uuidv7(), $1, $2, 1, $3::text::json, 'clerk', '2026-01-01', 'c', $4, null, $4)",
        "agreements.joint-agreement.activated" if key == UMBRELLA else "agreements.record.submitted",
        *(key, orjson.dumps({"agreement_id": key}).decode(), bytes(32)),
    )


async def test_upgrade_01_each_agreement_takes_the_steps_that_were_due_in_their_order(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimulatedClock(scene.local("2026-03-03 09:00"))
    async with upgraded(databases, "upgrade_schedules", monkeypatch) as pool:
        assert {row["next_step_on"].year for row in await pool.fetch("select next_step_on from agreements")} == {1}
        assert await Scheduler(pool, clock, JOBS[:1], 3600, lambda: None).tick() == 7 + len((UMBRELLA, *PKS))
        rows = await pool.fetch(
            "select key, type, data ->> 'due_on' as due_on from journal where version > 1 order by position"
        )
        names = {str(id_): name for name, id_ in PKS.items()}
        assert [(names[row["key"]], row["type"].rpartition(".")[2], row["due_on"]) for row in rows] == [
            ("over", "expiring", "2026-01-29"),
            ("over", "expiring", "2026-02-21"),
            ("over", "expired", "2026-03-01"),
            ("begins", "activated", "2026-03-01"),
            ("amended", "amended", "2026-03-01"),
            ("resumes", "resumed", None),
            ("notice", "terminated", "2026-03-03"),
        ]
        days = await pool.fetch("select id, next_step_on::text as day from agreements where kind = 'cooperation'")
        assert {names[str(row["id"])]: row["day"] for row in days} == {
            "begins": "2029-10-02",
            "running": "2029-10-02",
            "announced": "2026-04-10",
            "amended": "2030-04-01",
            "over": "infinity",
            "resumes": "2029-10-02",
            "notice": "infinity",
            "draft": "infinity",
            "expired": "infinity",
        }


async def test_upgrade_02_each_agreement_has_its_last_day(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with upgraded(databases, "upgrade_last_days", monkeypatch) as pool:
        rows = await pool.fetch("select id, ends_on::text, last_day::text from agreements")
        days = {str(row["id"]): row["last_day"] for row in rows}
        assert days == {str(row["id"]): row["ends_on"] for row in rows} | {str(PKS["notice"]): "2026-03-02"}


async def test_upgrade_03_an_old_certificate_stays_as_it_is_and_its_last_day_may_be_a_sentinel(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with upgraded(databases, "upgrade_certificates", monkeypatch) as pool, pool.acquire() as conn:
        await _append(conn, SCHOOL)  # type: ignore[arg-type]
        seen = await accreditation(conn, UUID(SCHOOL))
        (certificate,) = seen.certificates
        assert (seen.stage, certificate.stage_source, certificate.rules_from.year) == ("mampu", "count", 2015)
        assert [each.met for each in certificate.components] == [True] * 6


async def test_upgrade_04_what_ends_before_its_period_is_told_once(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimulatedClock(scene.local("2026-02-15 09:00"))
    async with upgraded(databases, "upgrade_untold", monkeypatch) as pool:
        for _ in range(2):
            await Scheduler(pool, clock, JOBS[1:2], 3600, lambda: None).tick()
        rows = await pool.fetch(
            "select key, data ->> 'ends_on' as day from journal where type like '%last-day-changed'"
        )
        assert [(row["key"], row["day"]) for row in rows] == [(str(PKS["notice"]), "2026-03-02")]
