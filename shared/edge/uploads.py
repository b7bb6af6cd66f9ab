"""A file in a request's body: received as a stream into a nameless file on disk, never whole into memory.

The route bounds the bytes (`shared.edge.routes.takes`) and the edge bounds the time (`shared.edge.bodies`); the number
of files under way is bounded here. A file that does not arrive whole leaves no trace.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from shared.errors import Refusal
from shared.metrics import UPLOAD_BYTES, UPLOADS

AT_ONCE = 8

whole = asyncio.Semaphore(2)
"""Held by whoever needs a file whole in memory, as when it is stored."""

_under_way = 0


class TooManyUploads(
    Refusal,
    kind="unavailable",
    indonesian="Sedang ada {count} berkas lain yang diterima. Coba lagi sebentar lagi.",
):
    """{count} other files are being received. Try again in a moment."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came whole. `head` is its first bytes; the file itself is gone when its context ends."""

    file: BinaryIO
    size: int
    sha256: bytes
    head: bytes

    def content(self) -> bytes:
        self.file.seek(0)
        return self.file.read()


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Upload]:
    """Raises TooManyUploads; HTTPException 408 where the body stops coming, 413 where it is too large."""
    global _under_way  # noqa: PLW0603
    if _under_way >= AT_ONCE:
        UPLOADS.labels("busy").inc()
        raise TooManyUploads(count=_under_way)
    _under_way += 1
    try:
        with tempfile.TemporaryFile() as file:
            yield await _receive(request, file)
    finally:
        _under_way -= 1


async def _receive(request: Request, file: BinaryIO) -> Upload:
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        async for chunk in request.stream():
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            head = head if len(head) >= 16 else (head + chunk)[:16]
    except ClientDisconnect:
        UPLOADS.labels("gone").inc()
        raise HTTPException(408, "Request timeout") from None
    except HTTPException as error:
        UPLOADS.labels("gone" if error.status_code == 408 else "too_large").inc()
        raise
    file.flush()
    UPLOAD_BYTES.inc(size)
    return Upload(file, size, digest.digest(), head)
