"""Fixtures of all tests: one Postgres for each worker, a database for each test, any service in this process."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest
from hypothesis import settings

from deploy.local.issuer import Issuer
from deploy.local.postgres import postgres
from deploy.local.process import free_port
from shared.runtime import Service
from tests.support.databases import Databases
from tests.support.harness import Harness, run_service
from tests.support.memory import folder_in_memory
from tests.support.workers import Workers

RunService = Callable[[Service], AbstractAsyncContextManager[Harness]]


# Beside another worker a short example may take long: how fast something is has tests of its own.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Workers:
    return Workers(config, log)


gc.disable()


def pytest_collection_finish() -> None:
    """Ten thousand tests stay to the end: the garbage collector need not look at them again and again, nor at what is
    made while they are collected."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser's DSN of a running Postgres without durability, in memory if there is room: on disk, a database for
    each test costs more than most tests."""
    on_disk = tmp_path_factory.mktemp("postgres")
    with folder_in_memory(on_disk) as folder, postgres(folder, free_port(), fast=True) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def databases(server: str) -> Iterator[Databases]:
    made = Databases(server, ahead=2)
    yield made
    made.close()


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def harness(databases: Databases, issuer: Issuer) -> RunService:
    return partial(run_service, databases=databases, issuer=issuer)
