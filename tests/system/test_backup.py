"""Real backups of a real Postgres: taken, verified, destroyed, brought back; and a commit waits for the second disk."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.backup import keep
from deploy.backup.folder import Folder
from deploy.backup.keep import Keeper
from deploy.backup.prepare import ROLE, prepare
from deploy.backup.programs import Address
from deploy.backup.recover import recover
from deploy.backup.take import Plan, take
from deploy.compose.make_secrets import make_secrets
from deploy.doctor.reach import second_disk
from deploy.local.backup import main
from deploy.local.errors import LocalError
from deploy.local.instance import STATE
from deploy.local.keeper import BackupKeeper
from deploy.local.postgres import Postgres
from deploy.local.process import HOST, free_port
from deploy.local.stack import Ports, Stack
from deploy.rotate.__main__ import rotate
from deploy.rotate.site import Containers
from deploy.upgrade.check import UpgradeRefused, examine
from shared.journal import journal
from shared.postgres.pool import close_pool, open_pool, transaction
from tests.support.databases import Databases
from tests.support.tiny import THING, Marked


class Kept:
    """A Postgres with a keeper."""

    def __init__(self, state: Path) -> None:
        self.postgres = Postgres(state / "postgres", free_port(), fast=True, settings={"synchronous_commit": "on"})
        self.address = Address(HOST, self.postgres.port, ROLE, "for-tests-only")
        self.keeper = BackupKeeper(state / "keeper", Folder(state / "backup"), self.address)
        self.folder = self.keeper.folder

    async def start(self) -> None:
        self.postgres.start()
        await prepare(self.postgres.superuser_dsn(), self.address.password)
        self.keeper.start()

    def stop(self) -> None:
        self.keeper.stop()
        self.postgres.stop()

    async def taken(self, kind: str) -> None:
        assert (await asyncio.to_thread(take, self.folder, self.address, Plan())).kind == kind

    async def restored(self, until: datetime | None = None) -> None:
        """The server crashes, its folder is removed, and it comes back."""
        data, owner = self.postgres.data_folder()
        self.postgres.kill()
        shutil.rmtree(data)
        recover(self.folder, data, owner, until)
        self.postgres.start()
        await self._received_again()

    async def _received_again(self) -> None:
        async with self.connected() as conn, asyncio.timeout(60):
            while not await conn.fetchval("select true from pg_stat_replication where sync_state = 'sync'"):
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
        conn = await asyncpg.connect(self.postgres.superuser_dsn())
        try:
            yield conn
        finally:
            await conn.close()

    async def write(self, number: int) -> None:
        async with self.connected() as conn:
            await conn.execute("create table if not exists written (number int)")
            await conn.execute("insert into written values ($1)", number)

    async def written(self) -> list[int]:
        async with self.connected() as conn:
            return [row[0] for row in await conn.fetch("select number from written order by number")]


async def _with_a_new_password(kept: Kept) -> Address:
    """Also while commits wait for the keeper, who could not log in otherwise."""

    async def tell(statement: str) -> None:
        async with kept.connected() as conn, asyncio.timeout(10):
            await conn.execute(statement)

    class Place(Containers):
        def sql(self, statement: str) -> None:
            asyncio.run(tell(statement))

        def restart(self, container: str) -> None: ...

    secrets = make_secrets(kept.folder.path.parent / "secrets").parent / "secrets"
    await asyncio.to_thread(rotate, f"{ROLE}_dsn", Place(secrets))
    return replace(kept.address, password=Address.of((secrets / f"{ROLE}_dsn").read_text()).password)


@pytest.fixture
def kept(public: Path) -> Iterator[Kept]:
    made = Kept(public)
    try:
        yield made
    finally:
        made.stop()


async def test_a_server_that_lost_its_disk_comes_back_with_all_that_was_committed(kept: Kept) -> None:
    await kept.start()
    await kept.write(1)
    await kept.taken("full")
    await kept.write(2)
    await kept.taken("incremental")
    await kept.write(3)
    await kept.restored()
    assert await kept.written() == [1, 2, 3]

    await kept.write(4)
    await kept.taken("incremental")
    moment = datetime.now(UTC)
    await asyncio.sleep(0.05)
    await kept.write(5)
    await kept.restored()
    assert await kept.written() == [1, 2, 3, 4, 5], "also under the timeline of the first restore"
    await kept.restored(moment)
    assert await kept.written() == [1, 2, 3, 4], "as at that moment"
    (aside,) = kept.folder.path.glob("until-*")
    assert len(Folder(aside).backups()) == 3, "what was kept until then stays together"
    await kept.write(6)
    await kept.taken("full")
    await kept.write(7)
    await kept.restored()
    assert await kept.written() == [1, 2, 3, 4, 6, 7], "the log that was set aside is not played"
    await kept.restored(datetime.now(UTC) + timedelta(hours=1))
    assert await kept.written() == [1, 2, 3, 4, 6, 7], "its end, where nothing was written after the moment"
    await kept.taken("full")
    await kept.restored()
    assert await kept.written() == [1, 2, 3, 4, 6, 7], "the log ended with the backup, and is received again"


async def test_a_restore_writes_over_nothing_and_a_damaged_backup_does_not_count(kept: Kept) -> None:
    await kept.start()
    data, owner = kept.postgres.data_folder()
    with pytest.raises(LocalError, match="is not empty"):
        recover(kept.folder, data, owner)
    with pytest.raises(LocalError, match="no verified backup"):
        recover(kept.folder, data.with_name("other"), owner)
    await kept.taken("full")
    with pytest.raises(LocalError, match="from before"):
        recover(kept.folder, data.with_name("other"), owner, datetime.now(UTC) - timedelta(hours=1))
    (full,) = kept.folder.backups()
    damaged = max((kept.folder.base / full.name / "base").rglob("*"), key=lambda file: file.stat().st_size)
    with damaged.open("r+b") as file:
        file.seek(5000)
        file.write(b"no page")
    with pytest.raises(LocalError, match=r"is damaged\. --unverified"):
        recover(kept.folder, data.with_name("other"), owner)
    (real := data.with_name("elsewhere")).mkdir()
    data.with_name("other").symlink_to(real)
    assert recover(kept.folder, data.with_name("other"), owner, verified=False).backups == [full]
    assert (real / "recovery.signal").exists(), "where the link leads"
    kept.postgres.kill()
    with pytest.raises(LocalError):
        take(kept.folder, kept.address, Plan())
    assert kept.folder.said("last.json")["outcome"] == "failed"
    assert len(kept.folder.backups()) == 1, "the last good one stays"


async def test_what_is_there_goes_only_when_the_restored_one_is_complete(
    kept: Kept, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make up` begins with an empty database where there is no folder."""

    def make_restore(folder: Path) -> int:
        monkeypatch.setattr(sys, "argv", ["make restore", "restore", "--folder", str(folder)])
        return main()

    monkeypatch.chdir(public)
    data, _ = Stack(STATE, "tansu", Ports.free()).postgres.data_folder()
    data.mkdir()
    (data / "mine").touch()
    assert make_restore(public / "nothing") == 1
    assert (data / "mine").exists()
    await kept.start()
    await kept.taken("full")
    assert make_restore(kept.folder.path) == 0
    assert (data / "recovery.signal").exists()
    (aside,) = data.parent.glob("data.before-*")
    assert (aside / "mine").exists()


