"""One middleware around every request: correlation id, `If-Match`, `HEAD`, the body's limits, duration.

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
from shared.edge.bodies import Body
from shared.edge.conditions import versions
from shared.edge.placing import route_of
from shared.edge.problems import failed, of_http
from shared.ids import new_id
from shared.metrics import HTTP_SECONDS

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Larger:
    """A route with a larger limit than the others: its methods, its path, and how many bytes a body may have."""

    methods: frozenset[str]
    path: re.Pattern[str]
    max_bytes: int

    def fits(self, scope: Scope) -> bool:
        return scope["method"] in self.methods and self.path.match(scope["path"]) is not None


class RequestContext:
    """Binds the request's trace, bounds its body in size and time, and measures the duration.

    `HEAD` runs the route of `GET` and leaves the answer's content out (RFC 9110, section 9.3.2).
    """

    def __init__(
        self, app: ASGIApp, max_body_bytes: int, body_timeout_s: float = 60.0, larger: Sequence[Larger] = ()
    ) -> None:
        self._app, self._max, self._larger = app, max_body_bytes, larger
        self._within_s = body_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers, started, status = Headers(scope=scope), time.perf_counter(), 0
        correlation_id = str(new_id())  # never the caller's: it goes out with the facts, and may say anything
        method = scope["method"]
        if method == "HEAD":
            scope = {**scope, "method": "GET"}

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-correlation-id"] = correlation_id
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        limit = next((route.max_bytes for route in self._larger if route.fits(scope)), self._max)
        body = Body(scope, receive, limit, self._within_s)
        with tracing(Trace(correlation_id, None, traceparent(headers.get("traceparent")), _expected(headers))):
            try:
                _need_plain_end(scope)
                await self._app(scope, body, send_marked)
            except HTTPException as error:
                await (await of_http(Request(scope), error))(scope, receive, send_marked)
            except Exception as error:
                if status:
                    raise
                # Here and not further out, so that the answer and the log have the correlation id.
                log.exception("unforeseen error", extra={"route": route_of(scope)})
                await (await failed(Request(scope), error))(scope, receive, send_marked)
        HTTP_SECONDS.labels(method, route_of(scope), status).observe(time.perf_counter() - started)
        return None


def _need_plain_end(scope: Scope) -> None:
    """`$` in the pattern of a route passes over a line feed at the end; that of a gateway does not."""
    if scope["path"].endswith("\n"):
        raise HTTPException(404)


def _expected(headers: Headers) -> frozenset[int] | None:
    given = headers.getlist("if-match")
    return versions(", ".join(given)) if given else None
