"""The edge: from a request to a command or a query, and back. A route is one line:

@router.post("/sites", status_code=201, response_model=SiteView)
async def open_site(body: OpenSite, call: Call = may("coordinator")) -> Response:
    return await call.run(commands.open_site, body)
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import orjson
from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.responses import Response
from starlette.routing import BaseRoute, compile_path

from shared.clock import Clock
from shared.edge import idempotency
from shared.edge.access import Actor, TokenVerifier
from shared.edge.admission import ANYONE, admitted
from shared.edge.conditions import etag, holds
from shared.edge.idempotency import Answer
from shared.edge.languages import VARY
from shared.edge.middleware import Larger
from shared.edge.strict import check_body, check_query
from shared.errors import Refusal
from shared.messaging.standing import Standing
from shared.postgres.pool import Connection, Pool, in_transaction

Route = TypeVar("Route", bound=Callable[..., Any])
Result = TypeVar("Result")

_LONGEST_KEY = 200
_BAD_KEY = {"loc": ("header", "idempotency-key"), "msg": "1 to 200 characters", "type": "length"}


@dataclass(slots=True)
class Resources:
    """What every request needs of the process; one per service, in `app.state.resources`."""

    pool: Pool
    clock: Clock
    verifier: TokenVerifier
    committed: Callable[[], None]
    standing: Standing = field(default_factory=lambda: Standing(known=True))
    fingerprint_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """The secret of what `idempotency_keys` says of a request: without it nobody guesses a body back."""


def fingerprint_key(secret: bytes) -> bytes:
    """The same in all replicas of a service; made from the secret behind its person ids, and of no other use."""
    return hmac.new(secret, b"masohi idempotency", hashlib.sha256).digest()


@dataclass(slots=True)
class Call:
    """One request of a known caller."""

    request: Request
    resources: Resources
    actor: Actor
    idempotency_key: str | None
    body_digest: bytes | None = None
    """The digest of a body that was read as a stream: `Idempotency-Key` compares it in place of the body."""
    asks: bool = False
    """Whether the caller is asked before the same is done a second time with another key: people go back and send."""

    async def run(self, command: Callable[..., Awaitable[Any]], *args: Any) -> Response:
        """Runs a command `f(conn, *args, actor, now)` in one transaction and answers with what it returns.

        A read that leaves a trace is a command too. It takes no `Idempotency-Key`: each time is judged and recorded,
        also where the caller holds the answer already (`If-None-Match`)."""
        self.resources.standing.refuse_when_behind()
        route_status = getattr(self.request.scope.get("route"), "status_code", None) or 200
        reads = self.request.method == "GET"
        key = self.idempotency_key
        fingerprint, plain = await self._fingerprint() if key else (b"", b"")

        async def work(conn: Connection) -> Answer:
            if key:
                earlier = await idempotency.claim(conn, self.actor.subject, key, fingerprint, plain)
                if earlier:
                    return await self._again(conn, earlier)
            result = await command(conn, *args, actor=self.actor, now=self.resources.clock.now())
            answer = _answer(result, route_status)
            if key and self.asks:
                await idempotency.need_other(conn, self.actor.subject, key, fingerprint)
            if key:
                kept = replace(answer, about=self._about(result))
                await idempotency.save(conn, self.actor.subject, key, kept)
            return answer

        answer = await in_transaction(self.resources.pool, work)
        self.resources.committed()
        await asyncio.sleep(0)  # the relay asks for the facts while the answer is written
        return self._unless_held(answer) if reads else _response(answer)

    def _about(self, result: Any) -> UUID | None:
        """The thing that this route reads again, where its answers are not kept."""
        again = _again_of(self.request)
        if again is None:
            return None
        return UUID(self.request.path_params[again.by]) if again.by else result.id

    async def _again(self, conn: Connection, earlier: Answer) -> Answer:
        """The earlier answer to the same request, or what it was about as it is now."""
        again = _again_of(self.request)
        if earlier.about is None or again is None:
            return earlier
        if again.log:
            await again.log(conn, earlier.about, self.actor, self.resources.clock.now())
        return _answer(await again.query(conn, self.actor, earlier.about), earlier.status)

    async def step(self, command: Callable[..., Awaitable[Result]], *args: Any) -> Result:
        """Runs a command `f(conn, *args, actor, now)` in one transaction and returns its result.

        For a use case of more than one transaction. `Idempotency-Key` covers `run` only, so `run` comes last."""
        self.resources.standing.refuse_when_behind()
        now = self.resources.clock.now()
        result = await in_transaction(self.resources.pool, lambda conn: command(conn, *args, actor=self.actor, now=now))
        self.resources.committed()
        return result

    async def read(self, query: Callable[..., Awaitable[Any]], *args: Any) -> Response:
        """Answers with what a query `f(conn, *args)` returns."""
        async with self.resources.pool.acquire() as conn:
            answer = _answer(await query(conn, *args), 200)
        return self._unless_held(answer)

    def _unless_held(self, answer: Answer) -> Response:
        if answer.etag and self.has(answer.etag):
            return Response(status_code=304, headers=_headers(answer))
        return _response(answer)

    def has(self, tag: str) -> bool:
        """Whether the caller holds what this ETag stands for (`If-None-Match`)."""
        given = self.request.headers.getlist("if-none-match")
        return holds(", ".join(given) if given else None, tag)

    async def _fingerprint(self) -> tuple[bytes, bytes]:
        """Of the request, and of whom the caller spoke for: an answer is for no other office and no other role.

        A keyed digest: a body may hold a national id, which could be guessed back from a plain one. And the plain one,
        to know what was saved before digests had a key."""
        body = await self.request.body() if self.body_digest is None else self.body_digest
        request = f"{self.request.method} {self.request.url.path}?{self.request.url.query}"
        caller = f"{self.actor.organisation} {sorted(self.actor.roles)}"
        content = f"{request}\n{caller}\n".encode() + body
        keyed = hmac.new(self.resources.fingerprint_key, content, hashlib.sha256).digest()
        return keyed, hashlib.sha256(content).digest()


def _answer(result: Any, status: int) -> Answer:
    if result is None:
        return Answer(204 if status == 200 else status, b"", None)
    if isinstance(result, BaseModel):
        version, body = getattr(result, "version", None), result.model_dump_json().encode()
    else:
        version = result.get("version") if isinstance(result, dict) else None
        body = orjson.dumps(result, default=_plain)
    return Answer(status, body, None if version is None else etag(version, body))


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return str(value)


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, _headers(answer), "application/json")


def _headers(answer: Answer) -> dict[str, str]:
    return {"cache-control": "no-store", **VARY} | ({"etag": answer.etag} if answer.etag else {})


@dataclass(frozen=True, slots=True)
class Again:
    """How a route's answer is read again: `query(conn, actor, id)`; `by` is the id's place in the path, if any.

    `log(conn, id, actor, now)` writes down that somebody's data were read."""

    query: Callable[[Connection, Actor, UUID], Awaitable[BaseModel]]
    by: str | None
    log: Callable[[Connection, UUID, Actor, datetime], Awaitable[None]] | None = None


