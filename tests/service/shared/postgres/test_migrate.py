"""Migrations: each file once, never changed after, by one migrator at a time, and no more rights than needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deploy.postgres.bootstrap import OWNER, bootstrap
from deploy.services import SERVICES
from shared.postgres import migrate as migrations
from shared.postgres.migrate import MigrationChanged, TableHeld, migrate, migrations_of
from tests.support.databases import PASSWORD, Databases

SCHEMA = "agreements"
FIRST = "create table shelves (id integer primary key);"
SECOND = "alter table shelves add column label text;"
_name = iter(f"migrate_{n}" for n in range(1000))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a service with one migration of its own, beside the platform's real ones."""
    platform, own = tmp_path / "shared" / "migrations", tmp_path / "services" / SCHEMA / "migrations"
    own.mkdir(parents=True)
    platform.parent.mkdir()
    platform.symlink_to(migrations.ROOT / "shared" / "migrations")
    (own / "0001_shelves.sql").write_text(FIRST)
    monkeypatch.setattr(migrations, "ROOT", tmp_path)
    return own


@pytest.fixture
async def empty(databases: Databases) -> AsyncIterator[str]:
    """The owner's DSN of a database with roles and schemas, and nothing in them."""
    name = next(_name)
    await bootstrap(databases.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=name)
    dsn = databases.dsn(OWNER, name)
    yield dsn
    databases.drop(dsn)


async def query(dsn: str, statement: str) -> list[asyncpg.Record]:
    conn = await asyncpg.connect(dsn, server_settings={"search_path": SCHEMA})
    try:
        return await conn.fetch(statement)
    finally:
        await conn.close()


@pytest.mark.usefixtures("files")
async def test_the_platforms_files_come_first_and_a_second_run_does_nothing(empty: str) -> None:
    assert await migrate(empty, SCHEMA) == [migration.name for migration in migrations_of(SCHEMA)]
    assert migrations_of(SCHEMA)[-1].name == "agreements/0001_shelves.sql"
    assert await migrate(empty, SCHEMA) == []


async def test_a_new_file_is_applied_alone(files: Path, empty: str) -> None:
    await migrate(empty, SCHEMA)
    (files / "0002_labels.sql").write_text(SECOND)
    assert await migrate(empty, SCHEMA) == ["agreements/0002_labels.sql"]


async def test_a_gap_in_the_numbers_is_fine_and_a_file_that_comes_into_it_is_applied_later(
    files: Path, empty: str
) -> None:
    (files / "0004_labels.sql").write_text(SECOND)
    await migrate(empty, SCHEMA)
    (files / "0002_books.sql").write_text("create table books (id integer primary key);")
    assert await migrate(empty, SCHEMA) == ["agreements/0002_books.sql"]
    assert await migrate(empty, SCHEMA) == []


async def test_a_changed_file_is_refused_and_nothing_is_applied(files: Path, empty: str) -> None:
    await migrate(empty, SCHEMA)
    (files / "0001_shelves.sql").write_text(FIRST + " ")
    (files / "0002_labels.sql").write_text(SECOND)
    with pytest.raises(MigrationChanged, match=r"0001_shelves\.sql"):
        await migrate(empty, SCHEMA)
    assert await query(empty, "select from schema_migrations where name like '%labels%'") == []


async def test_a_file_that_fails_leaves_nothing_of_the_run(files: Path, empty: str) -> None:
    (files / "0002_broken.sql").write_text("create table half (id integer); select 1 / 0;")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty, SCHEMA)
    assert await query(empty, f"select from pg_tables where schemaname = '{SCHEMA}'") == []


@pytest.mark.usefixtures("files")
async def test_two_at_once_apply_each_file_once(empty: str) -> None:
    applied = await asyncio.gather(migrate(empty, SCHEMA), migrate(empty, SCHEMA))
    assert sorted(applied, key=len) == [[], [migration.name for migration in migrations_of(SCHEMA)]]


