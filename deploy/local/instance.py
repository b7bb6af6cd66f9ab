"""One local stack to a state folder: a lock that holds its process id, and goes with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.errors import LocalError

STATE = Path(".local/up")


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Holds the state folder. Raises LocalError when another `make up` has it."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "pid").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalError(
                f"The local stack already runs (process {running(state)}): `make down` stops it."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def running(state: Path) -> int | None:
    """The process that holds the state folder, if any."""
    path = state / "pid"
    if not path.exists():
        return None
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None
