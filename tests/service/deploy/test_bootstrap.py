"""Roles are made and get their passwords, and no statement says one: Postgres logs those that fail."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from deploy.compose import migrate as job
from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.postgres.scram import said
from deploy.services import SERVICES
from shared.postgres.migrate import TableHeld
from tests.support.databases import PASSWORD, Databases

DATABASE = "bootstrapped"


async def test_no_password_is_in_a_statement(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    statements, connect = list[str](), asyncpg.connect

    async def heard(*where: Any, **how: Any) -> asyncpg.Connection[asyncpg.Record]:
        conn: asyncpg.Connection[asyncpg.Record] = await connect(*where, **how)
        conn.add_query_logger(lambda each: statements.append(each.query))
        return conn

    monkeypatch.setattr(asyncpg, "connect", heard)
    passwords = dict.fromkeys((OWNER, *SERVICES), PASSWORD)
    try:
        await bootstrap(databases.superuser_dsn, passwords, database=DATABASE)
        set_ = [each for each in statements if each.startswith("alter role")]
        assert len(set_) == len(passwords)
        assert not [each for each in set_ if PASSWORD in each]
        await (await connect(databases.dsn("training", DATABASE))).close()
    finally:
        databases.drop(databases.dsn(OWNER, DATABASE))


def test_letters_that_only_postgres_normalises_are_left_to_it() -> None:
    assert said("pässword") == "pässword"
    assert said("password").startswith("SCRAM-SHA-256$4096:")


def test_the_migration_job_says_in_one_line_why_it_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def held() -> None:
        raise TableHeld("training", ["pid 7 (somebody, psql)"])

    monkeypatch.setattr(job, "main", held)
    with pytest.raises(SystemExit, match=r"^ERROR: training: tried 20 times .*pid 7"):
        job.run()
