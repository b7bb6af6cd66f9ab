"""Errors as problem documents (RFC 9457), in one place for all services. A refusal has its rule and article."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Any, NotRequired

import asyncpg
import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from typing_extensions import TypedDict

from shared.context import trace
from shared.edge.access import Unauthenticated
from shared.edge.admission import TurnedAway
from shared.edge.languages import VARY, language
from shared.errors import Kind, Refusal, RulesBroken
from shared.metrics import REFUSALS
from shared.postgres.pool import TRANSIENT

log = logging.getLogger(__name__)

STATUS: Mapping[Kind, int] = {
    "invalid": 422,
    "not_found": 404,
    "conflict": 409,
    "forbidden": 403,
    "stale": 412,
    "unavailable": 503,
}
MEDIA_TYPE = "application/problem+json"
_INDONESIAN: Mapping[int, str] = {
    400: "Permintaan tidak dapat dibaca.",
    404: "Alamat ini tidak ada.",
    405: "Cara ini tidak dilayani di alamat ini.",
    408: "Kiriman terhenti di tengah jalan.",
    413: "Isi permintaan terlalu besar.",
}


class Violation(TypedDict):
    """One broken rule: its slug, a sentence for people, and where the rule stands."""

    slug: str
    detail: str
    rule: NotRequired[str]
    article: NotRequired[str]


class Unreadable(TypedDict):
    """A value that cannot be read: where it stands, with dots, and what is wrong with it. Never the value itself."""

    where: str
    what: str


class Problem(TypedDict):
    """A problem document (RFC 9457). `violations` and `errors` are there if more than one thing may be wrong."""

    type: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    title: str
    status: int
    detail: str
    correlation_id: str
    slug: NotRequired[str]
    rule: NotRequired[str]
    article: NotRequired[str]
    violations: NotRequired[list[Violation]]
    errors: NotRequired[list[Unreadable]]


def violation(refusal: Refusal, lang: str) -> dict[str, Any]:
    """One broken rule: slug, message, rule and article, and the figures it was judged by."""
    members: dict[str, Any] = {"slug": refusal.slug, "detail": refusal.message(lang)}
    if refusal.rule:
        members["rule"] = refusal.rule
    if refusal.article:
        members["article"] = refusal.article
    return members


def problem(status: int, lang: str, extra: Mapping[str, str] | None = None, **members: Any) -> Response:
    """One problem document; `members` are its fields beside status and correlation id."""
    body = {"status": status, "correlation_id": trace().correlation_id, **members}
    headers = {"content-language": lang, **VARY, **(extra or {})}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if status == 503:
        headers["retry-after"] = "2"
    return Response(orjson.dumps(body, default=str), status, headers, MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Makes an application answer every error with a problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(TurnedAway, _turned_away)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Exception, failed)
    for error in TRANSIENT:
        if not issubclass(error, Refusal):
            app.add_exception_handler(error, _unavailable)
    app.add_exception_handler(asyncpg.DataError, _out_of_range)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    REFUSALS.labels(error.slug).inc()
    status, lang = 401 if isinstance(error, Unauthenticated) else STATUS[error.kind], language(request)
    members = {"type": f"urn:masohi:problem:{error.slug}", "title": error.slug, **violation(error, lang)}
    if isinstance(error, RulesBroken):
        for broken in error.broken:
            REFUSALS.labels(broken.slug).inc()
        members["violations"] = [violation(broken, lang) for broken in error.broken]
    return problem(status, lang, **members)


async def _turned_away(request: Request, error: Exception) -> Response:
    assert isinstance(error, TurnedAway)
    return await _refused(request, error.refusal)


async def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # Without the input itself: it may be personal.
    errors = [{"where": ".".join(map(str, e["loc"])), "what": e["msg"]} for e in error.errors()]
    lang = language(request)
    detail = "The request cannot be read." if lang == "en" else "Permintaan tidak dapat dibaca."
    return problem(422, lang, type="urn:masohi:problem:unreadable", title="unreadable", detail=detail, errors=errors)


async def of_http(request: Request, error: Exception) -> Response:
    """An error that the framework raises: no such route or method, a body that is too large."""
    assert isinstance(error, HTTPException)
    slug, lang, headers = str(error.detail).lower().replace(" ", "-"), language(request), dict(error.headers or {})
    detail = error.detail if lang == "en" else _INDONESIAN.get(error.status_code, error.detail)
    members = {"type": f"urn:masohi:problem:{slug}", "title": slug, "detail": detail}
    if error.status_code == 405:
        headers = {"allow": ", ".join(request.app.state.methods.of(request.url.path))}
    return problem(error.status_code, lang, headers, **members)


async def _unavailable(request: Request, error: Exception) -> Response:
    log.warning("unavailable", extra={"error": repr(error)})
    lang = language(request)
    detail = "Try again in a moment." if lang == "en" else "Coba lagi sebentar lagi."
    return problem(503, lang, type="urn:masohi:problem:unavailable", title="unavailable", detail=detail)


async def _out_of_range(request: Request, error: Exception) -> Response:
    lang = language(request)
    detail = "A value is out of range." if lang == "en" else "Ada nilai di luar batas."
    return problem(422, lang, type="urn:masohi:problem:out-of-range", title="out-of-range", detail=detail)


async def failed(request: Request, error: Exception) -> Response:
    """An error that no other handler takes: a fault of ours."""
    lang = language(request)
    detail = "An error on our side; it is logged." if lang == "en" else "Kesalahan di pihak kami; sudah dicatat."
    return problem(500, lang, type="urn:masohi:problem:internal", title="internal", detail=detail)
