"""No route is open by accident: each names who may call it, and asks for a token unless it is meant for everyone."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from re import sub
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
from shared.metrics import HTTP_SECONDS
from shared.postgres.pool import Pool
from shared.runtime import create_app
from shared.settings import KafkaSettings, ServiceSettings

OPEN = {"/health/live", "/health/ready", "/metrics"}
DOCS = ("/{prefix}/docs", "/{prefix}/docs/{{asset}}")
DOCUMENTS = {"/{prefix}/openapi.json"}
FOR_EVERYONE = {
    "training": {
        "/training/certificates",
        "/training/certificates/{code}",
        # What anyone may buy: goods and institutions, no person.
        "/training/catalogue",
        "/training/catalogue/photos/{photo_id}",
    },
    # The check of a document; what is published anyway, and the keys that check it.
    "community_service": {
        "/community-service/reports",
        "/community-service/reports/{code}",
        "/community-service/journal/seals",
        "/community-service/journal/keys",
        # The program of the phone app: a browser asks for it without a cookie, and it names nobody.
        "/community-service/desk/field/sw.js",
    },
}
IN_JSON = {
    f"/community-service/desk/field/{path}"
    for path in (
        *("standing", "today", "entries", "refusals"),
        *(f"refusals/{{entry_id}}/{act}" for act in ("discard", "correction")),
    )
}
"""What the phone app asks with its session: it is answered in JSON, never with a page."""
ANYONE = "anyone"
SIGN_ON = {
    "/assets/{version}/{name:path}",
    "/accessibility",
    "/privacy",
    *(f"/desk/{name}" for name in ("sign-in", "signed-on", "signed-out", "{path:path}")),
}
"""Below a service's prefix: how one comes to be signed in, what every page needs and leads to, and that there is no
such page."""


@dataclass(frozen=True)
class Endpoint:
    service: str
    method: str
    path: str
    roles: tuple[str, ...] | None
    """None where no dependency names them."""

    @property
    def is_page(self) -> bool:
        return "/desk/" in self.path

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
    "authority": "masohi.test",
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


def endpoints(service: str) -> Iterator[Endpoint]:
    for route in iter_route_contexts(APPS[service].routes):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield Endpoint(service, method, str(route.path), _roles(getattr(route, "dependant", None)))


def _roles(dependant: Dependant | None) -> tuple[str, ...] | None:
    if dependant is None:
        return None
    for each in dependant.dependencies:
        if roles := getattr(each.call, "roles", None) or getattr(each.call, "page_roles", None) or _roles(each):
            return tuple(roles)
    return None


ALL = list(dict.fromkeys(endpoint for service in SERVICES for endpoint in endpoints(service)))
"""A page beside a JSON route is one with it: the same address, and open to the same callers."""
GUARDED = [endpoint for endpoint in ALL if endpoint.roles and not endpoint.is_open and not endpoint.is_page]
PAGES = [endpoint for endpoint in ALL if endpoint.roles and not endpoint.is_open and endpoint.is_page]


def documents(service: str) -> set[str]:
    return {path.format(prefix=service.replace("_", "-")) for path in DOCUMENTS}


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_says_who_may_call_it(service: str) -> None:
    silent = {endpoint.path for endpoint in ALL if endpoint.service == service and not endpoint.roles}
    assert silent == documents(service), "only the description of the routes themselves needs no word"


@pytest.mark.parametrize("service", SERVICES)
def test_open_routes_are_those_that_are_listed_here(service: str) -> None:
    opened = {endpoint.path for endpoint in ALL if endpoint.service == service and endpoint.is_open}
    prefix = service.replace("_", "-")
    docs = {path.format(prefix=prefix) for path in (*DOCS, "/{prefix}/schemas/{{type}}/{{version}}")}
    signing_on = {f"/{prefix}{path}" for path in SIGN_ON}
    assert opened == OPEN | docs | signing_on | FOR_EVERYONE.get(service, set())


REPLACED = {
    "/agreements/organisations/{}",
    "/agreements/joint-agreements/{}",
    "/agreements/joint-agreements/{}/addenda/{}",
    "/agreements/cooperation-agreements/{}",
    "/agreements/cooperation-agreements/{}/addenda/{}",
    "/agreements/obligations/{}",
    "/training/programmes/{}/sessions/{}",
    "/training/programmes/{}/capacity",
    "/training/programmes/{}/training-body",
    "/training/participants/{}",
    "/training/enrolments/{}/assessment",
    "/training/agencies/{}/certificate-signatory",
    "/training/participants/{}/readiness/{}",
    "/training/equipment/{}",
    "/training/outlets/{}",
    "/training/products/{}",
    "/community-service/sites/{}/details",
    "/community-service/calendar/{}",
    "/community-service/sites/{}/supervisors",
    "/community-service/sites/{}/place-kind",
    "/community-service/sentences/{}/availability",
    "/community-service/sentences/{}/litmas",
    "/community-service/sentences/{}/execution-order",
    "/community-service/sentences/{}/guardian",
    "/notifications/recipients/{}",
    "/notifications/rules/{}",
}
"""What a client replaces whole. Everything else that changes something is an act, and a POST."""


@pytest.mark.parametrize("service", SERVICES)
def test_put_replaces_and_post_acts(service: str) -> None:
    mine = [endpoint for endpoint in ALL if endpoint.service == service]
    replaced = {sub("{[a-z_]+}", "{}", endpoint.path) for endpoint in mine if endpoint.method == "PUT"}
    prefix = f"/{service.replace('_', '-')}/"
    assert replaced == {path for path in REPLACED if path.startswith(prefix)} | {f"{prefix}clock"}
    assert {endpoint.method for endpoint in mine} <= {"GET", "POST", "PUT", "DELETE"}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_routes_of_its_own(service: str) -> None:
    assert len([endpoint for endpoint in GUARDED if endpoint.service == service]) > 5


def test_nobody_may_both_name_roles_and_let_everyone_in() -> None:
    assert not [endpoint for endpoint in GUARDED if ANYONE in (endpoint.roles or ())]
    assert not [endpoint for endpoint in GUARDED if "*" in (endpoint.roles or ()) and len(endpoint.roles or ()) > 1]


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


@pytest.mark.parametrize("endpoint", GUARDED, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_a_guarded_route_asks_for_a_token_and_for_the_role(
    clients: dict[str, httpx.AsyncClient], issuer: Issuer, endpoint: Endpoint
) -> None:
    client = clients[endpoint.service]
    unreadable: dict[str, Any] = {"content": b"{", "headers": {"content-type": "application/json"}}
    answer = await client.request(endpoint.method, endpoint.address, **unreadable)
    assert (answer.status_code, answer.json()["title"]) == (401, "unauthenticated")
    if endpoint.roles == ("*",):
        return
    stranger = f"Bearer {issuer.token('nobody-has-this-role', subject='stranger')}"
    unreadable["headers"] |= {"authorization": stranger}
    answer = await client.request(endpoint.method, endpoint.address, **unreadable)
    assert (answer.status_code, answer.json()["title"]) == (403, "forbidden")


def timed(endpoint: Endpoint, status: int) -> float:
    (found,) = HTTP_SECONDS.labels(endpoint.method, endpoint.path, str(status)).collect()
    return next(each.value for each in found.samples if each.name.endswith("_count"))


@pytest.mark.parametrize("endpoint", PAGES, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
async def test_a_page_asks_for_a_session_whatever_token_is_shown(
    clients: dict[str, httpx.AsyncClient], issuer: Issuer, endpoint: Endpoint
) -> None:
    bearer = f"Bearer {issuer.token(*(endpoint.roles or ()), subject='somebody')}"
    headers = {"authorization": bearer, "sec-fetch-site": "same-origin"}
    before = timed(endpoint, 401)
    answer = await clients[endpoint.service].request(endpoint.method, endpoint.address, headers=headers)
    kind = "application/json" if endpoint.path in IN_JSON else "text/html; charset=utf-8"
    assert (answer.status_code, answer.headers["content-type"]) == (401, kind)
    assert timed(endpoint, 401) == before + 1, "its seconds stand under its template, and no id does"
    if endpoint.method == "POST":
        headers["sec-fetch-site"] = "cross-site"
        answer = await clients[endpoint.service].request(endpoint.method, endpoint.address, headers=headers)
        assert answer.status_code == 403
