"""`make doctor` finds each fault that is put there, and says what to do."""

from __future__ import annotations

import json
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult

from deploy.compose.certificates import Authority, ends
from deploy.compose.make_secrets import make_secrets, names
from deploy.doctor import backups as where
from deploy.doctor import machine, reach
from deploy.doctor.__main__ import main
from deploy.doctor.certificates import of_file, of_site
from deploy.doctor.compose import secrets_of, settings_of
from deploy.doctor.findings import Finding, fine, show, wrong
from deploy.doctor.local import local
from deploy.doctor.secrets import secrets
from deploy.local.process import HOST, free_port
from deploy.local.stack import SECRETS, Ports
from deploy.services import PREFIXES
from shared.settings import KafkaSettings

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_secrets(tmp_path).parent / "secrets"


def problems(folder: Path, **settings: str) -> list[Finding]:
    return [finding for finding in secrets(folder, settings) if finding.advice]


def test_fresh_secrets_are_fine(folder: Path) -> None:
    assert problems(folder) == []
    assert {file.name for file in folder.iterdir()} == set(names())


@pytest.mark.parametrize(
    ("fault", "found", "advice"),
    [
        (lambda f: f.chmod(0o755), "others may enter", "chmod 700"),
        (lambda f: (f / "seal_key").unlink(), "seal_key is missing", "make secrets"),
        (lambda f: (f / "training_dsn").chmod(0o600), "training_dsn has mode 0600", "chmod 644"),
        (lambda f: (f / "training_dsn").chmod(0o666), "training_dsn has mode 0666", "chmod 644"),
        (lambda f: (f / "person_key").write_text("short"), "5 characters, 32 are needed", "can never change"),
        (
            lambda f: (f / "training_dsn").write_text("postgresql://training:x@postgres/masohi"),
            "1 characters",
            "rotate",
        ),
        (lambda f: (f / "training_kafka").write_text(""), "training_kafka is empty", "rotate SECRET=training_kafka"),
        (
            lambda f: (f / "training_kafka").write_bytes("x".encode("utf-16")),
            "training_kafka is no UTF-8",
            "plain text",
        ),
        (lambda f: (f / "seal_key").write_text("x" * 20), "seal_key: ", "rotate SECRET=seal_key"),
        (lambda f: (f / "issuer_jwks").write_text("{}"), "issuer_jwks: no set of keys", "rotate SECRET=issuer_jwks"),
        (lambda f: (f / "issuer_jwks").write_text('{"keys": []}'), "none of its keys can be used", "rotate"),
        (lambda f: (f / "kafka_ca").write_text("x"), "no certificate in it", "rotate"),
        (lambda f: (f / "kafka_accounts").write_text("[pn]\nkind=1"), "give it a kind", "run --rm topics"),
    ],
    ids=[
        "folder",
        "missing",
        "unreadable",
        "writable",
        "key",
        "dsn",
        "empty",
        "utf-16",
        "seal",
        "jwks",
        "keys",
        "ca",
        "agency",
    ],
)
def test_a_fault_of_the_secrets(folder: Path, fault: Callable[[Path], object], found: str, advice: str) -> None:
    fault(folder)
    (finding,) = problems(folder)
    assert found in finding.found
    assert advice in finding.advice


def test_a_folder_that_is_closed_to_who_asks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "stat", closed)  # root may enter everywhere
    (finding,) = problems(folder)
    assert "may not enter" in finding.found


def closed(*_: object, **__: object) -> None:
    raise PermissionError


def test_what_is_not_used_may_be_empty(folder: Path) -> None:
    for name in ("issuer_jwks", "training_sign_on", "smtp_password"):
        (folder / name).write_text("")
    assert problems(folder, MASOHI_ISSUER_JWKS="https://sso.example/keys") == []
    said = {finding.found for finding in problems(folder, MASOHI_SIGN_ON="https://sso.example/x")}
    assert said == {"issuer_jwks is empty", "training_sign_on is empty"}


def test_no_folder_at_all(tmp_path: Path) -> None:
    (finding,) = problems(tmp_path / "nothing")
    assert "make secrets" in finding.advice


def test_settings_are_those_of_compose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("# no\nMASOHI_SECRETS='/srv/secrets'\nMASOHI_SITE=a\n")
    monkeypatch.setenv("MASOHI_SITE", "b")
    said = settings_of(file)
    assert (said["MASOHI_SITE"], secrets_of(said)) == ("b", Path("/srv/secrets"))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=0.3.0 # the release before", "0.3.0"),
        ('export A="/mnt/second disk"  # disk 2', "/mnt/second disk"),
        ("A='/srv/a # b'", "/srv/a # b"),
        ("A = a#b=c ", "a#b=c"),
        ("A=  # nothing yet", ""),
    ],
    ids=["remark", "export", "quoted", "no-remark", "empty"],
)
def test_a_setting_ends_where_compose_ends_it(tmp_path: Path, line: str, value: str) -> None:
    file = tmp_path / ".env"
    file.write_text(f"# A=no\n{line}\n")
    assert settings_of(file)["A"] == value


