"""Checks that a file is a sound PDF, and counts its pages, in a process of its own with little time and memory.

The process (`pdf_child.py`) has no environment and can open and write nothing. It gets the file and returns one line of
JSON. It runs before any transaction begins, so a hostile file costs a few seconds of one core and no more.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from services.agreements.errors import documents as errors
from shared.edge.uploads import Upload
from shared.errors import Refusal
from shared.metrics import UPLOAD_CHECK_SECONDS, UPLOADS

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 5_000
CPU_S = 10
WALL_S = 30.0
MEMORY_MB = 256
AT_ONCE = 2
PATIENCE_S = 30.0
CHILD = Path(__file__).with_name("pdf_child.py")

_WHY = {
    "no_end": (
        "it has no end, as if it came in part only, or other data follows it",
        "tidak ada akhirnya, seperti hanya terkirim sebagian, atau ada data lain di belakangnya",
    ),
    "no_pages": ("it has no pages", "tidak ada halamannya"),
    "loop": ("its page tree has a loop", "pohon halamannya berputar"),
    "unreadable": ("it cannot be read", "tidak dapat dibaca"),
}
_HEADERS = (b"%PDF-1.", b"%PDF-2.")
_BEFORE = b"\xef\xbb\xbf\t\n\r "
"""A byte order mark and white space: some programs write them in front, and every reader passes them by."""
_turns = asyncio.Semaphore(AT_ONCE)


class Finding(BaseModel):
    """What the process found."""

    pages: int | None = None
    wrong: Literal["encrypted", "broken", "demanding"] | None = None
    why: str = ""


async def pages_of(upload: Upload) -> int:
    """The number of pages. Raises DocumentEmpty, DocumentNotPdf, DocumentEncrypted,
    DocumentBroken, DocumentTooManyPages, DocumentTooDemanding, DocumentChecksBusy."""
    try:
        pages = await _pages_of(upload)
    except Refusal as refusal:
        UPLOADS.labels(refusal.slug.removeprefix("document-").replace("-", "_")).inc()
        raise
    UPLOADS.labels("sound").inc()
    return pages


async def _pages_of(upload: Upload) -> int:
    if not upload.size:
        raise errors.DocumentEmpty
    if not upload.head.lstrip(_BEFORE).startswith(_HEADERS):
        raise errors.DocumentNotPdf
    try:
        async with asyncio.timeout(PATIENCE_S):
            await _turns.acquire()
    except TimeoutError:
        raise errors.DocumentChecksBusy from None
    try:
        with UPLOAD_CHECK_SECONDS.time():
            found = await _examine(upload)
    finally:
        _turns.release()
    return _accept(found)


def _accept(found: Finding) -> int:
    match found.wrong:
        case "encrypted":
            raise errors.DocumentEncrypted
        case "broken":
            raise _broken(found.why)
        case "demanding":
            raise errors.DocumentTooDemanding(seconds=CPU_S, megabytes=MEMORY_MB)
    if not found.pages:
        raise _broken("no_pages")
    if found.pages > MAX_PAGES:
        raise errors.DocumentTooManyPages(pages=found.pages, maximum=MAX_PAGES)
    return found.pages


def _broken(why: str) -> Refusal:
    english, indonesian = _WHY.get(why, _WHY["unreadable"])
    return errors.DocumentBroken(why=english, why_id=indonesian)


async def _examine(upload: Upload) -> Finding:
    upload.file.seek(0)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-B", str(CHILD), str(CPU_S), str(MEMORY_MB)),
        stdin=upload.file.fileno(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    assert child.stdout
    try:
        async with asyncio.timeout(WALL_S):
            line = await child.stdout.read(4_096)
            await child.wait()
    except TimeoutError:
        return Finding(wrong="demanding")
    finally:
        await _end(child)
    if not line:  # the process was killed by its limits
        return Finding(wrong="demanding")
    try:
        return Finding.model_validate_json(line)
    except ValidationError:
        return Finding(wrong="broken", why="unreadable")


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    await asyncio.shield(child.wait())
