"""Clears what a crash leaves behind in a Postgres data folder and what would stop the next start."""

from __future__ import annotations

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
    """LocalError if a Postgres runs on `data`. Otherwise ends the sessions of a dead one and removes its lock.

    A session that computes a query does not notice that its server has died. The process id in the lock may belong to
    another program by now. Without /proc nothing is cleared, and Postgres itself refuses to start.
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
