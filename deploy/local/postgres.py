"""PostgreSQL as a server of the local stack."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

from deploy.local.child import User, run
from deploy.local.errors import LocalError
from deploy.local.postgres_lock import clear_leftovers, lock_lines
from deploy.local.postgres_programs import programs_for
from deploy.local.process import HOST, Server
from deploy.local.unprivileged import home_for, unprivileged_user

SUPERUSER = "postgres"
EXTERNAL = "MASOHI_POSTGRES_DSN"
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",  # the detail of an error quotes keys
}
# Data survives a crash of the server but not of the machine. For tests.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
OLD_SESSIONS_END_WITHIN = 10.0  # seconds


class Postgres(Server):
    """PostgreSQL on a TCP port of 127.0.0.1, with a password. With `fast`, data can be lost when the power fails.

    `settings` go before the usual ones."""

    name = "Postgres"
    setting = "PG_PORT"
    ready_within = 60.0
    stop_signal = signal.SIGINT  # ends sessions instead of waiting for them

    def __init__(
        self, state: Path, port: int, fast: bool = False, settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(state, port)
        self._settings = SETTINGS | {"port": str(port)} | (FAST if fast else {}) | dict(settings)
        self._fast = fast
        self._secret = self.state / "postgres.password"
        self._programs = self._home = Path()

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def data_folder(self) -> tuple[Path, User]:
        """Where its files are, and whose they must be. It need not have been started."""
        super()._prepare()
        user = self._user()
        self._home = home_for(user, self.state, self._password())
        return self._data, user

    def superuser_dsn(self, database: str = "postgres") -> str:
        """The address of `database` for a superuser. Known after the first start."""
        password = self._secret.read_text()
        return f"postgresql://{SUPERUSER}:{password}@{HOST}:{self.port}/{quote(database, safe='')}"

    def start(self) -> None:
        """Start and wait until it answers. After a crash, wait until the old sessions have ended."""
        deadline = time.monotonic() + OLD_SESSIONS_END_WITHIN
        while True:
            try:
                return super().start()
            except LocalError as error:
                if not self._may_be_its_own(str(error)) or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def _may_be_its_own(self, error: str) -> bool:
        """Of a server that was killed, a session may hold its memory for a moment, and one just begun its port."""
        has_run = self._secret.exists()  # or nothing is to be made here
        was_killed = has_run and (self.data_folder()[0] / "postmaster.pid").exists()
        return "is still in use" in error or (was_killed and "is in use by another program" in error)

    def _prepare(self) -> None:
        super()._prepare()
        user = self._user()
        self._programs = programs_for(user)
        self._home = home_for(user, self.state, self._password())
        if self._data.exists():
            clear_leftovers(self._data)
        else:
            self._initialise(user)

    def _command(self) -> list[str]:
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        return [str(self._programs / "postgres"), "-D", str(self._data), *settings]

    def _environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("PG")}

    def _user(self) -> User:
        return unprivileged_user()

    def _is_ready(self) -> bool:
        lock = lock_lines(self._data)
        return self.alive and len(lock) >= 8 and lock[0] == str(self.pid) and lock[7].strip() == "ready"

    def _password(self) -> str:
        if not self._secret.exists():
            if (self.state / "postgres" / "data").exists():
                raise LocalError(f"{self._secret} is lost: remove {self.state / 'postgres'} to begin with no data.")
            self._secret.touch(mode=0o600)
            self._secret.write_text(secrets.token_urlsafe(24))
        return self._secret.read_text()

    def _initialise(self, user: User) -> None:
        """Makes the data folder under another name first, because a half-made folder would never start."""
        fresh, password = self._home / "data.new", self._home / "password"
        shutil.rmtree(fresh, ignore_errors=True)
        _write_for(user, password, self._password())
        access = ["--username", SUPERUSER, "--auth=scram-sha-256", "--pwfile", str(password)]
        speed = ["--no-sync"] if self._fast else []
        command = [str(self._programs / "initdb"), "-D", str(fresh), "--no-instructions", *LOCALE, *access, *speed]
        run("Making the Postgres data folder", command, self.log, user, self._environment())
        password.unlink()
        fresh.rename(self._data)


@contextmanager
def postgres(state: Path, port: int, fast: bool = False) -> Iterator[str]:
    """A superuser's DSN: MASOHI_POSTGRES_DSN if set, else of a server of our own that ends with the block."""
    if external := os.environ.get(EXTERNAL):
        yield external
        return
    with Postgres(state, port, fast) as server:
        yield server.superuser_dsn()


def _write_for(user: User, file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        os.fchown(descriptor, *user)
        out.write(text)