def reads_again(
    query: Callable[[Connection, Actor, UUID], Awaitable[BaseModel]],
    by: str | None = None,
    log: Callable[[Connection, UUID, Actor, datetime], Awaitable[None]] | None = None,
) -> Callable[[Route], Route]:
    """Marks an endpoint (below the router's decorator) whose answer holds personal data. `Idempotency-Key` does not
    keep it: a request that is sent twice is answered with what `query` finds by the answer's id, or by `by`."""

    def marked(endpoint: Route) -> Route:
        endpoint.reads_again = Again(query, by, log)  # type: ignore[attr-defined]
        return endpoint

    return marked


def _again_of(request: Request) -> Again | None:
    return getattr(getattr(request.scope.get("route"), "endpoint", None), "reads_again", None)


def takes(max_bytes: int) -> Callable[[Route], Route]:
    """Marks an endpoint (below the router's decorator) that takes a body of up to `max_bytes`, as a stream. Other
    routes have the service's limit."""

    def marked(endpoint: Route) -> Route:
        endpoint.max_body_bytes = max_bytes  # type: ignore[attr-defined]
        return endpoint

    return marked


def larger(routes: Sequence[BaseRoute]) -> list[Larger]:
    """The routes marked with `takes`, each with its limit."""
    found = [(route, getattr(route.endpoint, "max_body_bytes", None)) for route in iter_route_contexts(routes)]
    return [Larger(frozenset(r.methods or ()), compile_path(str(r.path))[0], limit) for r, limit in found if limit]


def refuses(*refusals: type[Refusal]) -> Callable[[Route], Route]:
    """Marks an endpoint (below the router's decorator) that refuses more than its kind does, as a read with a conflict.

    The OpenAPI document says so."""

    def marked(endpoint: Route) -> Route:
        endpoint.refusals = refusals  # type: ignore[attr-defined]
        return endpoint

    return marked


def may(*roles: str, keyed: bool = True) -> Any:
    """A route's dependency: the caller must hold one of these roles. `*` means any signed-in caller.

    `keyed`: whether an act takes `Idempotency-Key`; one that does not go through `Call.run` takes none."""

    async def call(request: Request) -> Call:
        actor = await admitted(request, roles)
        # A read is judged and recorded each time: it takes no key.
        idempotency_key = None if request.method == "GET" else request.headers.get("idempotency-key")
        if idempotency_key is not None and not 1 <= len(idempotency_key) <= _LONGEST_KEY:
            raise RequestValidationError([_BAD_KEY])
        check_query(request)
        await check_body(request)
        return Call(request, request.app.state.resources, actor, idempotency_key)

    call.roles, call.keyed = roles, keyed  # type: ignore[attr-defined]
    return Depends(call)


def open_to_all() -> Any:
    """A route's dependency: nobody needs to sign in here, on purpose."""

    async def anyone() -> None:
        return None

    anyone.roles = ANYONE  # type: ignore[attr-defined]
    return Depends(anyone)
