"""One local stack per state folder. A locked file holds its process id; the lock ends with the process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.errors import LocalError

STATE = Path(".local/up")
"""The state folder of `make up`."""


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Locks the state folder for this process. LocalError if another `make up` has locked it."""
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
    """The id of the process that has locked the state folder, or None."""
    path = state / "pid"
    if not path.exists():
        return None
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None
