"""A sign-off in one process with sixteen clients: its statements, and its rate beside pgbench on the same statements.

1,000 cases of 20 sessions each: ten are signed off, one is recorded, nine are to come. Ten people share a slot. Every
sign-off is undone, so the same cases serve again: both sides check the deferred constraints and roll back.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from services.community_service.commands import attendance
from shared.edge.access import Actor
from shared.postgres.pool import Connection, Pool, open_pool
from tests.bench import pgbench
from tests.bench.measure import hammer, interleave
from tests.bench.rig import Rig
from tests.bench.table import Measured, Row
from tests.bench.yardsticks import PGBENCH_SIGN_OFF

SCHEMA = "community_service"
STATEMENTS = Row(
    *("sign-off-statements", "statements of a sign-off, from begin to commit"),
    *("17 before a case was one value", "-", 8, 6, "less"),
)
RATE = Row(
    *("sign-off", "a sign-off (whole case + alarms + journal), one process, 16 clients"),
    *("pgbench, same SQL, prepared", "-", None, None),
)
CLIENTS, SECONDS, CASES = 16, 2, 1_000
FILLED = CASES + 10
"""The last cases are for the sign-offs that are really committed."""
BAPAS = UUID("ba9a5000-0000-7000-8000-000000000000")
COUNSELLOR = Actor("pk", frozenset({"counsellor"}), BAPAS)
NOW = datetime(2026, 3, 20, tzinfo=UTC)
_UNDONE = "set constraints all immediate"


def session_id(case: int) -> UUID:
    """The recorded session of a case. Its id follows from the number, so that pgbench finds the same one."""
    return UUID(f"5e550000-0000-7000-8000-{case:012x}")


def _id(prefix: str, number: str) -> str:
    return f"('{prefix}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"


_FILL = f"""
insert into organisations values ('{BAPAS}', 'bapas-ambon', 'Bapas Ambon', 'probation_office', 1);
insert into agreements values ('a9000000-0000-7000-8000-000000000000', 'in_force', '{{community_service}}',
    gen_random_uuid(), gen_random_uuid(), '2026-02-09', '2027-02-08', 1, '2027-02-08', '{{}}', now());
insert into sites (id, agreement_id, agency_id, name, address, latitude, longitude, activities, child_friendly,
    non_commercial, state, opened_at)
