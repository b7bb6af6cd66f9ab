"""Is a file a sound PDF, and how many pages has it? Found out in a process of its own with little time and memory.

The process (`pdf_child.py`) has no environment, may open nothing and write nothing; it gets the file and gives back one
line. It decides before any transaction begins, so a hostile file costs a few seconds of one core and no more.
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
    "no_end": ("it has no end, as if it came in part only", "tidak ada akhirnya, seperti hanya terkirim sebagian"),
    "no_pages": ("it has no pages", "tidak ada halamannya"),
    "loop": ("its page tree has a loop", "pohon halamannya berputar"),
    "unreadable": ("it cannot be read", "tidak dapat dibaca"),
}
_HEADERS = (b"%PDF-1.", b"%PDF-2.")
_turns = asyncio.Semaphore(AT_ONCE)


class Finding(BaseModel):
    """What the process says."""

    pages: int | None = None
    wrong: Literal["encrypted", "broken", "demanding"] | None = None
    why: str = ""


async def pages_of(upload: Upload) -> int:
    """The number of pages. Raises EmptyDocument, NotPdf, EncryptedPdf, BrokenPdf, DemandingPdf, ChecksBusy."""
    try:
        pages = await _pages_of(upload)
    except Refusal as refusal:
        UPLOADS.labels(refusal.slug.removeprefix("document-").replace("-", "_")).inc()
        raise
    UPLOADS.labels("sound").inc()
    return pages


async def _pages_of(upload: Upload) -> int:
    if not upload.size:
        raise errors.EmptyDocument
    if not upload.head.startswith(_HEADERS):
        raise errors.NotPdf
    try:
        async with asyncio.timeout(PATIENCE_S):
            await _turns.acquire()
    except TimeoutError:
        raise errors.ChecksBusy from None
    try:
        with UPLOAD_CHECK_SECONDS.time():
            found = await _examine(upload)
    finally:
        _turns.release()
    return _judged(found)


def _judged(found: Finding) -> int:
    match found.wrong:
        case "encrypted":
            raise errors.EncryptedPdf
        case "broken":
            raise _broken(found.why)
        case "demanding":
            raise errors.DemandingPdf(seconds=CPU_S, megabytes=MEMORY_MB)
    if not found.pages:
        raise _broken("no_pages")
    if found.pages > MAX_PAGES:
        raise errors.TooManyPages(pages=found.pages, maximum=MAX_PAGES)
    return found.pages


def _broken(why: str) -> Refusal:
    english, indonesian = _WHY.get(why, _WHY["unreadable"])
    return errors.BrokenPdf(why=english, why_id=indonesian)


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
            said = await child.stdout.read(4_096)
            await child.wait()
    except TimeoutError:
        return Finding(wrong="demanding")
    finally:
        await _end(child)
    if not said:  # killed by its limits before it could say anything
        return Finding(wrong="demanding")
    try:
        return Finding.model_validate_json(said)
    except ValidationError:
        return Finding(wrong="broken", why="unreadable")


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    await asyncio.shield(child.wait())