@pytest.mark.parametrize(("seconds", "well"), [(0, True), (4, True), (-4, True), (6, False), (-6, False)])
def test_a_clock_that_is_wrong(seconds: int, well: bool) -> None:
    finding = machine.clock("it", "Thu, 26 Nov 2026 12:00:00 GMT", NOW + timedelta(seconds=seconds))
    assert (finding.advice == "") is well
    for none in (None, "", "2026-11-26T12:00:00Z"):
        assert "says no time" in machine.clock("it", none).found
    assert not machine.clock("it", "Thu, 26 Nov 2026 12:00:00 -0000", NOW).advice


def test_a_clock_that_nothing_keeps() -> None:
    assert "chrony" in machine.kept_clock(5).advice
    assert not machine.kept_clock(0).advice


@pytest.mark.parametrize(("total", "free", "well"), [(100, 50, True), (100, 9, False), (20, 4, False), (20, 6, True)])
def test_a_disk_that_is_full(tmp_path: Path, total: int, free: int, well: bool) -> None:
    assert (machine.disk(tmp_path, (total * 2**30, free * 2**30)).advice == "") is well
    assert not machine.disk(tmp_path / "nothing").found.startswith("0")


@pytest.mark.parametrize(("said", "well"), [("28.2.2\n", True), ("v2.39.1", True), ("1.29.2", False), ("", False)])
def test_a_version_that_is_too_old(said: str, well: bool) -> None:
    assert (machine.version("it", said, (2, 20), "upgrade").advice == "") is well


def test_an_engine_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    wrongs = [finding for finding in machine.versions(docker=True) if finding.advice]
    assert [finding.found for finding in wrongs] == ["Docker Engine: no answer", "Docker Compose: no answer"]


@contextmanager
def serving(answers: dict[str, tuple[int, str]]) -> Iterator[str]:
    """A server that knows these paths; for others it has 404."""

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = answers.get(self.path, (404, "{}"))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer((HOST, 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()


GATEWAY = {"/": (200, "home"), **{f"{prefix}/desk/": (401, "who?") for prefix in PREFIXES.values()}}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"/": (502, "")}, ["answers 502"]),
        ({"/training/desk/": (502, "")}, ["/training answers 502"]),
        ({"/training/metrics": (200, "")}, ["/training/metrics passes"]),
    ],
    ids=["fine", "home", "service", "inside"],
)
async def test_a_gateway(changes: dict[str, tuple[int, str]], found: list[str]) -> None:
    with serving(GATEWAY | changes) as address:
        wrongs = [each for each in await reach.gateway(address, list(PREFIXES.values())) if each.advice]
    assert len(wrongs) == len(found)
    assert all(said in each.found for said, each in zip(found, wrongs, strict=True))


async def test_a_gateway_that_is_not_there() -> None:
    (finding,) = await reach.gateway(f"http://{HOST}:{free_port()}", [])
    assert "up -d" in finding.advice


@pytest.mark.parametrize(
    ("said", "well"),
    [('{"status": "ready"}', True), ('{"status": "degraded", "outbox": "61 s"}', False), ("nonsense", False)],
)
async def test_a_service(said: str, well: bool) -> None:
    with serving({"/health/ready": (200, said)}) as address:
        finding = await reach.service("training", address)
    assert (finding.advice == "") is well
    assert "outbox" not in said or "61 s" in finding.found


async def test_a_sign_on() -> None:
    with serving({"/x": (200, '{"issuer": "https://one"}')}) as address:
        fine_, clock = await reach.sign_on(f"{address}/x", "https://one")
        (other,) = await reach.sign_on(f"{address}/x", "https://two")
        (away,) = await reach.sign_on(f"{address}/y", "https://one")
    assert [bool(each.advice) for each in (fine_, clock, other, away)] == [False, False, True, True]
    assert "exactly" in other.advice


async def test_an_issuers_keys(folder: Path) -> None:
    assert not (await reach.issuer_keys(str(folder / "issuer_jwks"))).advice
    assert (await reach.issuer_keys(str(folder / "nothing"))).advice
    (folder / "issuer_jwks").write_text(json.dumps({"keys": []}))
    assert "none of its keys" in (await reach.issuer_keys(str(folder / "issuer_jwks"))).found