async def test_a_file_with_another_name_is_refused(files: Path) -> None:
    (files / "2_labels.sql").write_text(SECOND)
    with pytest.raises(ValueError, match="NNNN_name"):
        migrations_of(SCHEMA)


RIGHTS = """
    select table_name, array_agg(privilege_type::text order by privilege_type) as rights
    from information_schema.role_table_grants where grantee = 'agreements' group by table_name
"""


@pytest.mark.usefixtures("files")
async def test_the_services_role_may_do_its_daily_work_and_no_more(empty: str) -> None:
    await migrate(empty, SCHEMA)
    rights = {row["table_name"]: row["rights"] for row in await query(empty, RIGHTS)}
    assert rights.pop("journal") == ["INSERT", "SELECT"]
    assert rights.pop("seals") == ["INSERT", "SELECT"]
    assert rights.pop("lost_facts") == ["SELECT"]
    assert rights.pop("schema_migrations") == ["SELECT"]
    daily = {"outbox", "inbox", "consumed", "dead_letters", "idempotency_keys", "purges"}
    daily |= {"verification_runs", "web_sessions", "web_kept", "received"}
    assert set(rights) == {"shelves"} | daily
    assert {tuple(granted) for granted in rights.values()} == {("DELETE", "INSERT", "SELECT", "UPDATE")}


async def test_bootstrap_may_run_again(databases: Databases, empty: str) -> None:
    name = empty.rpartition("/")[2]
    await bootstrap(databases.superuser_dsn, dict.fromkeys((OWNER, *SERVICES), PASSWORD), database=name)
    assert len(await query(empty, f"select from pg_namespace where nspname = any('{{{','.join(SERVICES)}}}')")) == 4


async def test_a_migration_waits_for_a_lock_in_short_turns_and_lets_others_pass(
    files: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT_MS", 50)
    monkeypatch.setattr(migrations, "_PAUSE_S", 0.05)
    await migrate(empty, SCHEMA)
    (files / "0002_labels.sql").write_text(SECOND)
    reader = await asyncpg.connect(empty, server_settings={"search_path": SCHEMA})
    try:
        async with reader.transaction():
            await reader.fetch("select * from shelves")
            migrating = asyncio.create_task(migrate(empty, SCHEMA))
            for _ in range(5):
                await asyncio.wait_for(query(empty, "select * from shelves"), 1)
                await asyncio.sleep(0.05)
            assert not migrating.done()
        assert await migrating == ["agreements/0002_labels.sql"]
    finally:
        await reader.close()


async def test_a_lock_that_nobody_lets_go_ends_a_migration_with_nothing_applied(
    files: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"LOCK_TIMEOUT_MS": 20, "_PAUSE_S": 0.01, "_TRIES": 3}.items():
        monkeypatch.setattr(migrations, name, value)
    await migrate(empty, SCHEMA)
    (files / "0002_labels.sql").write_text(SECOND)
    named = {"search_path": SCHEMA, "application_name": "a report"}
    holder = await asyncpg.connect(empty, server_settings=named)
    pid = holder.get_server_pid()
    try:
        async with holder.transaction():
            await holder.execute("lock table shelves in access share mode")
            with pytest.raises(TableHeld, match=rf"agreements: tried 3 times .*pid {pid} \(masohi_owner, a report\)"):
                await migrate(empty, SCHEMA)
    finally:
        await holder.close()
    assert await migrate(empty, SCHEMA) == ["agreements/0002_labels.sql"]


async def test_each_transaction_says_how_long_it_waits_for_a_lock(
    files: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a pooler between drops the settings of a connection."""
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT_MS", 1_234)
    (files / "0002_asked.sql").write_text("create table asked as select current_setting('lock_timeout') as waits;")
    await migrate(empty, SCHEMA)
    assert [row["waits"] for row in await query(empty, "select waits from asked")] == ["1234ms"]


async def test_the_log_of_postgres_quotes_no_keys(empty: str) -> None:
    """The detail of an error would, such as that of a key that is there twice."""
    assert [row[0] for row in await query(empty, "show log_error_verbosity")] == ["terse"]
