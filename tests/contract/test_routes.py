"""No route is open by accident: each names who may call it, and asks for a token unless it is meant for everyone."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, get_type_hints
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from deploy.local.issuer import AUDIENCE, ISSUER, Issuer
from deploy.services import SERVICES
from shared.clock import SystemClock
from shared.edge.access import TokenVerifier
from shared.edge.routes import Resources
from shared.postgres.pool import Pool
from shared.runtime import create_app
from shared.settings import KafkaSettings, ServiceSettings

OPEN = {"/health/live", "/health/ready", "/metrics"}
DOCUMENTS = {"/{prefix}/openapi.json", "/{prefix}/docs"}
FOR_EVERYONE = {
    "training": {"/training/certificates/{code}"},
    # The check of a paper; what is published anyway, and the keys that check it.
    "community_service": {
        "/community-service/reports/{code}",
        "/community-service/journal/seals",
        "/community-service/journal/keys",
    },
}
ANYONE = "anyone"


@dataclass(frozen=True)
class Door:
    service: str
    method: str
    path: str
    roles: tuple[str, ...] | None
    """None where no dependency names them."""

    @property
    def is_open(self) -> bool:
        return self.roles == (ANYONE,)

    @property
    def address(self) -> str:
        """The path with something in each of its places."""
        filled = self.path
        while "{" in filled:
            head, _, rest = filled.partition("{")
            filled = head + str(UUID(int=1)) + rest.partition("}")[2]
        return filled


VALUES = {
    "environment": "local",
    "simulated_clock": True,
    "database_dsn": "postgresql://nobody@127.0.0.1:1/nothing",
    "port": 0,
    "issuer": ISSUER,
    "issuer_jwks": "/nowhere",
    "person_key": "a key for tests, 32 bytes or more",
    "smtp_host": "127.0.0.1",
    "sender": "masohi@example.org",
    "public_url": "http://localhost",
}


def app_of(service: str) -> FastAPI:
    """A service as its composition root builds it, with the settings that it asks for."""
    module: Any = importlib.import_module(f"services.{service}.main")
    wanted: type[ServiceSettings] = next(iter(get_type_hints(module.build).values()))
    settings = wanted.model_validate({name: value for name, value in VALUES.items() if name in wanted.model_fields})
    return create_app(module.build(settings), settings, KafkaSettings(bootstrap_servers="127.0.0.1:1"))


APPS = {service: app_of(service) for service in SERVICES}


def doors(service: str) -> Iterator[Door]:
    for route in iter_route_contexts(APPS[service].routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Door(service, method, str(route.path), _roles(getattr(route, "dependant", None)))


def _roles(dependant: Dependant | None) -> tuple[str, ...] | None:
    if dependant is None:
        return None
    for each in dependant.dependencies:
        if roles := getattr(each.call, "roles", None) or _roles(each):
            return tuple(roles)
    return None


ALL = [door for service in SERVICES for door in doors(service)]
GUARDED = [door for door in ALL if door.roles and not door.is_open]


def documents(service: str) -> set[str]:
    return {path.format(prefix=service.replace("_", "-")) for path in DOCUMENTS}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_says_who_may_call_it(service: str) -> None:
    silent = {door.path for door in ALL if door.service == service and not door.roles}
    assert silent == documents(service), "only the description of the routes themselves needs no word"


@pytest.mark.parametrize("service", SERVICES)
def test_open_routes_are_those_that_are_listed_here(service: str) -> None:
    opened = {door.path for door in ALL if door.service == service and door.is_open}
    assert opened == OPEN | FOR_EVERYONE.get(service, set())


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_doors_of_its_own(service: str) -> None:
    assert len([door for door in GUARDED if door.service == service]) > 5


def test_nobody_may_both_name_roles_and_let_everyone_in() -> None:
    assert not [door for door in GUARDED if ANYONE in (door.roles or ())]
    assert not [door for door in GUARDED if "*" in (door.roles or ()) and len(door.roles or ()) > 1]


@pytest.fixture(scope="module")
async def clients(issuer: Issuer) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    pool: Pool = asyncpg.create_pool("postgresql://nobody@127.0.0.1:1/nothing", min_size=0, max_size=1)
    await pool
    opened = {}
    for service, app in APPS.items():
        app.state.resources = Resources(
            pool, SystemClock(), TokenVerifier(ISSUER, AUDIENCE, str(issuer.jwks)), lambda: None
        )
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        opened[service] = httpx.AsyncClient(transport=transport, base_url="http://masohi.test")
    yield opened
    await pool.close()
    for client in opened.values():
        await client.aclose()


@pytest.mark.parametrize("door", GUARDED, ids=lambda door: f"{door.method} {door.path}")
async def test_a_guarded_route_asks_for_a_token_and_for_the_role(
    clients: dict[str, httpx.AsyncClient], issuer: Issuer, door: Door
) -> None:
    client = clients[door.service]
    answer = await client.request(door.method, door.address)
    assert (answer.status_code, answer.json()["title"]) == (401, "unauthenticated")
    if door.roles == ("*",):
        return
    stranger = {"authorization": f"Bearer {issuer.token('nobody-has-this-role', subject='stranger')}"}
    answer = await client.request(door.method, door.address, headers=stranger)
    assert (answer.status_code, answer.json()["title"]) == (403, "forbidden")
