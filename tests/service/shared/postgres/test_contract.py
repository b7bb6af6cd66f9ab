"""A migration that takes something away: not while older code is connected, and older code does not start after it."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from deploy.postgres.bootstrap import OWNER
from deploy.services import SERVICES
from shared import version
from shared.postgres import contract
from shared.postgres import migrate as migrations
from shared.postgres.contract import DatabaseNewer, OlderCodeRuns, needs_of, start_only_where_it_fits
from shared.postgres.migrate import migrate
from shared.postgres.pool import close_pool, open_pool
from tests.service.shared.postgres.test_migrate import SCHEMA, empty, files, query

__all__ = ["empty", "files"]
TAKES_AWAY = (
    "-- Labels went to the books.\n-- contract from 0.2.0: shelves no longer read it\nalter table shelves drop label;"
)


def release(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    """From here on the code is of this release."""
    for module in (version, contract):
        monkeypatch.setattr(module, "VERSION", number)


@pytest.fixture
async def before(files: Path, empty: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of 0.1.0, for the role of the service, and the files of a release that takes something away."""
    release(monkeypatch, "0.1.0")
    (files / "0002_labels.sql").write_text("alter table shelves add column label text;")
    await migrate(empty, SCHEMA)
    (files / "0003_no_labels.sql").write_text(TAKES_AWAY)
    return empty.replace(f"//{OWNER}:", f"//{SCHEMA}:")


async def labels(dsn: str) -> int:
    return len(await query(dsn, "select from pg_attribute where attrelid = 'shelves'::regclass and attname = 'label'"))


async def test_it_waits_until_the_last_service_of_before_has_gone(
    before: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await open_pool(before, SCHEMA, size=2)
    release(monkeypatch, "0.2.0")
    with pytest.raises(OlderCodeRuns, match=r"0003_no_labels\.sql .*masohi-agreements 0\.1\.0"):
        await migrate(empty, SCHEMA)
    assert await labels(before) == 1
    await close_pool(old)
    new = await open_pool(before, SCHEMA, size=2)
    assert await migrate(empty, SCHEMA) == ["agreements/0003_no_labels.sql"]
    await close_pool(new)
    assert await labels(before) == 0


async def test_who_does_not_say_a_release_is_older(before: str, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    release(monkeypatch, "0.2.0")
    nameless = await asyncpg.connect(before, server_settings={"application_name": "masohi-agreements"})
    try:
        with pytest.raises(OlderCodeRuns):
            await migrate(empty, SCHEMA)
    finally:
        await nameless.close()


async def test_older_code_neither_starts_nor_migrates_there(
    before: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(monkeypatch, "0.2.0")
    await migrate(empty, SCHEMA)
    await start_only_where_it_fits(before, SCHEMA)
    release(monkeypatch, "0.1.9")
    with pytest.raises(SystemExit, match=r"^ERROR: agreements: the database needs release 0\.2\.0"):
        await start_only_where_it_fits(before, SCHEMA)
    with pytest.raises(DatabaseNewer, match=r"this is 0\.1\.9"):
        await migrate(empty, SCHEMA)
    release(monkeypatch, "0.10.0")
    await start_only_where_it_fits(before, SCHEMA)


async def test_what_only_adds_is_tolerated_by_older_code(
    files: Path, before: str, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files / "0003_no_labels.sql").write_text("create table ladders (id integer primary key);")
    release(monkeypatch, "0.2.0")
    await migrate(empty, SCHEMA)
    (files / "0003_no_labels.sql").unlink()
    release(monkeypatch, "0.1.0")
    await start_only_where_it_fits(before, SCHEMA)
    assert await migrate(empty, SCHEMA) == []


async def test_a_database_that_no_migrator_of_releases_has_seen_carries_all(empty: str) -> None:
    await query(empty, "create table schema_migrations (name text primary key, checksum text not null)")
    await start_only_where_it_fits(empty, SCHEMA)


async def test_a_database_that_does_not_answer_is_one_line() -> None:
    with pytest.raises(SystemExit, match=r"^ERROR: the database cannot be reached: "):
        await start_only_where_it_fits("postgresql://nobody@127.0.0.1:1/nothing", SCHEMA)


def test_a_mark_has_a_release_and_a_reason() -> None:
    assert needs_of(TAKES_AWAY) == "0.2.0"
    assert needs_of("-- contract from 0.2.0:\nselect 1;") is None
    assert needs_of("select '-- contract from 0.2.0: x'") is None


@pytest.mark.parametrize("schema", SERVICES)
def test_no_file_takes_away_what_this_very_release_still_uses(schema: str) -> None:
    """Expand, then contract: the code without it was released before what it does without goes."""
    marks = {m.name: m.needs for m in migrations.migrations_of(schema) if m.needs}
    assert not {name for name, needs in marks.items() if version.parsed(needs) > version.parsed(version.VERSION)}
