"""Fixtures of all tests: one Postgres for the run, a database for each test, any service in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial

import pytest

from deploy.local.issuer import Issuer
from deploy.local.postgres import postgres
from deploy.local.process import free_port
from shared.runtime import Service
from tests.support.databases import Databases
from tests.support.harness import Harness, run_service

RunService = Callable[[Service], AbstractAsyncContextManager[Harness]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The superuser's DSN of a running Postgres without durability."""
    with postgres(tmp_path_factory.mktemp("postgres"), free_port(), fast=True) as dsn:
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
