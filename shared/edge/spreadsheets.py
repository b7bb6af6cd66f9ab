"""Lists as CSV (RFC 4180, UTF-8), read in batches of rows: memory stays flat and no connection is held.

A cell that looks like a formula gets an apostrophe in front (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any

from starlette.responses import Response, StreamingResponse

from shared.postgres.pool import Connection, Pool

BATCH = 1_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "RFC 4180, UTF-8"}
}
"""The `responses` of a route that answers so."""

Read = Callable[[Connection, Any], Awaitable[dict[str, Any]]]
"""A page of `BATCH` items after a cursor."""


def cell(value: object) -> str:
    """A value as text that a spreadsheet shows and does not compute, also behind spaces."""
    text = " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def rows(lines: Iterable[Sequence[object]]) -> bytes:
    """Lines with CRLF, quoted where needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([cell(value) for value in line] for line in lines)
    return text.getvalue().encode()


async def stream(pool: Pool, columns: Sequence[str], read: Read) -> AsyncIterator[bytes]:
    """A header, and a line for each item of every page."""
    yield rows([columns])
    after: Any = None
    while True:
        async with pool.acquire() as conn:
            found = await read(conn, after)
        yield rows([getattr(item, name) for name in columns] for item in found["items"])
        after = found["next"]
        if after is None:
            return


def download(content: AsyncIterator[bytes], name: str) -> Response:
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return StreamingResponse(content, 200, headers, "text/csv; charset=utf-8; header=present")