async def test_nobody_hears_success_before_the_second_disk_has_it(kept: Kept) -> None:
    await kept.start()
    databases = Databases(kept.postgres.superuser_dsn())
    pool = await open_pool(await databases.fresh("agreements"), "agreements", statement_timeout_ms=300)

    async def command() -> None:
        async with transaction(pool) as conn:
            await journal.append(conn, [Marked(thing_id=THING, label="a")], actor="u", now=datetime.now(UTC))

    try:
        await command()
        kept.keeper.kill()
        waiting = asyncio.create_task(command())
        done, _ = await asyncio.wait([waiting], timeout=1.5)
        assert not done, "longer than a statement may take"
        async with kept.connected() as conn:
            assert await conn.fetchval("select count(*) from pg_stat_activity where wait_event = 'SyncRep'") == 1
        superuser = kept.postgres.superuser_dsn()
        assert "nothing is recorded" in (await second_disk(superuser)).found
        with pytest.raises(UpgradeRefused, match="Commits wait for the keeper"):
            await examine(superuser)
        kept.keeper.at = await _with_a_new_password(kept)
        kept.keeper.start()
        await asyncio.wait_for(waiting, 30)
        assert not (await second_disk(superuser)).advice
    finally:
        await close_pool(pool)
        databases.close()


async def test_a_receiver_whose_connection_was_cut_is_ended_and_another_one_starts(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frozen, it is as one that waits for a machine that has gone: nothing comes, and it does not notice."""
    monkeypatch.setattr(keep, "_SILENCE_S", 0.5)
    settings = {"synchronous_commit": "on", "wal_sender_timeout": "1s"}
    postgres = Postgres(public / "postgres", free_port(), fast=True, settings=settings)
    with postgres:
        await prepare(postgres.superuser_dsn(), "for-tests-only")
        address = Address(HOST, postgres.port, ROLE, "for-tests-only")
        keeper = Keeper(Folder(public / "backup"), address, Plan(), scheduled=False)
        keeping = asyncio.create_task(keeper.run())
        conn = await asyncpg.connect(postgres.superuser_dsn())
        try:
            frozen = await _receiver(conn, but_not=0)
            assert keeper.receiver
            os.kill(keeper.receiver, signal.SIGSTOP)
            assert await _receiver(conn, but_not=frozen) != frozen
            await asyncio.wait_for(conn.execute("create table written (number int)"), 20)
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])
            await conn.close()


def test_a_keeper_that_is_told_to_end_waits_for_no_backup(kept: Kept) -> None:
    """While it ends nobody receives the log, and commits wait."""
    asyncio.run(kept.start())
    kept.keeper.stop()
    kept.keeper.scheduled = True
    kept.keeper.start()
    taking = _program(kept.keeper.pid, "pg_basebackup")
    os.kill(taking, signal.SIGSTOP)
    began = time.monotonic()
    kept.keeper.stop(timeout=15)
    assert time.monotonic() - began < 10
    while psutil.pid_exists(taking) and psutil.Process(taking).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() - began < 20, "it ends with the keeper"
        time.sleep(0.05)


def _program(parent: int, name: str) -> int:
    """The process of this name among the parent's own."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for child in psutil.Process(parent).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if child.name() == name:
                    return child.pid
    raise AssertionError(f"{name} does not run")


async def _receiver(conn: asyncpg.Connection[asyncpg.Record], but_not: int) -> int:
    """The server's process for the one that receives."""
    async with asyncio.timeout(30):
        while True:
            found = await conn.fetchval("select pid from pg_stat_replication where sync_state = 'sync'")
            if found and found != but_not:
                return int(found)
            await asyncio.sleep(0.1)
