"""A server program: how it starts, answers, stops and crashes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from deploy.local.child import User, current_user, last_error, process_tree, size_of, spawn
from deploy.local.errors import LocalError
from deploy.local.ports import HOST, free_port, require_free

__all__ = ["HOST", "Server", "free_port", "require_free"]


class Server(ABC):
    """A server program on 127.0.0.1:`port`, with its files and its log in `state`.

    It has its own process group, so Ctrl-C in a terminal leaves it running until `stop`. It ends when this process
    ends. Each method raises LocalError when the program cannot do what is asked.
    """

    name: ClassVar[str]
    setting: ClassVar[str]  # the environment variable that moves it to another port
    ready_within: ClassVar[float] = 30.0  # seconds
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, state: Path, port: int) -> None:
        self.state = state.resolve()
        self.port = port
        self.log = self.state / f"{self.name.lower()}.log"
        self._child: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def _command(self) -> list[str]: ...

    @abstractmethod
    def _is_ready(self) -> bool: ...

    def _prepare(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)

    def _environment(self) -> dict[str, str]:
        return dict(os.environ)

    def _user(self) -> User:
        return current_user()

    @property
    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def ended(self) -> bool:
        """Whether it was started and has ended by itself."""
        return self._child is not None and self._child.poll() is not None

    @property
    def pid(self) -> int:
        if self._child is None or not self.alive:
            raise LocalError(f"{self.name} is not running.")
        return self._child.pid

    def start(self) -> None:
        """Start and wait until it answers. Does nothing if it runs already."""
        if self.alive:
            return
        require_free(self.port, self.name, self.setting)
        self._prepare()
        began = size_of(self.log)
        with self.log.open("ab") as log:
            self._child = spawn(self._command(), log, self._user(), self._environment())
        try:
            self._wait_until_ready(began)
        except BaseException:
            self.kill()
            raise

    def stop(self, timeout: float = 20.0) -> None:
        """Ask it to end, and kill it if it has not after `timeout` seconds."""
        if self._child is None:
            return
        self._child.send_signal(self.stop_signal)
        self.resume()
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(timeout)
        self.kill()

    def kill(self) -> None:
        """End it and its own children at once, as a crash would."""
        if self._child is None:
            return
        self._signal(signal.SIGKILL)
        self._child.wait()
        self._child = None

    def pause(self) -> None:
        """Freeze it: its connections stay open and nothing answers. Returns when it is frozen."""
        if self._child is not None and self.alive:
            self._signal(signal.SIGSTOP)
            os.waitid(os.P_PID, self._child.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait_until_ready(self, began: int) -> None:
        deadline = time.monotonic() + self.ready_within
        while not self._is_ready():
            if not self.alive:
                raise LocalError(f"{self.name} did not start: {last_error(self.log, began)} (log: {self.log})")
            if time.monotonic() > deadline:
                raise LocalError(f"{self.name} did not answer within {self.ready_within:g} s: see {self.log}")
            time.sleep(0.02)

    def _signal(self, what: signal.Signals) -> None:
        if self._child is None or not self.alive:
            return
        for pid in process_tree(self._child.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, what)
