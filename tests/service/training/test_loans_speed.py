"""Lists of equipment and loans stay fast because they read little: rows and index are looked at, never the time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import orjson
import pytest

from services.training.queries import equipment as equipment_queries
from services.training.queries import loans as loan_queries
from services.training.queries import obligations as obligation_queries
from services.training.rules import RULES
from services.training.store.loans import first_to_tell
from services.training.store.waiting import count_waiting
from shared.clock import local_day
from shared.edge.access import Actor
from shared.postgres.pool import Connection
from tests.service.training.client import AGENCY, PKS, PRISON
from tests.service.training.equipment_client import EquipmentClient
from tests.support.databases import Databases

ITEMS, LOANS, OUT, LIMIT = 20_000, 40_000, 300, 50
OTHER = UUID(int=900)
TRAINER = Actor("x", frozenset({"trainer"}), AGENCY)
STAFF = Actor("x", frozenset({"institution_staff"}), PRISON)
AUDITOR = Actor("x", frozenset({"auditor"}))

FILL = f"""
set session_replication_role = replica;
insert into equipment (id, agency_id, number, number_key, title, kind, condition, value_rupiah, acquired_on, state,
    institution_id, recorded_at)
select ('01a20000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    case when n % 50 = 0 then '{AGENCY}' else '{OTHER}' end::uuid, n::text, n::text, 'Mesin jahit', 'mesin', 'good', 1,
    '2024-01-01', case when n <= {OUT} then 'lent' else 'in_store' end,
    case when n <= {OUT} then '{PRISON}'::uuid end, now()
from generate_series(1, {ITEMS}) as n;
insert into loans (id, equipment_id, cooperation_agreement_id, agency_id, institution_id, state, responsible_name,
    condition_out, condition_in, lent_on, lent_at, due_on, told_due_on, received_on, ended_on)
select ('01a30000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
    ('01a20000-0000-7000-8000-' || lpad(to_hex(n % {ITEMS} + 1), 12, '0'))::uuid, '{PKS}',
    case when n % 50 = 0 then '{AGENCY}' else '{OTHER}' end::uuid, case when n % 90 = 0 then '{PRISON}' else
    '{OTHER}' end::uuid, case when n < {OUT} then 'received' else 'returned' end, 'x', 'good',
    case when n >= {OUT} then 'good' end, case when n < {OUT} then date '2024-06-01' else date '2024-01-01'
    + n / {ITEMS} * 20 end, now(), '2024-08-01', case when n % 2 = 0 then date '2024-08-01' end,
    case when n < {OUT} then date '2024-06-02' end,
    case when n >= {OUT} then date '2024-01-10' + n / {ITEMS} * 20 end
from generate_series(1, {LOANS}) as n;
set session_replication_role = origin;
analyze;
"""


class Watched:
    """A connection whose reads are explained before they are made."""

    def __init__(self, conn: Connection) -> None:
        self._conn, self.plans = conn, list[dict[str, Any]]()

    async def _explain(self, statement: str, values: tuple[Any, ...]) -> None:
        plan = await self._conn.fetchval(f"explain (analyze, format json) {statement}", *values)
        self.plans.append(orjson.loads(plan)[0]["Plan"])

    async def fetch(self, statement: str, *values: Any) -> Any:
        await self._explain(statement, values)
        return await self._conn.fetch(statement, *values)

    async def fetchval(self, statement: str, *values: Any) -> Any:
        await self._explain(statement, values)
        return await self._conn.fetchval(statement, *values)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def rows_read(plan: dict[str, Any]) -> int:
    read = 0
    for node in nodes(plan):
        if node.get("Relation Name") in ("loans", "equipment"):
            seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
            read += int(seen * node["Actual Loops"])
    return read


def items(actor: Actor, **wanted: Any) -> Any:
    asked = equipment_queries.Wanted(**wanted)
    return lambda conn: equipment_queries.register_for(conn, actor, asked, None, LIMIT)


def loans(actor: Actor, after: UUID | None = None, **wanted: Any) -> Any:
    asked = loan_queries.Wanted(**wanted)
    return lambda conn: loan_queries.loans_for(conn, actor, asked, after, LIMIT)


DEEP = UUID("01a30000-0000-7000-8000-000000009000")
READS: dict[str, tuple[Any, int]] = {
    "items of an agency": (items(TRAINER), 2 * LIMIT),
    "items of an agency, by state": (items(TRAINER, state="lent"), 2 * OUT),
    "items that an institution holds": (items(STAFF), 2 * LIMIT),
    "items by state": (items(AUDITOR, state="lent"), 2 * LIMIT),
    "items that are lost": (items(AUDITOR, state="lost"), 5),
    "all items": (items(AUDITOR), 2 * LIMIT),
    "loans of an agency": (loans(TRAINER), 4 * LIMIT),
    "loans of an institution": (loans(STAFF), 4 * LIMIT),
    "all loans, far back": (loans(AUDITOR, DEEP), 4 * LIMIT),
    "loans of an agency, far back": (loans(TRAINER, DEEP), 4 * LIMIT),
    "loans of an item": (loans(AUDITOR, equipment=UUID("01a20000-0000-7000-8000-000000000500")), 10),
    "loans that are overdue": (loans(AUDITOR, overdue=True), 4 * LIMIT),
    "loans of an agency that are overdue": (loans(TRAINER, overdue=True), 3 * OUT),
    "loans of an institution that are missing": (loans(STAFF, state="missing"), 3 * OUT + 4 * LIMIT),
    "promised items": (
        lambda conn: obligation_queries.obligations_for(
            conn, TRAINER, None, None, None, RULES.first.equipment, None, LIMIT
        ),
        LIMIT,
    ),
}


@pytest.fixture
async def filled(equipment: EquipmentClient, databases: Databases) -> EquipmentClient:
    """By the superuser, who may leave out the triggers."""
    database = await equipment.h.pool.fetchval("select current_database()")
    url = urlsplit(databases.superuser_dsn)
    conn = await asyncpg.connect(urlunsplit(url._replace(path=f"/{database}")))
    try:
        await conn.execute("set search_path = training, public")
        await conn.execute(FILL)
    finally:
        await conn.close()
    return equipment


async def test_no_list_scans(filled: EquipmentClient) -> None:
    async with filled.h.pool.acquire() as conn:
        for name, (read, most) in READS.items():
            watched = Watched(conn)
            await read(watched)
            read_rows = sum(map(rows_read, watched.plans))
            assert read_rows <= most, f"{name}: {read_rows} rows"


async def test_the_jobs_read_what_is_open_and_no_more(filled: EquipmentClient) -> None:
    now = filled.h.clock.now()
    async with filled.h.pool.acquire() as conn:
        watched = Watched(conn)
        await first_to_tell(watched, local_day(now))  # type: ignore[arg-type]
        assert sum(map(rows_read, watched.plans)) <= 4
        watched = Watched(conn)
        await count_waiting(watched, now)  # type: ignore[arg-type]
        assert sum(map(rows_read, watched.plans)) <= 8 * OUT
