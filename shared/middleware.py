"""What surrounds every request: correlation id, `If-Match`, size limit, duration. Plain ASGI: it is on every path."""

from __future__ import annotations

import re
import time
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.context import Trace, tracing
from shared.ids import new_id
from shared.metrics import HTTP_SECONDS
from shared.problems import problem

_ID = re.compile(r"^[A-Za-z0-9._:-]{1,100}$")
_VERSION = re.compile(r'^"?(\d{1,18})"?$')


class RequestContext:
    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app, self._max = app, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers, started, status = Headers(scope=scope), time.perf_counter(), 500
        given = headers.get("x-correlation-id", "")
        correlation_id = given if _ID.match(given) else str(new_id())

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-correlation-id"] = correlation_id
            await send(message)

        with tracing(Trace(correlation_id, None, headers.get("traceparent"), _expected(headers))):
            if int(headers.get("content-length") or 0) > self._max:
                await _too_large(self._max)(scope, receive, send_marked)
            else:
                await self._app(scope, _bounded(receive, self._max), send_marked)
        HTTP_SECONDS.labels(scope["method"], _route(scope), status).observe(time.perf_counter() - started)
        return None


def _expected(headers: Headers) -> int | None:
    match = _VERSION.match(headers.get("if-match", ""))
    return int(match[1]) if match else None


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _bounded(receive: Receive, limit: int) -> Receive:
    """A body sent in chunks has no content-length: it is counted as it comes, and cut off as a disconnect."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if seen > limit else message

    return counted


def _too_large(limit: int) -> Any:
    return problem(
        413, "id", type="urn:masohi:problem:too-large", title="too-large", detail=f"Paling banyak {limit} byte."
    )
