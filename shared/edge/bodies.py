"""A request's body as it comes: only from those who may send it, no larger and no later than allowed."""

from __future__ import annotations

import asyncio
import time

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from shared.edge.admission import before_the_body

_HANG_UP = {"connection": "close"}


class Body:
    """The `receive` of one request. Raises TurnedAway; HTTPException 400, 408 and 413."""

    def __init__(self, scope: Scope, receive: Receive, max_bytes: int, within_s: float) -> None:
        self._scope, self._receive = scope, receive
        self._left, self._within_s = max_bytes, within_s
        self._until = 0.0
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:  # what is waited for now is the end of the connection
            return await self._receive()
        if not self._until:
            await before_the_body(self._scope)
            self._check_length()
            self._until = time.monotonic() + self._within_s
        message = await self._next()
        self._whole = not message.get("more_body", False)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, "Too large")
        return message

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout(self._until - time.monotonic()):
                return await self._receive()
        except TimeoutError:
            self._whole = True
            raise HTTPException(408, "Request timeout", _HANG_UP) from None

    def _check_length(self) -> None:
        length = Headers(scope=self._scope).get("content-length", "0")
        if not length.isdecimal():
            raise HTTPException(400, "Bad content length")
        if int(length) > self._left:
            raise HTTPException(413, "Too large")