def test_a_mail_relay() -> None:
    def only(_server: object, _session: object, _envelope: object, _mechanism: str, given: object) -> AuthResult:
        return AuthResult(success=getattr(given, "password", b"") == b"right", handled=False)

    relay = Controller(Sink(), hostname=HOST, port=free_port(), authenticator=only, auth_require_tls=False)
    relay.start()
    try:
        assert not reach.mail(reach.Relay(HOST, relay.port, "none", "me", "right")).advice
        assert "smtp_password" in reach.mail(reach.Relay(HOST, relay.port, "none", "me", "wrong")).advice
        assert "_TLS" in reach.mail(reach.Relay(HOST, relay.port, "starttls")).advice
    finally:
        relay.stop()
    assert "mails wait" in reach.mail(reach.Relay(HOST, free_port(), "none")).advice
    assert "MASOHI_SMTP_HOST" in reach.mail(reach.Relay("smtp.invalid", 587, "starttls")).advice


def test_a_broker_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "WITHIN_S", 0.2)
    assert "start Kafka" in reach.kafka(KafkaSettings(bootstrap_servers=f"{HOST}:{free_port()}"), ["x"]).advice


@pytest.mark.parametrize(("days", "well"), [(700, True), (15, True), (13, False), (-1, False)])
def test_a_certificate_that_ends(folder: Path, days: int, well: bool) -> None:
    now = ends((folder / "kafka_broker").read_text()) - timedelta(days=days, minutes=-1)
    assert (of_file(folder / "kafka_broker", now - timedelta(minutes=2)).advice == "") is well
    assert of_file(folder / "nothing").advice


def test_the_certificate_of_the_site(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    (tmp_path / "server.pem").write_text(authority.issue("site", ["127.0.0.1"]))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "server.pem")
    listening = context.wrap_socket(socket.create_server((HOST, 0)), server_side=True)

    def answer() -> None:
        for _ in range(3):
            try:
                listening.accept()[0].close()
            except OSError:
                continue

    thread = threading.Thread(target=answer)
    thread.start()
    address = f"https://{HOST}:{listening.getsockname()[1]}"
    trusting = ssl.create_default_context(cadata=authority.certificate)
    assert not of_site(address, trusting).advice
    assert "ends in" in of_site(address, trusting, datetime.now(UTC) + timedelta(days=720)).found
    assert "renews" in of_site(address).advice, "nobody else trusts it"
    thread.join()
    listening.close()
    assert of_site(address).advice
    assert not of_site("http://localhost").advice


def test_backups_beside_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other_disk, folder = Path("/proc"), tmp_path / "backup"
    monkeypatch.setattr(where, "KEEPER", os.geteuid())

    def found(data: Path = other_disk, **settings: str) -> list[str]:
        return [each.found for each in where.backups(settings, data) if each.advice]

    assert found() == found(MASOHI_BACKUP="") == found(MASOHI_BACKUP="backup") == ["they lie on the disk of the data"]
    assert found(MASOHI_BACKUP=str(folder)) == [f"there is no folder {folder}"]
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(machine, "FREE_BYTES", 0)
    monkeypatch.setattr(machine, "FREE_PART", 0)
    assert found(MASOHI_BACKUP=str(folder)) == []
    assert found(tmp_path, MASOHI_BACKUP=str(folder)) == [f"{folder} is on the disk of the data"]
    folder.chmod(0o755)
    monkeypatch.setattr(where, "KEEPER", os.geteuid() + 1)
    assert found(MASOHI_BACKUP=str(folder)) == [
        f"{folder} belongs to user {os.geteuid()}",
        f"others may enter {folder}",
    ]


def test_the_local_stack_that_never_ran(tmp_path: Path) -> None:
    (finding,) = local(tmp_path)
    assert "make up" in finding.advice


def test_the_local_stack_that_is_stopped(tmp_path: Path) -> None:
    """Its secrets are open and one is short; nobody answers."""
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps(dict.fromkeys(SECRETS, "x" * 40) | {"person_key": "short"}))
    file.chmod(0o644)
    found = [each for each in local(tmp_path, Ports.free()) if each.advice]
    assert {each.what for each in found} >= {
        "secrets",
        "database",
        "kafka",
        "issuer",
        "sign-on",
        "mail relay",
        "gateway",
    }
    said = " ".join(each.found for each in found)
    assert "others may read" in said
    assert "person_key has 5 characters" in said


def test_the_exit_code_and_one_line_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert show([fine("a", "b")])
    assert not show([fine("a", "b"), wrong("c", "d", "do this")])
    assert capsys.readouterr().out.splitlines()[-1] == f"WRONG {'c':<20}d -> do this"
    here = os.getcwd()
    os.chdir(tmp_path)
    try:
        assert main(["--stack", "local"]) == 1
    finally:
        os.chdir(here)
