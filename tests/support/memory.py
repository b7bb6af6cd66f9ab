"""A folder in memory, for what the tests write and throw away."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")
NAME = "masohi-tests-"
ROOM = 2 * 2**30


@contextmanager
def folder_in_memory(otherwise: Path) -> Iterator[Path]:
    """An empty folder that every user can enter, and that goes with the block. On disk where memory has no room."""
    if not has_room(MEMORY):
        yield otherwise
        return
    sweep(MEMORY)
    with tempfile.TemporaryDirectory(prefix=f"{NAME}{os.getpid()}-", dir=MEMORY) as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


def has_room(memory: Path) -> bool:
    """Whether a file system in memory is there, and it and the memory have room. In a container it is often tiny."""
    if not os.access(memory, os.W_OK):
        return False
    return min(shutil.disk_usage(memory).free, psutil.virtual_memory().available) > ROOM


def sweep(memory: Path) -> None:
    """Removes what tests left that were killed."""
    for left in memory.glob(f"{NAME}*"):
        if not psutil.pid_exists(int(left.name.removeprefix(NAME).split("-")[0])):
            shutil.rmtree(left, ignore_errors=True)  # another run may be removing it too
