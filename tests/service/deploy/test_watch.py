"""The watch sees real servers: what it says of them, and that it says so when they are gone."""

from __future__ import annotations

import asyncio
import math
import os
import shutil
import ssl
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.local.process import HOST, free_port
from deploy.local.tansu import Tansu
from deploy.postgres.bootstrap import OWNER, WATCH, bootstrap
from deploy.services import SERVICES
from deploy.topics import TOPICS
from deploy.watch import disks, metrics
from deploy.watch.backups import FILE, Backups
from deploy.watch.certificates import Certificates
from deploy.watch.disks import Disks
from deploy.watch.gateway import Gateway
from deploy.watch.kafka import Kafka
from deploy.watch.metrics import REGISTRY
from deploy.watch.postgres import Postgres
from deploy.watch.watching import see
from shared.messaging.kafka import ensure_topics
from shared.settings import KafkaSettings
from tests.support.world import until

PASSWORD = "for the watch only"
DATABASE = "watched"


def gauge(name: str, /, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(f"masohi_{name}", labels)


@pytest.fixture(scope="module")
def watch_dsn(server: str) -> str:
    """The watch's own role on a database of the system."""
    asyncio.run(bootstrap(server, dict.fromkeys((OWNER, *SERVICES, WATCH), PASSWORD), database=DATABASE))
    url = urlsplit(server)
    return urlunsplit((url.scheme, f"{WATCH}:{PASSWORD}@{url.hostname}:{url.port}", f"/{DATABASE}", "", ""))


@pytest.fixture(scope="module")
def tansu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tansu]:
    with Tansu(tmp_path_factory.mktemp("tansu"), free_port()) as broker:
        yield broker


