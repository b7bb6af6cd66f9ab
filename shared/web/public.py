"""Pages for everybody, without sign-in and without a cookie.

Some have an address of their own. Others stand where programs get JSON: a browser that follows a QR code asks for HTML
and gets a page, everybody else gets what the JSON route says (`negotiate.py`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import Message, Receive, Scope, Send

from shared.edge.admission import ANYONE
from shared.edge.routes import Resources
from shared.languages import Language
from shared.web import negotiate
from shared.web.answers import PageRoute
from shared.web.guard import speaks
from shared.web.headers import page_headers
from shared.web.rendering import asked_language, rendered
from shared.web.web import Web
from shared.web.wrong import Wrong

Result = TypeVar("Result")

PAGE_TOO: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}
"""What the OpenAPI document says of a JSON route with a page beside it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is not known, and need not be."""

    request: Request
    resources: Resources
    web: Web
    language: Language

    async def get(self, query: Callable[..., Awaitable[Result]], *args: Any) -> Result:
        """What a query `f(conn, *args)` returns."""
        async with self.resources.pool.acquire() as conn:
            return await query(conn, *args)

    def show(
        self,
        template: str,
        *,
        status: int = 200,
        problems: Sequence[Wrong] = (),
        typed: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        sent = {name: [value] for name, value in (typed or {}).items()}
        return rendered(self.request, self.language, template, status=status, problems=problems, typed=sent, **values)

    def wrong(self, field: str, indonesian: str, english: str) -> Wrong:
        """What keeps a field from being read, in the language of the page."""
        return Wrong(indonesian if self.language == "id" else english, field)

    def lead(self, path: str) -> Response:
        """To another page of this service; the language that was chosen goes along."""
        there = f"{self.web.place.prefix}{path}{asked_language(self.request)}"
        return RedirectResponse(there, 303, page_headers(self.language))


def everyone() -> Any:
    """A public page's dependency, the twin of `page()`."""

    async def visit(request: Request) -> Visit:
        return Visit(request, request.app.state.resources, request.app.state.web, speaks(request, None))

    visit.roles = ANYONE  # type: ignore[attr-defined]
    return Depends(visit)


class _Varying(APIRoute):
    """A route that says on each of its answers, errors too, what they depend on."""

    vary: ClassVar[str] = negotiate.VARY

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_varying(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["vary"] = self.vary
            await send(message)

        await super().handle(scope, receive, send_varying)


class _Alone(_Varying, PageRoute):
    vary = "accept-language"


class _BesideJson(_Varying, PageRoute):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and not negotiate.wants_html(Request(scope)):
            return Match.NONE, {}
        return super().matches(scope)


def public_pages(**options: Any) -> APIRouter:
    """A router of pages with addresses of their own."""
    return APIRouter(include_in_schema=False, route_class=_Alone, **options)


def pages_beside_json(**options: Any) -> APIRouter:
    """A router of pages that are there for who asks for HTML, and for nobody else."""
    return APIRouter(include_in_schema=False, route_class=_BesideJson, **options)


def json_beside_pages(**options: Any) -> APIRouter:
    """A router of JSON routes at whose addresses there are pages too."""
    return APIRouter(route_class=_Varying, **options)
