"""A secret is renewed while requests run: none of them fails."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
import httpx
import pytest
from cryptography import x509

from deploy.compose.certificates import AUTHORITY_KEY, Authority
from deploy.compose.make_secrets import make_secrets
from deploy.local.gateway import Gateway
from deploy.local.issuer import Issuer
from deploy.local.process import free_port
from deploy.postgres.scram import verifier
from deploy.rotate import kinds
from deploy.rotate.__main__ import main, rotate
from deploy.rotate.files import read, write
from deploy.rotate.kinds import NEVER, rotations
from deploy.rotate.site import RotationFailed, alone
from deploy.services import SERVICES
from shared.postgres.migrate import ROOT
from shared.postgres.pool import connect
from shared.seal_key import SealKey
from tests.support.databases import PASSWORD, Databases
from tests.system.lone_service import Running, lone_service

RESTARTS = 1


@dataclass
class Place:
    """Files as `make secrets` makes them, and the statements and steps that a rotation asks for."""

    secrets: Path
    statements: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    broken: bool = False
    stuck: bool = False

    def sql(self, statement: str) -> None:
        if self.broken:
            raise RotationFailed("no such server")
        self.statements.append(statement)

    def accounts(self) -> None:
        if self.broken:
            raise RotationFailed("no such broker")
        self.steps.append("accounts")

    def restart(self, container: str) -> None:
        if self.stuck:
            raise RotationFailed("it is unhealthy")
        self.steps.append(f"restart {container}")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(make_secrets(tmp_path).parent / "secrets")


@pytest.fixture
async def service(databases: Databases, issuer: Issuer, tmp_path: Path, place: Place) -> AsyncIterator[Running]:
    """Its database's address is a file, as in a container. At the end the role has the password of all tests again."""
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    (place.secrets / "agreements_dsn").unlink()
    (place.secrets / "agreements_dsn").symlink_to(mounted / "masohi_database_dsn")
    settings = {"MASOHI_SECRETS_DIR": str(mounted), "MASOHI_DATABASE_POOL": "12"}
    async with lone_service(databases, issuer, tmp_path, **settings) as running:
        yield running
    await _execute(databases.superuser_dsn, f"alter role agreements password '{PASSWORD}'")


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def test_the_databases_password_is_renewed_while_requests_run(
    databases: Databases, service: Running, place: Place
) -> None:
    """Before it the pool is small; all the connections that the rush after it needs log in with the new one."""
    numbers, answers, stop = itertools.count(), list[int](), asyncio.Event()

    async def ask() -> None:
        async with service.client() as client:
            while not stop.is_set():
                code = f"d-{next(numbers)}"
                made = await client.post("/organisations", json={"code": code, "name": code, "kind": "city"})
                answers.append(made.status_code)

    class Real(Place):
        def sql(self, statement: str) -> None:
            asyncio.run(_execute(databases.superuser_dsn, statement))

    old = urlsplit((place.secrets / "agreements_dsn").read_text())
    asking = [asyncio.create_task(ask())]
    while len(answers) < 5:
        await asyncio.sleep(0.01)
    for _ in range(2):
        await asyncio.to_thread(rotate, "agreements_dsn", Real(place.secrets))
        before = len(answers)
        asking += [asyncio.create_task(ask()) for _ in range(8)]
        while len(answers) < before + 100 and not any(task.done() for task in asking):
            await asyncio.sleep(0.01)
    stop.set()
    await asyncio.gather(*asking)
    assert set(answers) == {201}
    new = urlsplit((place.secrets / "agreements_dsn").read_text())
    assert (old.username, old.password) != (new.username, new.password)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(databases.dsn("agreements", old.path[1:]))


async def test_a_service_restarts_and_no_request_fails(databases: Databases, issuer: Issuer, tmp_path: Path) -> None:
    """What needs a restart loses nothing: the gateway keeps a request until the service is back."""
    numbers, answers, stop = itertools.count(), list[int](), asyncio.Event()
    async with lone_service(databases, issuer, tmp_path, MASOHI_LEAVE_S="4") as running:
        with Gateway(tmp_path / "gateway", free_port(), {"agreements": running.port}, patience="20s") as gateway:
            token = issuer.token("clerk", subject="clerk")

            async def ask() -> None:
                headers = {"authorization": f"Bearer {token}"}
                async with httpx.AsyncClient(base_url=gateway.url, headers=headers, timeout=60) as client:
                    while not stop.is_set():
                        code = f"d-{next(numbers)}"
                        body = {"code": code, "name": code, "kind": "city"}
                        answers.append((await client.post("/agreements/organisations", json=body)).status_code)

            asking = [asyncio.create_task(ask()) for _ in range(4)]
            for _ in range(RESTARTS):
                before = len(answers)
                while len(answers) < before + 50:
                    await asyncio.sleep(0.01)
                await running.restart()
            stop.set()
            await asyncio.gather(*asking)
    assert Counter(answers) == {201: len(answers)}