@asynccontextmanager
async def session(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(dsn)
    try:
        yield conn
    finally:
        await conn.close()


async def test_postgres_is_seen_by_a_role_that_reads_no_table(server: str, watch_dsn: str) -> None:
    await see(Postgres(watch_dsn, ""))
    assert gauge("postgres_up") == 1
    assert (gauge("postgres_database_bytes") or 0) > 5_000_000
    assert gauge("postgres_archiver_failed") == 0
    assert gauge("clock_offset_seconds", of="database") == 0, "it is the same clock"
    assert math.isnan(gauge("wal_receiver_up") or 0), "nobody said that there should be one"
    async with session(watch_dsn) as conn:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.fetch("select * from agreements.schema_migrations")
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await conn.execute("create table mine ()")


async def test_a_transaction_that_stays_open_is_seen(server: str, watch_dsn: str) -> None:
    await see(Postgres(watch_dsn, ""))
    before = gauge("postgres_oldest_transaction_seconds") or 0.0
    async with session(server) as conn, conn.transaction():
        await conn.fetchval("select pg_sleep(0.3)")
        await see(Postgres(watch_dsn, ""))
        assert (gauge("postgres_oldest_transaction_seconds") or 0.0) >= max(before, 0.3)


async def test_a_receiver_that_has_gone_holds_wal_and_is_missed(server: str, watch_dsn: str) -> None:
    async with session(server) as conn:
        await conn.execute("select pg_create_physical_replication_slot('masohi_wal', true)")
        await conn.execute("select pg_logical_emit_message(false, 'watch', repeat('x', 100000))")
    try:
        await see(Postgres(watch_dsn, "masohi_wal"))
        assert gauge("wal_receiver_up") == 0
        assert (gauge("postgres_replication_lag_bytes", name="masohi_wal") or 0) >= 100_000
    finally:
        async with session(server) as conn:
            await conn.execute("select pg_drop_replication_slot('masohi_wal')")
    await see(Postgres(watch_dsn, ""))
    assert gauge("postgres_replication_lag_bytes", name="masohi_wal") is None, "a slot that is gone is no series"


async def test_whether_commits_wait_for_the_receiver_is_told(server: str, watch_dsn: str) -> None:
    told = {}
    async with session(server) as conn:
        for names in ("masohi_wal", ""):
            await conn.execute(f"alter system set synchronous_standby_names = '{names}'")
            await conn.execute("select pg_reload_conf()")
            await until(lambda: conn.fetchval("show synchronous_standby_names"), names, 10, "the setting")
            await see(Postgres(watch_dsn, "masohi_wal"))
            told[names] = gauge("postgres_commits_wait")
        await conn.execute("alter system reset synchronous_standby_names")
    assert told == {"masohi_wal": 1, "": 0}
    await see(Postgres(watch_dsn, ""))
    assert math.isnan(gauge("postgres_commits_wait") or 0), "nobody said that there should be a receiver"


async def test_without_postgres_nothing_old_is_told(watch_dsn: str) -> None:
    await see(Postgres(watch_dsn, "masohi_wal"))
    await see(Postgres(f"postgresql://{WATCH}:x@{HOST}:{free_port()}/{DATABASE}", "masohi_wal"))
    assert (gauge("postgres_up"), gauge("wal_receiver_up")) == (0, 0)
    assert math.isnan(gauge("postgres_database_bytes") or 0)


async def test_kafka_is_seen(tansu: Tansu) -> None:
    settings = KafkaSettings(bootstrap_servers=tansu.bootstrap, profile="tansu")
    await ensure_topics(settings, list(TOPICS), partitions=2, replication=1)
    await see(Kafka(settings))
    assert (gauge("kafka_up"), gauge("kafka_controller_known")) == (1, 1)
    assert (gauge("kafka_partitions_offline"), gauge("kafka_partitions_under_replicated")) == (0, 0)
    await see(Kafka(KafkaSettings(bootstrap_servers=f"{HOST}:{free_port()}", profile="tansu")))
    assert gauge("kafka_up") == 0
    assert math.isnan(gauge("kafka_partitions_offline") or 0)


async def test_a_disk_that_hangs_stops_its_own_figures_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system of a machine that is away answers nobody; it takes one thread, however often it is asked."""
    free, asked, usage = threading.Event(), list[str](), shutil.disk_usage

    def slow(folder: str) -> object:
        asked.append(folder)
        if folder != "hangs":
            return usage(folder)
        free.wait(20)
        return usage(".")

    monkeypatch.setattr(shutil, "disk_usage", slow)
    monkeypatch.setattr(disks, "_PATIENCE_S", 0.05)
    watched = Disks({"hangs": "hangs", "well": str(tmp_path)})
    try:
        for _ in range(3):
            metrics.DISK_FREE.labels("well").set(-1)
            async with asyncio.timeout(5):
                await see(watched)
            assert gauge("disk_free_bytes", mount="well") != -1
            assert gauge("disk_free_bytes", mount="hangs") is None
            assert gauge("watch_seen", part="disks") == 0
        assert (asked.count("hangs"), asked.count(str(tmp_path))) == (1, 3)
    finally:
        free.set()


async def test_a_disk_that_is_gone_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    disks = Disks({"away": str(tmp_path / "away"), "here": str(tmp_path)})
    await see(disks)
    room = os.statvfs(tmp_path)
    assert gauge("disk_size_bytes", mount="away") == gauge("disk_size_bytes", mount="here")
    assert gauge("disk_size_bytes", mount="here") == room.f_blocks * room.f_frsize
    assert gauge("watch_seen", part="disks") == 1
    (tmp_path / "away").rmdir()
    await see(disks)
    assert gauge("disk_free_bytes", mount="away") is None
    assert gauge("disk_free_bytes", mount="here")
    assert gauge("watch_seen", part="disks") == 0


KEEPER = """
# TYPE masohi_backup_taken_timestamp_seconds gauge
masohi_backup_taken_timestamp_seconds{kind="full"} 1000
masohi_backup_taken_timestamp_seconds{kind="incremental"} 2000
# TYPE masohi_backup_count gauge
masohi_backup_count 2
# TYPE foreign gauge
foreign 1
"""


async def test_what_the_keeper_of_the_backups_says_is_passed_on_until_it_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(KEEPER)
    backups = Backups(tmp_path)
    try:
        await see(backups)
        assert (gauge("backup_last_success_timestamp_seconds"), gauge("backup_count")) == (2000, 2)
        assert REGISTRY.get_sample_value("foreign") is None
        (tmp_path / FILE).write_text(KEEPER.replace(" 2000", f" {time.time() + 300 * 86400}"))
        await see(backups)
        assert gauge("backup_last_success_timestamp_seconds") == 1000, "one dated ahead may be of any age"
        (tmp_path / FILE).unlink()
        await see(backups)
        assert (gauge("backup_last_success_timestamp_seconds"), gauge("backup_count")) == (0, None)
    finally:
        REGISTRY.unregister(backups)


async def test_a_certificate_is_read_even_when_it_has_ended(tmp_path: Path) -> None:
    ended = datetime(2020, 1, 1, tzinfo=UTC)
    server = await asyncio.start_server(lambda _r, w: w.close(), HOST, 0, ssl=_tls(tmp_path, ended))
    port = server.sockets[0].getsockname()[1]
    async with server:
        await see(Certificates({"kafka": f"{HOST}:{free_port()}", "gateway": f"{HOST}:{port}"}))
    assert gauge("certificate_expires_timestamp_seconds", name="gateway") == ended.timestamp()
    assert gauge("certificate_expires_timestamp_seconds", name="kafka") is None
    assert gauge("watch_seen", part="certificates") == 0, "one of the two was not seen"


def _tls(folder: Path, ends: datetime) -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, ends - timedelta(days=90), ends)
    (folder / "pem").write_bytes(
        made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "pem")
    return context


async def test_a_gateway_that_is_away_is_told_until_it_answers() -> None:
    port = free_port()
    gateway = Gateway(f"http://{HOST}:{port}")
    await see(gateway)
    assert gauge("watch_seen", part="gateway") == 0
    server = await asyncio.start_server(_answer, HOST, port)
    async with server:
        await see(gateway)
    assert gauge("watch_seen", part="gateway") == 1


async def _answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\nDate: {formatdate(usegmt=True)}\r\nConnection: close\r\n\r\n".encode())
    writer.close()


async def test_a_part_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hangs:
        gone = False

        async def look(self) -> None:
            await asyncio.Event().wait()

        def away(self) -> None:
            self.gone = True

    monkeypatch.setattr("deploy.watch.watching._PATIENCE_S", 0.05)
    part, began = Hangs(), time.monotonic()
    await see(part)
    assert part.gone
    assert time.monotonic() - began < 5
