"""Certificates from before they could be revoked: they stay valid, with what the register says of them."""

from __future__ import annotations

import asyncpg
import pytest

from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.services import SERVICES
from shared.postgres import migrate as migrations
from shared.postgres.migrate import migrate, migrations_of
from tests.support.databases import PASSWORD, Databases

OLD = """
insert into cooperation_agreements (id, joint_agreement_id, agency_id, institution_id, scopes, starts_on, ends_on,
    last_day, programmes, state, version, gate_since)
values (uuidv7(), uuidv7(), uuidv7(), uuidv7(), '{training}', '2026-01-01', '2026-12-31', '2026-12-31', '{}',
    'in_force', 1, '2026-01-01');
insert into programmes (id, cooperation_agreement_id, agency_id, institution_id, skill, title, level, minutes, sessions,
    capacity, min_age, max_age, risk_levels, min_attendance, min_score, starts_on, ends_on, for_children, rules_from,
    state, opened_at, taken)
select uuidv7(), id, agency_id, institution_id, 'sewing', 'Menjahit', 'basic', 60, 1, 5, 12, 99, '{minimum}', 80, 60,
    '2026-02-01', '2026-03-01', false, '2023-01-01', 'open', '2026-01-01', 2
from cooperation_agreements;
insert into participants (id, person_id, identified_by, institution_id, register_number, name, birth_date, risk_level,
    registered_at, erased_at)
select uuidv7(), uuidv7(), 'nik', institution_id, name, name, case when name <> '(dihapus)' then date '1990-01-01' end,
    'minimum', '2026-01-01', case when name = '(dihapus)' then now() end
from programmes, unnest(array['Orang Contoh', '(dihapus)']) as name;
insert into enrolments (id, programme_id, participant_id, person_id, skill, rules_from, child, state, score,
    completed_on, enrolled_at)
select uuidv7(), p.id, w.id, w.person_id, 'sewing', '2023-01-01', false, 'completed', 75, '2026-03-01', '2026-02-01'
from programmes as p, participants as w;
insert into certificates (id, enrolment_id, number, code, issued_on)
select uuidv7(), id, 'TRN/2026/00000' || row_number() over (order by id),
    'AAAA-BBBB-CCCC-DDD' || row_number() over (order by id), '2026-03-01'
from enrolments;
"""


async def test_cert_24_certificates_of_before_stay_valid(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """CERT-24: numbers and codes stay; the name is the register's, and none where the person was erased."""
    name = "upgrade_certificates"
    await bootstrap(databases.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=name)
    owner = databases.dsn(OWNER, name)
    before = [m for m in migrations_of("training") if m.name.startswith("platform/") or m.name < "training/0014"]
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "migrations_of", lambda _schema: before)
        await migrate(owner, "training")
    conn = await asyncpg.connect(owner, server_settings={"search_path": "training"})
    try:
        await conn.execute(OLD)
        assert "training/0014_certificates.sql" in await migrate(owner, "training")
        rows = await conn.fetch(
            "select number, holder_name, score, completed_on::text, standing, replaces from certificates"
            " order by number"
        )
    finally:
        await conn.close()
        databases.drop(owner)
    assert [tuple(row) for row in rows] == [
        ("TRN/2026/000001", "Orang Contoh", 75, "2026-03-01", "valid", None),
        ("TRN/2026/000002", None, 75, "2026-03-01", "valid", None),
    ]