select {_id("517e0000", "n")}, 'a9000000-0000-7000-8000-000000000000', gen_random_uuid(), 'Taman ' || n, 'Jalan', -3.69,
    128.18, '{{kebersihan}}', false, true, 'open', '2026-02-10' from generate_series(0, {FILLED // 10}) as n;
insert into site_slots select {_id("51070000", "n")}, {_id("517e0000", "n")}, 1, '08:00', '16:00', 10
    from generate_series(0, {FILLED // 10}) as n;
insert into site_supervisors select id, 'sup', date '2026-01-01' from sites;
insert into persons select {_id("9e000000", "n")}, 'Terpidana', '1990-01-01' from generate_series(1, {FILLED}) as n;
insert into sentences (id, person_id, court_code, verdict_number, verdict_date, prosecutor_code, probation_office_code,
    regime, starts_on, ends_on, required_minutes, daily_cap_minutes, replaced_prison_days, replaced_fine_rupiah,
    rules_from, credited_minutes, state, fingerprint, verdict_key, received_at)
select {_id("ca5e0000", "n")}, {_id("9e000000", "n")}, 'pn-ambon', n::text, '2026-02-20', 'kejari-ambon', 'bapas-ambon',
    'adult', '2026-03-02', '2026-05-31', 4800, 240, 120, 0, '2026-01-02', 2400, 'active', sha256(n::text::bytea),
    n::text, now()
    from generate_series(1, {FILLED}) as n;
insert into placements select {_id("91ace000", "n")}, {_id("ca5e0000", "n")}, {_id("517e0000", "n / 10")}, 'pk', now()
    from generate_series(1, {FILLED}) as n;
insert into case_days select {_id("ca5e0000", "n")}, date '2026-03-02' + day, 240, 240,
    case when day < 10 then 240 else 0 end
    from generate_series(1, {FILLED}) as n, generate_series(0, 19) as day;
insert into sessions (id, placement_id, sentence_id, person_id, site_id, slot_id, slot_capacity, on_date, seat,
    starts_at, ends_at, state, checked_in_at, checked_in_by, checked_out_at, outcome, recorded_by, recorded_at,
    signed_off_by, signed_off_at)
select case day when 10 then {_id("5e550000", "n")} else gen_random_uuid() end, {_id("91ace000", "n")},
    {_id("ca5e0000", "n")}, {_id("9e000000", "n")}, {_id("517e0000", "n / 10")}, {_id("51070000", "n / 10")}, 10,
    date '2026-03-02' + day, n % 10 + 1, begins, begins + interval '4 hours',
    case when day < 10 then 'signed_off' when day = 10 then 'recorded' else 'scheduled' end,
    case when day <= 10 then begins + day * interval '1 minute' end, case when day <= 10 then 'sup' end,
    case when day <= 10 then begins + interval '4 hours' end, case when day <= 10 then 'attended_complied' end,
    case when day <= 10 then 'sup' end, case when day <= 10 then begins + interval '5 hours' end,
    case when day < 10 then 'pk' end, case when day < 10 then begins + interval '6 hours' end
    from generate_series(1, {FILLED}) as n, generate_series(0, 19) as day,
    lateral (select timestamptz '2026-03-01 23:00Z' + day * interval '1 day' as begins) as at;
insert into credits (id, session_id, sentence_id, on_date, minutes, credited_at, kind)
select gen_random_uuid(), id, sentence_id, on_date, 240, signed_off_at, 'sign_off' from sessions
    where state = 'signed_off';
"""


class _Undo(Exception):
    """Ends a transaction that is measured only."""


async def sign_off(conn: Connection, case: int) -> object:
    return await attendance.sign_off(conn, session_id(case), COUNSELLOR, NOW)


async def sign_off_and_undo(pool: Pool) -> None:
    try:
        async with pool.acquire() as conn, conn.transaction():
            await sign_off(conn, random.randint(1, CASES))
            await conn.execute(_UNDONE)
            raise _Undo  # noqa: TRY301  it ends the transaction
    except _Undo:
        pass


async def prepare(rig: Rig) -> str:
    """A database with the cases; its DSN."""
    dsn = await rig.databases.fresh(SCHEMA)
    conn = await rig.superuser(dsn, SCHEMA)
    await conn.execute(_FILL)
    for table in ("sentences", "sessions", "credits", "case_days", "persons", "alarms", "journal"):
        await conn.execute(f"vacuum analyze {table}")
    await conn.close()
    return dsn


async def statements(rig: Rig) -> Measured:
    heard = await pgbench.statements_of(await prepare(rig), SCHEMA, *(partial(sign_off, case=n) for n in (1, 2)))
    what = ", ".join(" ".join(sent.query.split())[:60] for sent in heard)
    return Measured(
        len(heard), what, "the command as HTTP calls it, a counsellor's sign-off that raises and completes nothing."
    )


async def rate(rig: Rig) -> Measured:
    dsn = await prepare(rig)
    pool = await open_pool(dsn, SCHEMA, size=CLIENTS)
    heard = await pgbench.statements_of(dsn, SCHEMA, *(partial(sign_off, case=n) for n in (CASES + 1, FILLED)))
    script = rig.state / "sign_off.sql"
    script.write_text(await pgbench.script_for(dsn, SCHEMA, heard[:-1], FILLED, CASES, [_UNDONE, "rollback"]))
    conn = await rig.superuser(dsn, SCHEMA)
    await conn.execute("vacuum analyze")
    await conn.close()

    async def ours() -> float:
        return await hammer(lambda: sign_off_and_undo(pool), CLIENTS, SECONDS)

    async def theirs() -> float:
        return await pgbench.rate(script, dsn, SCHEMA, CLIENTS, SECONDS)

    await hammer(lambda: sign_off_and_undo(pool), CLIENTS, 1)
    pairs = await interleave(ours, theirs, PGBENCH_SIGN_OFF, rounds=5)
    await pool.close()
    return Measured(
        pairs.ratio,
        pairs.raw("ours", "pgbench", "sign-offs/s"),
        "1,000 cases of 20 sessions at random; pgbench sends what the command sent; each transaction checks its"
        " deferred constraints and is rolled back, so that it can be repeated; both on the same durable database.",
    )
