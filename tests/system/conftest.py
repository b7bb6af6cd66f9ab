"""One whole system on Apache Kafka for the tests of this folder, and a folder for servers of their own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deploy.local.issuer import Issuer
from deploy.local.kafka import available
from deploy.local.process import free_port
from deploy.local.stack import Ports, Stack
from tests.support.databases import Databases
from tests.support.keycloak import OFFICE, Account, Keycloak, unavailable
from tests.support.world import World
from tests.system.lone_service import Running, lone_service


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Postgres with durability, Apache Kafka, the four services as processes. Each test leaves it running.

    It stops after the last test of this folder: it would keep a processor busy beside the tests that follow.
    """
    reason = available()
    if reason and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON APACHE KAFKA: {reason}")
    stack = Stack(tmp_path_factory.mktemp("system"), "kafka", Ports.free())
    stack.start(lambda _: None)
    try:
        yield World(stack)
    finally:
        stack.stop()


@pytest.fixture(scope="package")
def keycloak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    """A real identity provider, with an account for each of two roles. It needs half a minute to start."""
    reason = unavailable()
    if reason and os.environ.get("MASOHI_REQUIRE_KAFKA") != "1":
        pytest.skip(f"NOT TESTED ON KEYCLOAK: {reason}")
    accounts = [Account("jaksa-1", ("prosecutor",), OFFICE), Account("auditor-1", ("auditor",))]
    with Keycloak(tmp_path_factory.mktemp("keycloak"), free_port(), free_port(), accounts) as server:
        yield server


@pytest.fixture
async def service(databases: Databases, issuer: Issuer, tmp_path: Path) -> AsyncIterator[Running]:
    async with lone_service(databases, issuer, tmp_path) as running:
        yield running


@pytest.fixture
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
