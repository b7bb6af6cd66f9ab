"""Every error of a page is a page: what went wrong, the rule and its article, and what to do next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

import asyncpg
from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.edge.placing import route_of
from shared.edge.problems import STATUS
from shared.errors import Refusal
from shared.metrics import REFUSALS
from shared.postgres.pool import TRANSIENT
from shared.web.calls import PageCall
from shared.web.guard import SAFE, SignInFirst, page_before, speaks
from shared.web.rendering import path_of, rendered
from shared.web.web import Web
from shared.web.wrong import wrong_rules

log = logging.getLogger(__name__)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route that answers errors with pages."""

    def get_route_handler(self) -> Handler:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except Exception as error:
                return _page_of(request, error)

        return handle


def _page_of(request: Request, error: Exception) -> Response:
    match error:
        case SignInFirst():
            answer = sign_in_first(request, error)
        case Refusal():
            REFUSALS.labels(error.slug).inc()
            answer = _refused(request, error)
        case RequestValidationError() | asyncpg.DataError():  # an address with something unreadable in it
            answer = problem_page(request, 404)
        case HTTPException():
            answer = problem_page(request, error.status_code)
        case _ if isinstance(error, TRANSIENT):
            answer = problem_page(request, 503, {"retry-after": "2"})
        case _:
            log.exception("unforeseen error", extra={"route": route_of(request.scope)})
            answer = problem_page(request, 500)
    return answer


def pages_router(**options: Any) -> APIRouter:
    """A router of pages: not part of the OpenAPI document, and its errors are pages."""
    return APIRouter(include_in_schema=False, route_class=PageRoute, **options)


def sign_in_first(request: Request, first: SignInFirst) -> Response:
    """Leads to the sign-on, by a page and not by a redirect: a browser would not follow one from a form to the issuer
    (`form-action`). A form that came too late is kept, and the link leads back to it."""
    web: Web = request.app.state.web
    then = first.kept_at or (path_of(request) if request.method in SAFE else page_before(request))
    link = web.place.sign_in(then, silent=first.silent)
    at_once = request.method in SAFE and request.headers.get("sec-fetch-dest", "document") == "document"
    headers = {"refresh": f"0; url={link}"} if at_once else {}
    template = "kit/signing_in.html" if at_once else "kit/session_over.html"
    return rendered(
        request, speaks(request, None), template, status=401, headers=headers, link=link, kept=bool(first.kept_at)
    )


def _refused(request: Request, refusal: Refusal) -> Response:
    call: PageCall | None = getattr(request.state, "page_call", None)
    lang = call.language if call else speaks(request, None)
    return problem_page(request, STATUS[refusal.kind], problems=wrong_rules(refusal, lang))


def problem_page(request: Request, status: int, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """A page that says in words what this status means here, with the refusal where there is one."""
    call: PageCall | None = getattr(request.state, "page_call", None)
    return rendered(
        request,
        call.language if call else speaks(request, None),
        "kit/problem.html",
        session=call.session if call else None,
        status=status,
        headers=headers,
        code=status,
        **values,
    )