async def test_a_connection_in_the_moment_between_two_steps_waits(databases: Databases) -> None:
    """Postgres has the new password already, and the file says the old one."""
    dsn = await databases.fresh("training")
    known = [PASSWORD]
    await _execute(databases.superuser_dsn, f"alter role training password '{verifier('fresh-one')}'")
    try:
        waiting = asyncio.create_task(connect(dsn, password=lambda: known[0]))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        known[0] = "fresh-one"
        await (await waiting).close()
    finally:
        await _execute(databases.superuser_dsn, f"alter role training password '{PASSWORD}'")


def test_every_secret_is_renewed_or_says_why_not(place: Place) -> None:
    there = {file.name for file in place.secrets.iterdir()}
    assert there == set(rotations()) | set(NEVER) | {"kafka_accounts"}


def test_who_every_person_is_never_changes(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    before = read(place.secrets / "person_key")
    assert main(["person_key"], place) == 1
    assert "the same person would be another one everywhere" in capsys.readouterr().err
    assert read(place.secrets / "person_key") == before


@pytest.mark.parametrize("name", ["masohi_owner_dsn", "postgres_password", "training_dsn"])
def test_a_password_is_in_its_file_and_in_no_statement(place: Place, name: str) -> None:
    file = place.secrets / name
    node, old = file.stat().st_ino, read(file)
    rotate(name, place)
    new = read(file)
    assert new != old
    assert file.stat().st_ino == node, "a mounted file is the same file"
    password = unquote(urlsplit(new).password or "") if name.endswith("_dsn") else new
    (statement,) = place.statements
    assert password not in statement
    salt = base64.b64decode(statement.split("$")[1].partition(":")[2])
    assert verifier(password, salt) in statement


def test_what_failed_is_as_before(place: Place) -> None:
    place.broken = True
    (place.secrets / "kafka_accounts").write_text(f'[pn-ambon]\nkind = "court"\npassword = "{"x" * 24}"\n')
    before = {file: file.read_bytes() for file in place.secrets.iterdir()}
    for name in ("training_dsn", "postgres_password", "training_kafka", "kafka:pn-ambon"):
        assert main([name], place) == 1
    assert {file: file.read_bytes() for file in place.secrets.iterdir()} == before


@pytest.mark.parametrize("name", ["training_dsn", "kafka:pn-ambon"])
def test_two_at_once_do_not_mix(place: Place, name: str) -> None:
    before = {file: file.read_bytes() for file in place.secrets.iterdir()}
    with alone(place.secrets), pytest.raises(RotationFailed, match="under way"):
        rotate(name, place)
    assert {file: file.read_bytes() for file in place.secrets.iterdir()} == before
    assert place.statements == place.steps == []


@pytest.mark.parametrize("ends", [KeyboardInterrupt, OSError], ids=lambda ends: ends.__name__)
def test_what_was_broken_off_is_as_before(place: Place, ends: type[BaseException]) -> None:
    class Ended(Place):
        def sql(self, statement: str) -> None:
            raise ends

        def accounts(self) -> None:
            raise ends

    before = {file: file.read_bytes() for file in place.secrets.iterdir()}
    for name in ("training_dsn", "training_kafka"):
        with pytest.raises(ends):
            rotate(name, Ended(place.secrets))
    assert {file: file.read_bytes() for file in place.secrets.iterdir()} == before


def test_accounts_of_which_some_were_set_are_set_back(place: Place) -> None:
    """Kafka takes some passwords and refuses another one: then it gets all of the files again."""
    given: list[str] = []

    class Halfway(Place):
        def accounts(self) -> None:
            given.append(read(self.secrets / "training_kafka"))
            if len(given) == 1:
                raise RotationFailed("timed out")

    old = read(place.secrets / "training_kafka")
    with pytest.raises(RotationFailed, match="timed out"):
        rotate("training_kafka", Halfway(place.secrets))
    assert given[1] == old != given[0]


@pytest.mark.parametrize("name", ["training_kafka", "masohi_backup_dsn", "seal_key", "kafka_broker"])
def test_a_container_that_does_not_come_back_has_the_new_one(place: Place, name: str) -> None:
    place.stuck, old = True, read(place.secrets / name)
    with pytest.raises(RotationFailed, match="the new one is in force, but"):
        rotate(name, place)
    assert read(place.secrets / name) != old


@pytest.mark.parametrize("name", ["kafka_broker", "kafka_admin"])
def test_no_other_authority_is_made_for_a_certificate(place: Place, tmp_path: Path, name: str) -> None:
    """Its key may be kept elsewhere; brokers and subscribers trust it alone."""
    key, old = place.secrets.parent / AUTHORITY_KEY, read(place.secrets / name)
    key.unlink()
    with pytest.raises(RotationFailed, match="there is no"):
        rotate(name, place)
    assert not key.exists()
    other = Authority(tmp_path)
    with pytest.raises(RotationFailed, match="everybody trusts"):
        rotate(name, place)
    assert (read(place.secrets / name), place.steps) == (old, [])
    given = other.issue("elsewhere")
    rotate(name, place, given)
    assert read(place.secrets / name) == given.strip()
    with pytest.raises(RotationFailed, match="as PEM"):
        rotate(name, place, "nonsense")


def test_the_brokers_name_stands_in_its_certificate(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `.env` says it: docs/install.md, section 6."""
    monkeypatch.setattr(kinds, "settings_of", lambda: {"MASOHI_KAFKA_HOST": "kafka.ambon.example"})
    rotate("kafka_broker", place)
    pem = read(place.secrets / "kafka_broker")
    shown = x509.load_pem_x509_certificate(pem[pem.index("-----BEGIN CERT") :].encode())
    names = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "kafka.ambon.example" in names.get_values_for_type(x509.DNSName)


def test_keys_of_an_issuer_elsewhere_are_not_made_here(place: Place) -> None:
    (place.secrets.parent / "issuer" / "issuer.key.json").unlink()
    before = read(place.secrets / "issuer_jwks")
    with pytest.raises(RotationFailed, match="FROM=file"):
        rotate("issuer_jwks", place)
    assert read(place.secrets / "issuer_jwks") == before
    with pytest.raises(RotationFailed, match="leave FROM out"):
        rotate("training_dsn", place, "given")


def test_an_agencys_password_that_is_written_in_another_way(place: Place) -> None:
    write(place.secrets / "kafka_accounts", f'[ pn-ambon ]\nkind = "court"\npassword = "{"x" * 24}"\n')
    with pytest.raises(RotationFailed, match="write another password for pn-ambon"):
        rotate("kafka:pn-ambon", place)
    assert "x" * 24 in read(place.secrets / "kafka_accounts")


def test_what_others_make_is_handed_in(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["training_sign_on"], place) == 1
    assert "FROM=file" in capsys.readouterr().err
    given = tmp_path / "given"
    given.write_text("from-the-provider\n")
    assert main(["training_sign_on", "--from", str(given)], place) == 0
    assert read(place.secrets / "training_sign_on") == "from-the-provider"


def test_an_old_seal_is_trusted_after_a_new_key(place: Place) -> None:
    olds = [SealKey.of(read(place.secrets / "seal_key")).public]
    rotate("seal_key", place)
    olds.append(SealKey.of(read(place.secrets / "seal_key")).public)
    rotate("seal_key", place)
    told = read(place.secrets / "seal_trusted").split(",")
    assert [base64.urlsafe_b64decode(key + "=") for key in told] == olds
    assert place.steps == ["restart community-service"] * 2


def test_a_token_of_before_is_good_after_the_issuer_has_a_new_key(place: Place) -> None:
    kids = {key["kid"] for key in json.loads(read(place.secrets / "issuer_jwks"))["keys"]}
    rotate("issuer_jwks", place)
    both = {key["kid"] for key in json.loads(read(place.secrets / "issuer_jwks"))["keys"]}
    assert kids < both
    with pytest.raises(RotationFailed, match="no set of keys"):
        rotate("issuer_jwks", place, "nonsense")


@pytest.mark.parametrize("name", SERVICES)
def test_a_services_account_on_kafka(place: Place, name: str) -> None:
    old = read(place.secrets / f"{name}_kafka")
    rotate(f"{name}_kafka", place)
    assert read(place.secrets / f"{name}_kafka") != old
    assert place.steps == ["accounts", f"restart {name.replace('_', '-')}"], "Kafka knows it before the service asks"


def test_an_agencys_account_and_no_other(place: Place) -> None:
    table = '[{0}]\nkind = "court"\npassword = "{1}"\n'
    write(place.secrets / "kafka_accounts", table.format("pn-ambon", "x" * 24) + table.format("pn-masohi", "y" * 24))
    rotate("kafka:pn-ambon", place)
    text = read(place.secrets / "kafka_accounts")
    assert ("x" * 24 in text, "y" * 24 in text, place.steps) == (False, True, ["accounts"])
    with pytest.raises(RotationFailed, match="there are pn-ambon, pn-masohi"):
        rotate("kafka:pn-nowhere", place)


def test_a_verifier_is_what_postgres_makes() -> None:
    """The example of RFC 7677: user `user`, password `pencil`."""
    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    salted = hashlib.pbkdf2_hmac("sha256", b"pencil", salt, 4096)
    assert verifier("pencil", salt).startswith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$")
    assert verifier("pencil", salt).endswith(
        "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )
    assert len(salted) == 32


def test_containers_read_what_is_written_in_place() -> None:
    """docker-compose.yml mounts each secret as a file, so a file that took its place would not be seen."""
    assert "file:" in (ROOT / "docker-compose.yml").read_text().partition("\nsecrets:")[2]
