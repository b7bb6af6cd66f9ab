"""What a crash leaves in and around a Postgres data folder, and would keep the next start from succeeding."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from deploy.local.errors import LocalError

LOCK = "postmaster.pid"
PROGRAM = "postgres"


def lock_lines(data: Path) -> list[str]:
    """The lines of the lock file, in Postgres's own order: process id first, status eighth."""
    try:
        return (data / LOCK).read_text().splitlines()
    except FileNotFoundError:
        return []


def clear_leftovers(data: Path) -> None:
    """LocalError if a Postgres runs on `data`; else end the sessions of one that died, and free its lock.

    A session deep in a query does not notice that its server is gone. The process id in the lock may be another
    program's by now. Where there is no /proc, both are left to Postgres, which then refuses to start.
    """
    lock, running = lock_lines(data), list(_running_on(data))
    if lock and int(lock[0]) in running:
        raise LocalError(f"Postgres already runs on {data} (process {lock[0]}): stop that first.")
    for orphan in running:
        with suppress(ProcessLookupError):
            os.kill(orphan, signal.SIGKILL)
    if lock and Path("/proc", lock[0]).exists():
        (data / LOCK).unlink()


def _running_on(data: Path) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended, or is another user's
            if (process / "cwd").readlink() == data and (process / "comm").read_text().strip() == PROGRAM:
                yield int(process.name)
