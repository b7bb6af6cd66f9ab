"""What an upgrade refuses before it changes anything, and what it says that it will do."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from deploy.local.errors import LocalError
from deploy.postgres.bootstrap import OWNER
from deploy.releases import Release
from deploy.services import SERVICES
from deploy.upgrade import check
from deploy.upgrade.check import Standing, UpgradeRefused, examine, pending, printed
from deploy.upgrade.steps import ROLL, upgrade
from shared import version
from shared.postgres import contract
from shared.postgres.migrate import migrate, migrations_of
from tests.service.shared.postgres.test_migrate import SCHEMA, empty, files

__all__ = ["empty", "files"]
STOP = Release("0.2.0", (), "only its code fills the shelves")


def release(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    for module in (version, contract, check):
        monkeypatch.setattr(module, "VERSION", number)


async def test_an_empty_database_gets_everything_and_a_new_file_comes_alone(files: Path, empty: str) -> None:
    first = await examine(empty)
    assert [m.name for m in first[SCHEMA]] == [m.name for m in migrations_of(SCHEMA)]
    await migrate(empty, SCHEMA)
    (files / "0002_labels.sql").write_text("-- contract from 0.1.0: nobody reads it\nalter table shelves drop id;")
    plan = await examine(empty)
    assert printed({SCHEMA: plan[SCHEMA]}).splitlines() == [
        "agreements: 1 to apply",
        "  agreements/0002_labels.sql (takes away what 0.1.0 no longer uses)",
    ]
    assert len(plan["training"]) == len(first["training"])


async def test_a_newer_database_is_refused_although_older_code_may_run_on_it(files: Path, empty: str) -> None:
    (files / "0002_labels.sql").write_text("create table labels (id integer primary key);")
    await migrate(empty, SCHEMA)
    (files / "0002_labels.sql").unlink()
    with pytest.raises(UpgradeRefused, match=r"is newer than this release .*0002_labels\.sql"):
        await examine(empty)


async def test_a_changed_file_is_refused(files: Path, empty: str) -> None:
    await migrate(empty, SCHEMA)
    (files / "0001_shelves.sql").write_text("create table shelves (id bigint primary key);")
    with pytest.raises(UpgradeRefused, match=r"changed after they were applied: agreements/0001_shelves\.sql"):
        await examine(empty)


async def test_what_is_taken_away_waits_for_the_code_of_before(
    files: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(empty, SCHEMA)
    (files / "0002_gone.sql").write_text("-- contract from 0.2.0: nobody reads it\ndrop table shelves;")
    release(monkeypatch, "0.2.0")
    named = {"application_name": "masohi-agreements 0.1.0"}
    old = await asyncpg.connect(empty.replace(f"//{OWNER}:", f"//{SCHEMA}:"), server_settings=named)
    try:
        with pytest.raises(UpgradeRefused, match=r"masohi-agreements 0\.1\.0.*Upgrade to 0\.2\.0 first"):
            await examine(empty)
    finally:
        await old.close()


@pytest.mark.parametrize(
    ("at", "to", "refused"),
    [
        ("0.1.0", "0.3.0", True),
        (None, "0.3.0", True),
        ("0.1.0", "0.2.0", False),
        ("0.2.0", "0.3.0", False),
        ("0.10.0", "0.11.0", False),
    ],
    ids=["over-it", "from-before", "to-it", "from-it", "after-it"],
)
def test_a_release_that_must_not_be_skipped(
    monkeypatch: pytest.MonkeyPatch, at: str | None, to: str, refused: bool
) -> None:
    release(monkeypatch, to)
    files = migrations_of(SCHEMA)
    found = Standing({files[0].name: files[0].checksum}, at)
    if refused:
        with pytest.raises(UpgradeRefused, match=r"0\.2\.0 must not be skipped: only its code fills the shelves"):
            pending(SCHEMA, found, files, [STOP])
    else:
        assert pending(SCHEMA, found, files, [STOP]) == files[1:]
    assert pending(SCHEMA, Standing({}, None), files, [STOP]) == files, "a new database skips nothing"


async def test_the_schema_says_which_release_has_migrated_it(
    files: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    conn = await asyncpg.connect(empty)
    assert (await check.standing(conn, SCHEMA)).release is None
    release(monkeypatch, "0.7.0")
    await migrate(empty, SCHEMA)
    assert (await check.standing(conn, SCHEMA)).release == "0.7.0"
    await conn.close()


class Written:
    """An installation that writes down what is asked of it."""

    def __init__(self, backups: bool, breaks: str = "") -> None:
        self.done, self._backups, self._breaks = list[str](), backups, breaks

    def can_back_up(self) -> bool:
        return self._backups

    def _do(self, what: str) -> None:
        if what == self._breaks:
            raise LocalError(what)
        self.done.append(what)

    def back_up(self) -> None:
        self._do("back up")

    def check(self) -> None:
        self._do("check")

    def migrate(self) -> None:
        self._do("migrate")

    def roll(self, service: str) -> None:
        self._do(service)

    def verify(self) -> None:
        self._do("verify")


def test_the_order_of_an_upgrade() -> None:
    system = Written(backups=True)
    upgrade(system, "", lambda _: None)
    assert system.done == ["check", "back up", "migrate", *ROLL, "verify"]
    assert sorted(ROLL) == sorted(SERVICES)


def test_no_upgrade_without_a_backup_or_a_reason() -> None:
    system, said = Written(backups=False), list[str]()
    with pytest.raises(UpgradeRefused, match="--without-backup"):
        upgrade(system, "", said.append)
    assert system.done == ["check"]
    upgrade(system, "a copy of the disk was made", said.append)
    assert "back up" not in system.done
    assert "no backup: a copy of the disk was made" in said


def test_a_step_that_fails_is_the_last_one() -> None:
    system = Written(backups=True, breaks="training")
    with pytest.raises(LocalError):
        upgrade(system, "", lambda _: None)
    assert system.done[-1] == "community_service"
