"""Limits of a connection that uvicorn does not set with httptools: of a request's head in size and number, and of time.

uvicorn has `h11_max_incomplete_event_size` for h11 only, which is much slower. With httptools it keeps a header of any
size (uvicorn pull request 1684), and waits for ever for the rest of a request or for a client that does not read its
answer (uvicorn issue 157). So this is a subclass of its protocol, and it uses the protocol's own fields: `cycle`,
`headers`, `url`, `transport`. Tests on real sockets hold each limit.

Bodies are bounded elsewhere (`shared.edge.bodies`), since a body is read by the route. Here is what nobody reads: the
rest of a body after its answer, and trailers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.metrics import HTTP_REFUSED

LINGER_S = 2.0
"""After the last answer of a connection: how long what the client still sends is thrown away."""
DRAIN_S = 10.0
"""After an answer that did not wait for the body: how long the rest of the body is thrown away."""
STALL_S = 30.0
_LEAST_BYTES_PER_S = 1_024
"""A client that takes its answer more slowly than this, for so many seconds, is cut off."""

_DETAIL = {
    400: "Permintaan tidak dapat dibaca.",
    408: "Kiriman terhenti di tengah jalan.",
    431: "Kepala permintaan terlalu besar.",
}


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """Of one request: the bytes of address and headers, the number of headers, and the seconds until they are whole."""

    max_bytes: int
    max_headers: int
    within_s: float


def bounded(limits: HeadLimits, leave_s: float = 0.0) -> type[HttpToolsProtocol]:
    """The protocol class for `uvicorn.Config(http=…)`. At the end an idle connection is kept for `leave_s`."""

    class Protocol(BoundedProtocol):
        pass

    Protocol.limits, Protocol.leave_s = limits, leave_s
    return Protocol


class BoundedProtocol(HttpToolsProtocol):
    """One connection. What arrives is in a head, in a body, or between two requests."""

    limits: HeadLimits
    leave_s: float = 0.0
    ending: bool = False
    """Of all connections: the service takes no new ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pending = 0  # bytes since a head or a piece of a body was whole
        self._progress = self._in_body = self._too_large = self._done = False
        self._head_timer: asyncio.TimerHandle | None = None
        self._last_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._head_timer, self._last_timer, self._stall_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._done:
            return
        self._pending += len(data)
        self._progress = False
        super().data_received(data)
        if self._done or self.transport.is_closing():
            return
        if self._progress:
            self._pending = 0
        if self._too_large or self._pending > self.limits.max_bytes:
            self._refuse(431)
        elif not self._in_body and self._head_timer is None and not self._answering():
            self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_body = False

    def on_headers_complete(self) -> None:
        self._progress = True
        self._disarm_head()
        self._too_large = self._too_large or self._exceeds()
        if self._too_large:
            return
        super().on_headers_complete()
        if self.ending and self.cycle is not None:
            self.cycle.keep_alive = False
        self._in_body = True
        self.headers = []  # trailers go there, and no further (RFC 9110, section 6.5.1)

    def on_body(self, body: bytes) -> None:
        self._progress = True
        if not self._too_large:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._progress, self._in_body = True, False
        if not self._too_large:
            super().on_message_complete()
            self._disarm_last()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._await_reader()
        elif self._in_body and not self._answering():
            self._last_timer = self.loop.call_later(DRAIN_S, self._end)

    def shutdown(self) -> None:
        """The service ends. A connection between two requests answers one more, and says that it is the last.

        A gateway that keeps connections may be sending on one in this moment: a closed one would lose the request.
        """
        type(self).ending = True
        if self._answering():
            super().shutdown()
        else:
            self._last_timer = self._last_timer or self.loop.call_later(self.leave_s, self._end)

    def send_400_response(self, msg: str) -> None:
        self._refuse(400)

    def timeout_keep_alive_handler(self) -> None:
        self._end()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stall_timer is not None and not self.transport.is_closing():
            self._stall_timer.cancel()
            self._stall_timer = None

    def _exceeds(self) -> bool:
        if len(self.headers) > self.limits.max_headers:
            return True
        if self._pending <= self.limits.max_bytes:  # which counts all that came, so at least this head
            return False
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > self.limits.max_bytes

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.limits.within_s, self._head_is_late)

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self.transport.is_closing():
            return
        if self._answering():
            self._await_head()
        elif self._pending:
            self._refuse(408)
        else:
            self._end()

    def _refuse(self, status: int) -> None:
        """Answers, and hears no more from this client. An answer that is under way comes first, and is the last."""
        HTTP_REFUSED.labels(status).inc()
        self._done = True
        self._disarm_head()
        self._disarm_last()
        self._unset_keepalive_if_required()
        if self._answering() and not self._in_body:
            self.cycle.keep_alive = False
            return
        begun = self._answering() and self.cycle.response_started
        if self._answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not begun:
            self.transport.write(_answer(status))
        if self.transport.can_write_eof():
            self.transport.write_eof()  # and not `close`, which may take the answer back from who is still sending
        self._last_timer = self.loop.call_later(LINGER_S, self.transport.abort)

    def _end(self) -> None:
        self._done = True
        if not self.transport.is_closing():
            self.transport.close()
            self._await_reader()

    def _await_reader(self) -> None:
        if self._stall_timer is None:
            waiting = self.transport.get_write_buffer_size()
            self._stall_timer = self.loop.call_later(STALL_S, self._check_reader, waiting)

    def _check_reader(self, before: int) -> None:
        self._stall_timer = None
        if before - self.transport.get_write_buffer_size() < STALL_S * _LEAST_BYTES_PER_S:
            HTTP_REFUSED.labels("slow reader").inc()
            self.transport.abort()
        else:
            self._await_reader()

    def _disarm_head(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _disarm_last(self) -> None:
        if self._last_timer is not None:
            self._last_timer.cancel()
            self._last_timer = None


def _answer(status: int) -> bytes:
    reason = HTTPStatus(status).phrase
    title = reason.lower().replace(" ", "-")
    members = {"status": status, "type": f"urn:masohi:problem:{title}", "title": title, "detail": _DETAIL[status]}
    body = orjson.dumps(members)
    head = (
        f"HTTP/1.1 {status} {reason}\r\ncontent-type: application/problem+json\r\ncontent-language: id\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
