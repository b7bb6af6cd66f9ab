"""Lists and claims stay fast because they read little. What the database reads is counted, never the time it takes.

A missing index makes it read whole tables: `test_each_index_is_needed` drops each one to see that it shows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import orjson
import pytest

from deploy.postgres.bootstrap import OWNER
from services.agreements.queries import agreements, debtors, obligations, timeline, trees
from services.agreements.queries.agreements import AgreementFilter, ending_within
from services.agreements.queries.conditions import cursor_of
from services.agreements.queries.obligations import ObligationFilter
from services.agreements.store import deadlines, schedules
from shared.postgres.pool import Connection
from tests.support.crowd import Crowd, fill
from tests.support.databases import Databases

TODAY = date(2026, 11, 24)
LIMIT = 51
SIZE = {"agreements": 6_000, "obligations": 40_000}
Statement = tuple[str, list[object]]


@dataclass(frozen=True)
class Read:
    """What a statement may read at most: rows of tables and indexes, and pages of 8 KiB."""

    rows: int
    pages: int


PAGE = Read(2 * LIMIT, 240)
COMMON = Read(6 * LIMIT, 400)
"""Of what there is much, the plain order may be read and some of it thrown away."""


def pks(**asked: Any) -> Statement:
    return agreements.statement(AgreementFilter("cooperation", **asked), None, LIMIT)


def owed(**asked: Any) -> Statement:
    return obligations.statement(ObligationFilter(**asked), None, LIMIT)


def due_now(table: str, condition: str, *values: object) -> Statement:
    return f"select id from {table} where id <> all($1::uuid[]) and {condition} limit 1", ["{}", *values]


def cases(c: Crowd) -> dict[str, tuple[Statement, Read]]:
    """Every list with the filters people ask for: what there is much of, what there is little of, and deep pages."""
    middle = cursor_of(TODAY + timedelta(days=300), c.some_pks)
    by_kind = AgreementFilter("cooperation")
    return {
        "pks": (pks(), PAGE),
        "pks, deep": (agreements.statement(by_kind, middle, LIMIT), PAGE),
        "pks in force": (pks(state="in_force"), PAGE),
        "pks drafted": (pks(state="draft"), PAGE),
        "pks suspended": (pks(state="suspended"), PAGE),
        "pks in force, deep": (agreements.statement(AgreementFilter("cooperation", "in_force"), middle, LIMIT), PAGE),
        "pks of a common agency": (pks(party=c.common_agency), PAGE),
        "pks of a common agency, deep": (
            agreements.statement(AgreementFilter("cooperation", party=c.common_agency), middle, LIMIT),
            PAGE,
        ),
        "pks of a rare agency": (pks(party=c.rare_agency), PAGE),
        "pks of a prison": (pks(party=c.prison), PAGE),
        "pks of a common scope": (pks(scope="training"), COMMON),
        "pks of a rare scope": (pks(scope="marketing"), PAGE),
        "pks ending within 30 days": (pks(**ending_within(30, TODAY)), COMMON),
        "pks of an umbrella": (pks(under=c.big_umbrella), PAGE),
        "pks of an umbrella, deep": (
            agreements.statement(AgreementFilter("cooperation", under=c.big_umbrella), middle, LIMIT),
            PAGE,
        ),
        "pks of a small umbrella": (pks(under=c.small_umbrella), PAGE),
        "umbrellas of the city": (
            agreements.statement(AgreementFilter("joint", party=c.city), None, LIMIT),
            COMMON,
        ),
        "tree": (trees.statement(c.big_umbrella, None, None, LIMIT), Read(2 * LIMIT + LIMIT * 12, 600)),
        "tree, only suspended": (
            trees.statement(c.big_umbrella, "suspended", None, LIMIT),
            Read(2 * LIMIT + LIMIT * 12, 600),
        ),
        "timeline": (timeline.statement(c.some_pks, 0, LIMIT), Read(80, 160)),
        "obligations": (owed(), PAGE),
        "obligations, deep": (obligations.statement(ObligationFilter(), middle, LIMIT), PAGE),
        "obligations overdue": (owed(state="overdue"), PAGE),
        "obligations lapsed": (owed(state="lapsed"), PAGE),
        "obligations open, due within 30 days": (owed(state="open", due_by=TODAY + timedelta(days=30)), PAGE),
        "obligations of a common agency": (owed(owed_by=c.common_agency), PAGE),
        "obligations of a common agency, deep": (
            obligations.statement(ObligationFilter(owed_by=c.common_agency), middle, LIMIT),
            PAGE,
        ),
        "obligations overdue of a common agency": (owed(owed_by=c.common_agency, state="overdue"), PAGE),
        "obligations overdue of a rare agency": (owed(owed_by=c.rare_agency, state="overdue"), PAGE),
        "obligations of a pks": (owed(agreement=c.some_pks), PAGE),
        "debtors": (debtors.statement(TODAY, None, None, LIMIT), Read(SIZE["obligations"] // 5, 900)),
        "scheduler: alarms": (due_now("obligations", deadlines.TO_ALARM, TODAY), Read(2, 20)),
        "scheduler: steps": (due_now("agreements", schedules.DUE, TODAY), Read(2, 20)),
        "scheduler: lapses": (due_now("obligations", deadlines.TO_LAPSE), Read(2, 20)),
    }


NAMES = list(cases(Crowd(TODAY)))
GENERIC = {"pks of an umbrella, deep": Read(SIZE["agreements"], 400)}
"""Planned for any umbrella, it takes one of middling size: all its PKS are read and sorted."""
NEEDED = {
    "agreements_by_end": "pks, deep",
    "agreements_by_state": "pks drafted",
    "agreements_by_umbrella": "pks of an umbrella, deep",
    "agreements_by_agency": "pks of a common agency, deep",
    "agreements_by_institution": "pks of a prison",
    "agreements_by_scope": "pks of a rare scope",
    "obligations_by_agreement": "tree",
    "obligations_by_due": "obligations, deep",
    "obligations_by_standing": "obligations overdue",
    "obligations_by_debtor": "obligations of a common agency, deep",
    "obligations_by_debtor_standing": "obligations overdue of a common agency",
    "agreements_by_next_step": "scheduler: steps",
    "obligations_to_alarm": "scheduler: alarms",
    "obligations_to_lapse": "scheduler: lapses",
}


@pytest.fixture(scope="module")
async def crowd(databases: Databases) -> AsyncIterator[tuple[Connection, Crowd]]:
    dsn = await databases.fresh("agreements")
    owner = databases.dsn(OWNER, urlsplit(dsn).path[1:])
    conn = await asyncpg.connect(owner, server_settings={"search_path": "agreements"})
    try:
        yield conn, await fill(conn, TODAY, **SIZE)
    finally:
        await conn.close()
        databases.drop(dsn)


async def read(conn: Connection, statement: Statement, mode: str = "custom") -> Read:
    """What it reads when it is planned for these very values, or once for any, as after its fifth execution."""
    query, values = statement
    await conn.execute(f"set plan_cache_mode = force_{mode}_plan; prepare asked as {query}")
    try:
        given = ", ".join(f"'{value}'" for value in values)
        execute = f"execute asked ({given})" if values else "execute asked"
        explained = await conn.fetchval(f"explain (analyze, buffers, timing off, format json) {execute}")
    finally:
        await conn.execute("deallocate asked")
    plan = orjson.loads(explained)[0]["Plan"]
    rows = sum(_rows(node) for node in _nodes(plan) if "Scan" in node["Node Type"])
    return Read(rows, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)


def _rows(node: dict[str, Any]) -> int:
    """What a scan looked at: what it gave, and what it threw away. A bitmap is counted where its rows are fetched."""
    if node["Node Type"] in {"CTE Scan", "Subquery Scan", "Bitmap Index Scan"}:
        return 0
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + thrown) * node["Actual Loops"])


@pytest.mark.parametrize("mode", ["custom", "generic"])
@pytest.mark.parametrize("name", NAMES)
async def test_a_page_reads_little(crowd: tuple[Connection, Crowd], name: str, mode: str) -> None:
    conn, made = crowd
    statement, most = cases(made)[name]
    most = GENERIC.get(name, most) if mode == "generic" else most
    found = await read(conn, statement, mode)
    assert (found.rows <= most.rows, found.pages <= most.pages) == (True, True), f"{found} where {most} is allowed"


@pytest.mark.parametrize(("index", "name"), NEEDED.items(), ids=NEEDED)
async def test_each_index_is_needed(crowd: tuple[Connection, Crowd], index: str, name: str) -> None:
    conn, made = crowd
    statement, most = cases(made)[name]
    undo = conn.transaction()
    await undo.start()
    try:
        await conn.execute(f"drop index {index}")
        found = await read(conn, statement)
    finally:
        await undo.rollback()
    assert found.rows > most.rows or found.pages > most.pages, f"without {index} it still reads only {found}"
