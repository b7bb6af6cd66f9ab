"""What a rotation touches besides files: the containers of docker-compose.yml."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared.postgres.migrate import ROOT


class RotationFailed(Exception):
    """What did not work; the secret is the old one again."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two rotations at once would each take the other's secret for the old one; two upgrades, the other's new
    containers for old ones. Raises RotationFailed."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise RotationFailed("another rotation or upgrade is under way: wait for its end") from None
    finally:
        os.close(held)


class Site(Protocol):
    """Where the system runs."""

    @property
    def secrets(self) -> Path: ...

    def sql(self, statement: str) -> None:
        """As the superuser of Postgres. Raises RotationFailed."""

    def accounts(self) -> None:
        """Sets Kafka's accounts from the files. Raises RotationFailed."""

    def restart(self, container: str) -> None:
        """And waits until it is ready. Raises RotationFailed."""


@dataclass(frozen=True, slots=True)
class Containers:
    """The stack that runs in this folder."""

    secrets: Path

    def sql(self, statement: str) -> None:
        # Over the server's own socket, which asks for no password; the statement stands on no command line.
        words = [
            "exec",
            "-T",
            "postgres",
            "psql",
            "--quiet",
            "--username=postgres",
            "--set=ON_ERROR_STOP=1",
            "--file=-",
        ]
        _compose(words, statement)

    def accounts(self) -> None:
        _compose(["run", "--rm", "-T", "topics"])

    def restart(self, container: str) -> None:
        """One replica after the other."""
        running = _compose(["ps", "--services", "--filter", "status=running"]).split()
        for each in (container, f"{container}-2", f"{container}-3"):
            if each in running:
                _compose(["restart", each])
                _compose(["up", "-d", "--wait", "--no-deps", "--no-recreate", each])


def _compose(words: Sequence[str], given: str = "") -> str:
    """What it printed."""
    try:
        done = subprocess.run(
            ["docker", "compose", *words], cwd=ROOT, input=given, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise RotationFailed(f"docker: {error.strerror}") from None
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise RotationFailed(f"`docker compose {words[0]}` failed: {last[-1]}")
    return done.stdout.strip()
