"""Lists and statements of the ledger read little, however much is booked: what the database reads is counted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from deploy.postgres.bootstrap import OWNER
from services.training.queries import ledger, payouts, splits, statements, withdrawals
from services.training.store import splits as split_store
from services.training.store import withdrawals as withdrawal_store
from shared.edge.access import Actor
from tests.support.databases import Databases

SALES, A_DAY = 12_000, 15
PRISON, MIDDLE = UUID(int=3), UUID(int=SALES // 2)
MAKER = UUID(int=77)
AUDITOR = Actor("auditor", frozenset({"auditor"}))
MONTH = date(2025, 12, 1)

_FILL = """
alter table ledger_entries disable trigger user;
alter table ledger_lines disable trigger user;
alter table ledger_accounts disable trigger user;
alter table withdrawals disable trigger user;
create function n(bigint) returns uuid language sql immutable as $$ select lpad(to_hex($1), 32, '0')::uuid $$;
insert into participants (id, person_id, identified_by, institution_id, register_number, name, birth_date, risk_level,
    registered_at)
select n(i), n(i), 'nik', n(3), 'B ' || i, 'Orang', '1990-01-01', 'minimum', now() from generate_series(1, 1000) as i;
insert into split_rules
select n(1), n(3), '2020-01-01', 'x', '2020-01-01', 500, 0, 350, 0, 150, 0, 'capital', 'x', now();
insert into ledger_accounts (id, institution_id, kind, participant_id, opened_at, balance, last_day)
select n(i), n(3), 'premium', n(i), now(), 1, '2026-06-01' from generate_series(1, 1000) as i;
insert into ledger_accounts (id, institution_id, kind, opened_at) values (n(2001), n(3), 'state', now()),
(n(2002), n(3), 'capital', now()), (n(2003), n(3), 'cash', now());
insert into ledger_entries (id, institution_id, kind, day, occurred_on, sale_id, split_rule_id, recorded_by,
    recorded_at)
select n(i), n(3), 'sale', date '2024-01-01' + i / {a_day}, date '2024-01-01' + i / {a_day}, n(i), n(1), 'x', now()
from generate_series(1, {sales}) as i;
insert into ledger_lines (id, entry_id, institution_id, account_id, day, debit, credit)
select n(3 * i + k), n(i), n(3), case k when 0 then n(1 + i % 1000) else n(2000 + k) end,
    date '2024-01-01' + i / {a_day}, case k when 2 then 2 else 0 end, case k when 2 then 0 else 1 end
from generate_series(1, {sales}) as i, generate_series(0, 2) as k;
insert into ledger_months
select account_id, date_trunc('month', day)::date, sum(debit), sum(credit) from ledger_lines group by 1, 2;
insert into withdrawals (id, participant_id, institution_id, account, rupiah, need, state, proposed_by, proposed_at,
    decided_by, decided_at)
