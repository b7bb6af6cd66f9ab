"""The process that reads one PDF from its standard input: `python -I pdf_child.py CPU_SECONDS MEGABYTES`.

It writes one line of JSON: `{"pages": 3}`, or what is wrong. It imports nothing of this project, gives up its rights
before it reads the file, and may be killed at any moment.
"""

import io
import json
import os
import resource
import sys
from contextlib import suppress
from typing import Any

BEHIND = b"\0\t\n\f\r "
"""What fills the last block of a tape or a disk, and white space."""


def give_up_rights(cpu_s: int, megabytes: int) -> None:
    """Little time and memory, no files to write, first to go when memory is short, last to get the processor."""
    os.nice(10)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("1000")
    memory = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_nothing() -> None:
    """From here on no file and no socket can be opened: neither disk nor network."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def examine(content: bytes) -> dict[str, Any]:
    import pypdf.errors  # noqa: PLC0415
    import pypdf.filters  # noqa: PLC0415  # now, because nothing can be opened afterwards

    open_nothing()
    content = content.rstrip(BEHIND)
    if b"%%EOF" not in content[-1024:] or b"startxref" not in content[-2048:]:
        return {"wrong": "broken", "why": "no_end"}
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        found: dict[str, Any] = {"wrong": "encrypted"} if reader.is_encrypted else {"pages": count(reader)}
    except (MemoryError, RecursionError, pypdf.errors.LimitReachedError):
        found = {"wrong": "demanding"}
    except Loop:
        found = {"wrong": "broken", "why": "loop"}
    except Exception:  # a hostile file can raise anything in the reader
        found = {"wrong": "encrypted"} if b"/Encrypt" in content else {"wrong": "broken", "why": "unreadable"}
    return found


class Loop(Exception):
    """A page tree that leads back into itself."""


def count(reader: Any) -> int:
    """The number of pages in the tree. Every node is an object of its own and occurs once. Raises Loop."""
    pages, seen = 0, set()
    waiting = [reader.root_object.raw_get("/Pages")]
    while waiting:
        reference = waiting.pop()
        number = (reference.idnum, reference.generation)
        if number in seen:
            raise Loop
        seen.add(number)
        node = reference.get_object()
        if "/Kids" in node:
            waiting += node["/Kids"]
        elif node.get("/Type", "/Page") == "/Page":
            pages += 1
    return pages


def main() -> None:
    give_up_rights(int(sys.argv[1]), int(sys.argv[2]))
    try:
        found = examine(sys.stdin.buffer.read())
    except MemoryError:
        found = {"wrong": "demanding"}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
