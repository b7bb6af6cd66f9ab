"""One middleware around every request: correlation id, `If-Match`, size limit, duration.

It is plain ASGI, so that no route goes around it and a streamed answer costs nothing.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.context import Trace, traceparent, tracing
from shared.edge.problems import failed, of_http
from shared.ids import new_id
from shared.metrics import HTTP_SECONDS

log = logging.getLogger(__name__)

_VERSION = re.compile(r'^(?:W/)?"?(\d{1,18})"?$')
_NO_VERSION = -1


@dataclass(frozen=True, slots=True)
class Larger:
    """A route with a larger limit than the others: its methods, its path, and how many bytes a body may have."""

    methods: frozenset[str]
    path: re.Pattern[str]
    max_bytes: int

    def fits(self, scope: Scope) -> bool:
        return scope["method"] in self.methods and self.path.match(scope["path"]) is not None


class RequestContext:
    """Binds the request's trace, enforces the size limit, and measures the duration."""

    def __init__(self, app: ASGIApp, max_body_bytes: int, larger: Sequence[Larger] = ()) -> None:
        self._app, self._max, self._larger = app, max_body_bytes, larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers, started, status = Headers(scope=scope), time.perf_counter(), 0
        correlation_id = str(new_id())  # never the caller's: it goes out with the facts, and may say anything

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-correlation-id"] = correlation_id
            await send(message)

        with tracing(Trace(correlation_id, None, traceparent(headers.get("traceparent")), _expected(headers))):
            try:
                limit = next((route.max_bytes for route in self._larger if route.fits(scope)), self._max)
                _check_length(headers, limit)
                await self._app(scope, _bounded(receive, limit), send_marked)
            except HTTPException as error:
                await (await of_http(Request(scope), error))(scope, receive, send_marked)
            except Exception as error:
                if status:
                    raise
                # Here and not further out, so that the answer and the log have the correlation id.
                log.exception("unforeseen error", extra={"route": _route(scope)})
                await (await failed(Request(scope), error))(scope, receive, send_marked)
        HTTP_SECONDS.labels(scope["method"], _route(scope), status).observe(time.perf_counter() - started)
        return None


def _expected(headers: Headers) -> int | None:
    """The version of `If-Match`; one that we never gave out matches no record (RFC 9110, section 13.1.1)."""
    given = headers.get("if-match", "*").strip()
    if given == "*":
        return None
    match = _VERSION.match(given)
    return int(match[1]) if match else _NO_VERSION


def _check_length(headers: Headers, limit: int) -> None:
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        raise HTTPException(400, "Bad content length")
    if int(length) > limit:
        raise HTTPException(413, "Too large")


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _bounded(receive: Receive, limit: int) -> Receive:
    """Counts the bytes of a body as they come, since one sent in chunks has no length. Raises above the limit."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413, "Too large")
        return message

    return counted