select n(i), n(1 + i % 1000), n(3), 'premium', 1, 'goods', 'rejected', 'x', now(), 'y', now()
from generate_series(1, {sales}) as i;
insert into payouts (id, participant_id, institution_id, state, opened_on, opened_at)
select n(i), n(1 + i % 1000), n(3), 'nothing', '2026-01-01', now() from generate_series(1, {sales}) as i;
"""


@dataclass
class Counting:
    """A connection that runs each query, and counts the pages that it reads."""

    conn: asyncpg.Connection[Any]
    pages: int = 0
    scans: list[str] = field(default_factory=list)

    async def fetch(self, query: str, *args: Any) -> Any:
        plan = orjson.loads(await self.conn.fetchval(f"explain (analyze, buffers, format json) {query}", *args))
        self._count(plan[0]["Plan"])
        return await self.conn.fetch(query, *args)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        return next(iter(await self.fetch(query, *args)), None)

    async def fetchval(self, query: str, *args: Any) -> Any:
        row = await self.fetchrow(query, *args)
        return row[0] if row else None

    def _count(self, plan: dict[str, Any]) -> None:
        self.pages += plan.get("Shared Hit Blocks", 0) + plan.get("Shared Read Blocks", 0)
        walk = [plan]
        while walk:
            node = walk.pop()
            walk += node.get("Plans", [])
            if node["Node Type"] == "Seq Scan":
                self.scans.append(node["Relation Name"])


@pytest.fixture(scope="module")
async def filled(databases: Databases) -> AsyncIterator[asyncpg.Connection[Any]]:
    dsn = await databases.fresh("training")
    owner = await asyncpg.connect(
        databases.dsn(OWNER, dsn.rpartition("/")[2]), server_settings={"search_path": "training"}
    )
    await owner.execute(_FILL.replace("{sales}", str(SALES)).replace("{a_day}", str(A_DAY)))
    for table in ("ledger_entries", "ledger_lines", "ledger_accounts", "ledger_months", "withdrawals", "payouts"):
        await owner.execute(f"vacuum analyze {table}")
    yield owner
    await owner.close()


READS: dict[str, Callable[[Any], Awaitable[Any]]] = {
    "entries": lambda c: ledger.entries_for(c, AUDITOR, PRISON, None, None, 50),
    "entries, deep": lambda c: ledger.entries_for(c, AUDITOR, PRISON, None, MIDDLE, 50),
    "entries of a kind, deep": lambda c: ledger.entries_for(c, AUDITOR, PRISON, "sale", MIDDLE, 50),
    "entries of a kind that there is none of": lambda c: ledger.entries_for(c, AUDITOR, PRISON, "wage", None, 50),
    "an entry": lambda c: ledger.entry(c, MIDDLE),
    "a credit": lambda c: ledger.credit_for(c, AUDITOR, UUID(int=3 * (SALES // 2))),
    "accounts of an institution": lambda c: ledger.accounts_for(c, AUDITOR, PRISON),
    "accounts of a person": lambda c: ledger.accounts_of_participant(c, AUDITOR, MAKER),
    "statement of a person": lambda c: statements.statement_for(c, AUDITOR, MAKER, MONTH),
    "withdrawals, deep": lambda c: withdrawals.withdrawals_for(c, AUDITOR, PRISON, "rejected", MIDDLE, 50),
    "withdrawals that there are none of": lambda c: withdrawals.withdrawals_for(
        c, AUDITOR, PRISON, "proposed", None, 50
    ),
    "taken in the month": lambda c: withdrawal_store.taken(c, MAKER, MONTH),
    "pay-outs, deep": lambda c: payouts.payouts_for(c, AUDITOR, PRISON, "nothing", MIDDLE, 50),
    "pay-outs that there are none of": lambda c: payouts.payouts_for(c, AUDITOR, PRISON, "due", None, 50),
    "rules": lambda c: splits.split_rules(c, PRISON, None, 50),
    "last sale": lambda c: split_store.last_sale(c, PRISON),
}


@pytest.mark.parametrize("name", READS)
async def test_a_list_reads_little_of_what_is_booked(filled: asyncpg.Connection[Any], name: str) -> None:
    counting = Counting(filled)
    await READS[name](counting)
    assert counting.pages <= 500, f"{name}: {counting.pages} pages"
    assert {*counting.scans} <= {"split_rules", "ledger_homes"}, counting.scans


async def test_the_state_s_part_of_a_month_reads_that_month_alone(filled: asyncpg.Connection[Any]) -> None:
    counting = Counting(filled)
    stated = await statements.state_share_for(counting, AUDITOR, PRISON, MONTH)  # type: ignore[arg-type]
    assert stated.closing - stated.opening == 31 * A_DAY
    assert stated.opening == sum(1 for i in range(1, SALES + 1) if i // A_DAY < (MONTH - date(2024, 1, 1)).days)
    assert counting.pages <= 700
    assert counting.scans == []
